#include "shared/protocol/emoji.h"

#include <QString>

#include <gtest/gtest.h>

namespace parlor {

TEST(Emoji, OneOfAnyKind) {
    for (const QStringView good :
         {u"👍", u"👍🏽", u"❤️", u"❤", u"☺️", u"1️⃣", u"#⃣", u"🇩🇪", u"🏴󠁧󠁢󠁳󠁣󠁴󠁿",
          u"👨‍👩‍👧‍👦", u"🏳️‍🌈", u"🧑🏿‍🚀",
          u"👩🏽‍❤️‍💋‍👨🏿", u"🫠", u"🐦‍🔥", u"⏏️", u"™️", u"🀄"})
        EXPECT_TRUE(isReaction(good)) << good.toString().toStdString();
}

TEST(Emoji, NothingElse) {
    for (const QStringView bad : {u"",         u"a",        u"ok",           u"1",      u"#",
                                  u"👍👍",     u"👍 ",      u" 👍",          u"🇩",      u"🇩🇪🇫",
                                  u"👍\u200D", u"\u200D👍", u"\uFE0F",       u"\u20E3", u"👍🏽🏽",
                                  u"👍<b>",    u"👍\u202E", u"🏴\U000E0067", u"\uE000", u"漢"})
        EXPECT_FALSE(isReaction(bad)) << bad.toString().toStdString();
    EXPECT_FALSE(isReaction(QString(QChar(0xD83D))));
    EXPECT_FALSE(isReaction(u"👨\u200D"_qs.repeated(50) + u"👨"_qs)); // U4
}

} // namespace parlor
