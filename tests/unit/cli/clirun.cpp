#include "tests/unit/cli/clirun.h"

#include "client/core/session/filecredentials.h"
#include "tests/support/waiting.h"

#include <QDateTime>
#include <QJsonDocument>

namespace parlor::test {

namespace {
constexpr qint64 hourMs = 3'600'000;
} // namespace

CliTest::CliTest() {
    client::Credentials credentials;
    credentials.account.server.url = server.url();
    credentials.account.session = SessionId(5);
    credentials.account.person.id = PersonId(1);
    credentials.account.person.name = u"ann"_qs;
    credentials.refreshToken = u"refresh"_qs;
    credentials.accessToken = u"access"_qs;
    credentials.expiresAt = QDateTime::currentMSecsSinceEpoch() + hourMs;
    EXPECT_TRUE(client::makePrivateDirectory(file(u"profile"_qs)));
    EXPECT_TRUE(
        client::writePrivateFile(file(u"profile/credentials.json"_qs), client::toBytes(credentials, true)));
}

Finished CliTest::run(const QStringList& arguments) {
    QProcess process;
    endWithTest(process);
    process.start(programs() + u"/parlor-cli"_qs,
                  QStringList{u"--profile"_qs, file(u"profile"_qs)} + arguments);
    process.closeWriteChannel();
    Finished finished;
    if (waitFor([&] { return process.state() == QProcess::NotRunning; })) {
        finished.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    } else {
        process.kill();
        process.waitForFinished();
        finished.exitCode = -2;
    }
    finished.output = process.readAllStandardOutput();
    finished.errors = process.readAllStandardError();
    return finished;
}

FakeAnswer CliTest::json(const QJsonObject& object, int status) {
    return {status,
            QJsonDocument(object).toJson(QJsonDocument::Compact),
            {{"Content-Type", "application/json"}},
            -1};
}

FakeAnswer CliTest::problem(int status, const QString& code) {
    FakeAnswer answer = json({{u"code"_qs, code}, {u"status"_qs, status}}, status);
    answer.headers = {{"Content-Type", "application/problem+json"}};
    return answer;
}

} // namespace parlor::test
