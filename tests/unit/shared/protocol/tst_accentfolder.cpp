#include "shared/protocol/accentfolder.h"

#include <gtest/gtest.h>

namespace parlor {

namespace {

std::string plain(const char* text) {
    return withoutAccents(QString::fromUtf8(text)).toStdString();
}

} // namespace

TEST(AccentFolder, LettersLoseWhatPeopleLeaveOut) {
    EXPECT_EQ(plain("Café Å ñ Łódź"), "Cafe A n Łodz");
    EXPECT_EQ(plain("Αθήνα ΐ ᾳ ΏΡΑ"), "Αθηνα ι α ΩΡΑ");
    EXPECT_EQ(plain("Ёлка зело́"), "Елка зело");
    EXPECT_EQ(plain("שָׁלוֹם"), "שלום");
    EXPECT_EQ(plain("مَرحَبا"), "مرحبا");
    EXPECT_EQ(plain("ﬁsh x² Ｐａｒｌｏｒ"), "fish x2 Parlor");
}

TEST(AccentFolder, ItMakesNoDifferenceHowAnAccentIsWritten) {
    EXPECT_EQ(plain("Cafe\u0301"), plain("Caf\u00e9"));
    EXPECT_EQ(plain("Αθη\u0301να"), plain("Αθήνα"));
    EXPECT_EQ(plain("\u0438\u0306"), plain("\u0439")) << "both й";
    EXPECT_EQ(plain("\u304b\u3099"), plain("\u304c")) << "both が";
}

TEST(AccentFolder, OtherLettersStay) {
    for (const char* text : {"plain ASCII, 12", "й Й ї", "が パ", "日本語", "한국어", "हिन्दी", "สวัสดี",
                             "Parlor™ 5℃ …", "👩‍👩‍👧‍👦"})
        EXPECT_EQ(plain(text), text);
    EXPECT_EQ(plain("ｶﾞ"), "ガ");
    EXPECT_EQ(plain(""), "");
}

} // namespace parlor
