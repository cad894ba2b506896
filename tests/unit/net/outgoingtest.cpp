#include "tests/unit/net/outgoingtest.h"

#include <QFile>

#include <mutex>

namespace parlor::server {

namespace {

std::mutex logMutex;
QByteArray logged;

void keepLog(QtMsgType, const QMessageLogContext&, const QString& text) {
    const std::scoped_lock lock(logMutex);
    logged += text.toUtf8() + '\n';
}

} // namespace

const QByteArray OutgoingTest::password = QByteArrayLiteral("correct-horse-battery");
const QByteArray OutgoingTest::signature = QByteArrayLiteral("v1=0123456789abcdef");

void OutgoingTest::SetUp() {
    own = *makeSelfSigned({u"127.0.0.1"_qs, u"localhost"_qs});
    config.guard = *AddressGuard::make({u"127.0.0.1"_qs});
    config.certificates = authorities(own);
    config.timeoutMs = 60'000;
    logged.clear();
    m_before = qInstallMessageHandler(keepLog);
}

void OutgoingTest::TearDown() {
    qInstallMessageHandler(m_before);
    const std::scoped_lock lock(logMutex);
    EXPECT_FALSE(logged.contains(password)) << logged.toStdString();
    EXPECT_FALSE(logged.contains(signature));
}

QString OutgoingTest::authorities(const SelfSigned& certificate) {
    QFile file(dir.filePath(u"ca-%1.pem"_qs.arg(++m_files)));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(certificate.certificatePem);
    return file.fileName();
}

} // namespace parlor::server
