#include "server/domain/messages/mentionparser.h"

#include <gtest/gtest.h>

using namespace parlor::server;

namespace {

struct Case {
    QString text;
    Mentions expected;
};

} // namespace

TEST(MentionParser, FindsNames) {
    const QList<Case> cases{
        {u"hello"_qs, {}},
        {u"hello @anna"_qs, {{u"anna"_qs}, false}},
        {u"@anna, @Bob! and @ANNA again"_qs, {{u"anna"_qs, u"Bob"_qs}, false}},
        {u"ask @anna.b. Or @c-d-"_qs, {{u"anna.b"_qs, u"c-d"_qs}, false}},
        {u"mail anna@example.org"_qs, {}},
        {u"@@anna"_qs, {}},
        {u"`@anna` but @bob"_qs, {{u"bob"_qs}, false}},
        {u"@channel look, @here too"_qs, {{}, true}},
        {u"(@éva)"_qs, {{u"éva"_qs}, false}},
        {u"@"_qs, {}},
        {u"@ anna @."_qs, {}},
    };
    for (const Case& c : cases)
        EXPECT_EQ(parseMentions(c.text), c.expected) << c.text.toStdString();
}

TEST(MentionParser, IsBounded) {
    QString text;
    for (int i = 0; i < 200; ++i)
        text += u"@person%1 "_qs.arg(i);
    EXPECT_EQ(parseMentions(text).names.size(), 50);
    EXPECT_TRUE(parseMentions(u'@' + QString(9'000, u'x')).names.isEmpty());
}
