#include "shared/auth/token.h"

#include <QSet>

#include <gtest/gtest.h>

namespace parlor {

TEST(Token, SaysItsKind) {
    EXPECT_EQ(tokenKindOf(makeToken(TokenKind::Access)), TokenKind::Access);
    EXPECT_EQ(tokenKindOf(makeToken(TokenKind::Refresh)), TokenKind::Refresh);
    EXPECT_EQ(tokenKindOf(makeToken(TokenKind::Invite)), TokenKind::Invite);
    EXPECT_TRUE(makeToken(TokenKind::Access).startsWith(u"parlor_at_"));
    EXPECT_EQ(makeToken(TokenKind::Access).size(), 59);
}

TEST(Token, IsNewEachTime) {
    QSet<QString> seen;
    for (int i = 0; i < 1'000; ++i)
        seen.insert(makeToken(TokenKind::Refresh));
    EXPECT_EQ(seen.size(), 1'000);
}

// Known answer: zlib's crc32 of the first 53 characters, in base 62 with digits before capitals before small
// letters.
TEST(Token, CarriesACrc32) {
    EXPECT_EQ(tokenKindOf(u"parlor_at_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA2eC4Iy"), TokenKind::Access);
}

TEST(Token, FindsEverySlip) {
    const QString token = makeToken(TokenKind::Invite);
    for (qsizetype i = 0; i < token.size(); ++i) {
        QString slip = token;
        slip[i] = slip[i] == u'x' ? u'y' : u'x';
        EXPECT_FALSE(tokenKindOf(slip).has_value()) << i;
    }
    for (qsizetype i = 10; i + 1 < token.size(); ++i) {
        QString swapped = token;
        std::swap(swapped[i], swapped[i + 1]);
        EXPECT_EQ(tokenKindOf(swapped).has_value(), swapped == token) << i;
    }
}

// T1, T2, T3 and what looks alike.
TEST(Token, RefusesOtherText) {
    const QString token = makeToken(TokenKind::Access);
    EXPECT_FALSE(tokenKindOf(QString()).has_value());
    EXPECT_FALSE(tokenKindOf(QString(1 << 20, u'a')).has_value());
    EXPECT_FALSE(tokenKindOf(token.chopped(1)).has_value());
    EXPECT_FALSE(tokenKindOf(QString(token + u'0')).has_value());
    EXPECT_FALSE(tokenKindOf(QString(u' ' + token)).has_value());
    QString zero = token;
    zero[20] = QChar(0);
    EXPECT_FALSE(tokenKindOf(zero).has_value());
    QString wide = token;
    wide[20] = QChar(0x0400 + wide[20].unicode());
    EXPECT_FALSE(tokenKindOf(wide).has_value());
}

} // namespace parlor
