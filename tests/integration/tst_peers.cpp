// Clients that we did not write: npm `ws` talks, npm `tus-js-client` uploads and resumes.
#include "tests/support/processes.h"
#include "tests/support/samplephotos.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

namespace {

Finished node(const QString& script, const QStringList& arguments) {
    const QString peers = QDir(QStringLiteral(PARLOR_BINARY_DIR)).filePath(QStringLiteral("../peers"));
    return test::runProgram(QStringLiteral("node"),
                            QStringList{QStringLiteral(PARLOR_SOURCE_DIR "/tests/peers/") + script, peers}
                                + arguments,
                            {}, 60'000);
}

} // namespace

TEST(Peers, AStrangersSocketSendsReceivesAndResumes) {
    ServerProcess server;
    server.start();
    server.addSignedIn(u"ada"_qs, u"owner"_qs);
    server.addPerson(u"peer"_qs);
    ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Family"_qs}).exitCode, 0);
    const Finished talk =
        node(u"talk.cjs"_qs, {server.url(), u"peer"_qs, ServerProcess::passwordOf(u"peer"_qs), u"Family"_qs});
    EXPECT_EQ(talk.exitCode, 0) << talk.errors.toStdString();
}

TEST(Peers, AStrangersUploadIsCutAndResumes) {
    ServerProcess server;
    server.start();
    server.addPerson(u"peer"_qs, u"owner"_qs);
    QFile file(server.file(u"peer.jpg"_qs));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(test::jpegPhoto({.width = 4032, .height = 3024}));
    file.close();
    ASSERT_GT(file.size(), 1'000'000);
    const Finished upload = node(
        u"upload.cjs"_qs, {server.url(), u"peer"_qs, ServerProcess::passwordOf(u"peer"_qs), file.fileName()});
    EXPECT_EQ(upload.exitCode, 0) << upload.errors.toStdString() << server.log().right(2'000).toStdString();
}

} // namespace parlor
