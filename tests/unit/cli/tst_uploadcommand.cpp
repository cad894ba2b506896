#include "tests/unit/cli/clirun.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

#include <fstream>

#include <unistd.h>

namespace parlor::cli {

using namespace parlor::test;

namespace {

using UploadCommandTest = CliTest;

} // namespace

TEST_F(UploadCommandTest, KeepsToWhatTheServerSaysItTakes) {
    QFile picture(file(u"large.jpg"_qs));
    ASSERT_TRUE(picture.open(QIODevice::WriteOnly));
    picture.write(QByteArray(2'000, 'x'));
    picture.close();
    QStringList paths;
    server.http = [&](const FakeRequest& request) {
        paths.append(request.path);
        return json({{u"name"_qs, u"Home"_qs},
                     {u"version"_qs, u"1"_qs},
                     {u"protocol"_qs, 1},
                     {u"limits"_qs, QJsonObject{{u"image_bytes"_qs, 1'999}}}});
    };
    const Finished finished = run({u"upload"_qs, u"--json"_qs, picture.fileName()});
    EXPECT_EQ(finished.exitCode, 65) << finished.errors.constData();
    ASSERT_EQ(finished.objects().size(), 1);
    EXPECT_EQ(finished.objects().first()[u"result"_qs].toString(), u"refused"_qs);
    EXPECT_EQ(finished.objects().first()[u"reason"_qs].toString(), u"too_large"_qs);
    EXPECT_EQ(paths, QStringList{u"/v1/server"_qs}) << "not a byte is sent, and none is asked about";
}

TEST_F(UploadCommandTest, SaysWhichFilesAndFoldersItCouldNotRead) {
    ASSERT_TRUE(QDir().mkpath(file(u"all/closed"_qs)));
    const QByteArray odd = QFile::encodeName(file(u"all/x"_qs)) + "\xff.png";
    std::ofstream(odd.constData()) << "x";
    ASSERT_TRUE(QFile::setPermissions(file(u"all/closed"_qs), {}));
    const Finished finished = run({u"upload"_qs, u"--json"_qs, file(u"all"_qs)});
    QFile::setPermissions(file(u"all/closed"_qs), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    ::unlink(odd.constData()); // QTemporaryDir can't name it
    EXPECT_EQ(finished.exitCode, 66) << finished.errors.constData();
    QStringList refused;
    for (const QJsonObject& line : finished.objects()) {
        EXPECT_EQ(line[u"result"_qs].toString(), u"refused"_qs);
        EXPECT_EQ(line[u"reason"_qs].toString(), u"file_failed"_qs);
        refused.append(QFileInfo(line[u"path"_qs].toString()).fileName());
    }
    QStringList expected{u"x\uFFFD.png"_qs};
    if (::geteuid() != 0) // who is root reads everything
        expected.prepend(u"closed"_qs);
    EXPECT_EQ(refused, expected);
}

} // namespace parlor::cli
