// Public links from the command line.
#include "tests/unit/cli/clirun.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace parlor::cli {

using namespace parlor::test;

namespace {

/// Albums on two pages; what links are asked for.
struct CliSharesTest : CliTest {
    CliSharesTest() {
        server.http = [this](const FakeRequest& request) {
            if (request.method == "POST" && request.path == u"/v1/shares") {
                asked.append(QJsonDocument::fromJson(request.body).object());
                return json(
                    {{u"id"_qs, u"31"_qs}, {u"mode"_qs, u"view"_qs}, {u"link"_qs, u"http://x/s/y"_qs}}, 201);
            }
            if (request.path.section(u'?', 0, 0) != u"/v1/albums")
                return problem(404, u"not_found"_qs);
            if (request.path.contains(u"after=21"))
                return json({{u"albums"_qs, QJsonArray{album(u"22"_qs, u"Urlaub"_qs)}},
                             {u"next"_qs, QJsonValue()},
                             {u"end"_qs, true}});
            return json({{u"albums"_qs, QJsonArray{album(u"21"_qs, u"Garden"_qs)}},
                         {u"next"_qs, u"21"_qs},
                         {u"end"_qs, false}});
        };
    }

    static QJsonObject album(const QString& id, const QString& title) {
        return {{u"id"_qs, id}, {u"title"_qs, title}};
    }

    QList<QJsonObject> asked;
};

} // namespace

TEST_F(CliSharesTest, AnAlbumIsNamedByItsTitleOrItsId) {
    for (const QString& name : {u"Urlaub"_qs, u"22"_qs}) {
        const Finished finished = run({u"shares"_qs, u"create"_qs, u"--album"_qs, name});
        EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
        EXPECT_TRUE(finished.output.contains("http://x/s/y")) << finished.output.constData();
    }
    ASSERT_EQ(asked.size(), 2);
    for (const QJsonObject& body : asked) {
        EXPECT_EQ(body.value(u"album"_qs).toString(), u"22"_qs);
        EXPECT_FALSE(body.contains(u"photos"_qs));
    }
}

TEST_F(CliSharesTest, ATitleThatNoAlbumHasIsSaid) {
    const Finished finished = run({u"shares"_qs, u"create"_qs, u"--album"_qs, u"Nowhere"_qs});
    EXPECT_EQ(finished.exitCode, 65) << finished.errors.constData();
    EXPECT_TRUE(asked.isEmpty());
}

} // namespace parlor::cli
