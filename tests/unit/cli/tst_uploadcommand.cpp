#include "tests/unit/cli/clirun.h"

#include <QFile>
#include <QJsonArray>

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

} // namespace parlor::cli
