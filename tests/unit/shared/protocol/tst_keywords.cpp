#include "shared/auth/names.h"
#include "shared/protocol/keywords.h"

#include <gtest/gtest.h>

namespace parlor {

namespace {

bool says(const QString& text, const QString& keyword) {
    return saysKeyword(foldedName(text), cleanKeywords({keyword}).value(0));
}

} // namespace

TEST(Keywords, AreFoldedOnceAndInOrder) {
    EXPECT_EQ(cleanKeywords({u"  Red   Car "_qs, u"red car"_qs, u""_qs, u" "_qs, u"ÄPFEL"_qs}),
              (QStringList{u"red car"_qs, u"äpfel"_qs}));
}

TEST(Keywords, StandAsWholeWords) {
    EXPECT_TRUE(says(u"The PARLOR, please"_qs, u"parlor"_qs));
    EXPECT_TRUE(says(u"parlor"_qs, u"Parlor"_qs));
    EXPECT_FALSE(says(u"parlors"_qs, u"parlor"_qs));
    EXPECT_FALSE(says(u"a subparlor"_qs, u"parlor"_qs));
    EXPECT_TRUE(says(u"subparlor parlor"_qs, u"parlor"_qs));
    EXPECT_TRUE(says(u"a red car!"_qs, u"red car"_qs));
    EXPECT_FALSE(says(u"a red cart"_qs, u"red car"_qs));
    EXPECT_TRUE(says(u"we write c++ here"_qs, u"c++"_qs));
    EXPECT_FALSE(says(u"anything"_qs, u""_qs));
}

TEST(Keywords, StandAnywhereInScriptsWithoutSpaces) {
    EXPECT_TRUE(says(u"我爱北京天安门"_qs, u"北京"_qs));
    EXPECT_FALSE(says(u"我爱上海"_qs, u"北京"_qs));
}

TEST(Keywords, AreFoundByTheirFirstWord) {
    EXPECT_EQ(firstWordOf(u"red car"), u"red");
    EXPECT_TRUE(firstWordOf(u"北京").isEmpty());
    EXPECT_TRUE(firstWordOf(u"+1").isEmpty());
    EXPECT_EQ(wordsOf(u"one, two; one"), (QStringList{u"one"_qs, u"two"_qs}));
}

} // namespace parlor
