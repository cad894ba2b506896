#include "server/domain/messages/markstack.h"

#include <QString>

#include <gtest/gtest.h>

#include <vector>

using namespace parlor::server;

namespace {

struct Row {
    const char* what;
    QString text;
    bool stacks;
};

QString marks(int count, char32_t mark = 0x0316) {
    return QString::fromUcs4(&mark, 1).repeated(count);
}

} // namespace

TEST(MarkStack, IsWhatNoWritingNeeds) {
    const std::vector<Row> rows{
        {"nothing", {}, false},
        {"plain", QString(8'000, u'x'), false},
        {"as many as may be", u'x' + marks(64), false},
        {"one more", u'x' + marks(65), true},
        {"on nothing", marks(65), true},
        {"at the end of much", QString(7'000, u'x') + marks(65), true},
        {"in the middle", u"before x"_qs + marks(65) + u" behind"_qs, true},
        {"many letters with many", (u'x' + marks(64)).repeated(100), false},
        {"a line each", (marks(64) + u'\n').repeated(100), false},
        {"kinds together", u'x' + marks(32) + marks(32, 0x0489) + marks(1, 0x0903), true},
        {"beyond the plane", u'x' + marks(65, 0x1E8D0), true},
        {"styles", u'x' + marks(65, 0xFE0F), true},
        {"joined", u'x' + (marks(4) + QChar(0x200D)).repeated(17), true},
        {"split by what shows nothing", u'x' + (marks(60) + QChar(0x200B)).repeated(2), true},
        {"split by a soft hyphen", u'x' + (marks(60) + QChar(0x00AD)).repeated(2), true},
        {"half a pair", u'x' + marks(40) + QChar(0xD800) + marks(40), false},
        {"ends in half a pair", u'x' + marks(64) + QChar(0xD800), false},
        {"Hebrew with points", u"בְּרֵאשִׁית בָּרָא"_qs.repeated(50), false},
        {"Thai", u"ที่นี่ผู้"_qs.repeated(50), false},
        {"Devanagari", u"क्षत्रिय्"_qs.repeated(50), false},
        {"Tibetan", u"བསྒྲུབས་ཧྐྵྨླྺྼྻྂ"_qs.repeated(50), false},
        {"a family", u"👩\u200D❤\uFE0F\u200D👩\u200D"_qs.repeated(100), false},
    };
    for (const Row& row : rows)
        EXPECT_EQ(stacksMarks(row.text), row.stacks) << row.what;
}
