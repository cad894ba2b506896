// The towns of a library from the command line.
#include "tests/unit/cli/clirun.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace parlor::cli {

using namespace parlor::test;

namespace {

struct CliLocalitiesTest : CliTest {
    CliLocalitiesTest() {
        server.http = [this](const FakeRequest& request) {
            asked.append(request.path);
            if (!request.path.startsWith(u"/v1/photos/localities"))
                return json({{u"photos"_qs, QJsonArray{photo()}}, {u"end"_qs, true}});
            const bool more = !request.path.contains(u"after=");
            return json({{u"localities"_qs,
                          QJsonArray{more ? town(u"5"_qs, u"Rome"_qs, 12) : town(u"6"_qs, u"Bled"_qs, 1)}},
                         {u"next"_qs, more ? QJsonValue(u"12_5"_qs) : QJsonValue()},
                         {u"end"_qs, !more}});
        };
    }

    static QJsonObject town(const QString& id, const QString& name, int photos) {
        return {{u"id"_qs, id}, {u"name"_qs, name}, {u"country"_qs, u"Italy"_qs}, {u"photos"_qs, photos}};
    }

    static QJsonObject photo() {
        return {{u"id"_qs, u"12"_qs},
                {u"owner"_qs, u"1"_qs},
                {u"state"_qs, u"ready"_qs},
                {u"name"_qs, u"a.jpg"_qs},
                {u"size"_qs, 5},
                {u"taken_at"_qs, 1},
                {u"taken_local"_qs, 1},
                {u"uploaded_at"_qs, 1'000},
                {u"width"_qs, 40},
                {u"height"_qs, 30},
                {u"locality"_qs, town(u"5"_qs, u"Rome"_qs, 12)}};
    }

    QStringList asked;
};

TEST_F(CliLocalitiesTest, AreListedPageAfterPage) {
    const Finished finished = run({u"photos"_qs, u"localities"_qs, u"--order"_qs, u"photos"_qs});
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_EQ(finished.output, "5  Rome, Italy  (12)\n6  Bled, Italy  (1)\n");
    const QStringList pages = asked.filter(u"/v1/photos/localities"_qs);
    ASSERT_EQ(pages.size(), 2);
    EXPECT_TRUE(pages.last().contains(u"order=photos") && pages.last().contains(u"after=12_5"))
        << qPrintable(pages.last());
    const Finished lines = run({u"photos"_qs, u"localities"_qs, u"--json"_qs});
    EXPECT_EQ(QJsonDocument::fromJson(lines.output.split('\n').first()).object().value(u"name").toString(),
              u"Rome");
}

TEST_F(CliLocalitiesTest, LeadToTheirPhotosWhichNameThem) {
    const Finished finished = run({u"photos"_qs, u"--locality"_qs, u"5"_qs});
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_TRUE(finished.output.contains("in Rome, Italy")) << finished.output.constData();
    EXPECT_EQ(asked.filter(u"locality=5"_qs).size(), 1) << qPrintable(asked.join(u' '));
}

} // namespace
} // namespace parlor::cli
