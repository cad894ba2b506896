#include "shared/auth/names.h"

#include <gtest/gtest.h>

namespace parlor {

namespace {

std::string shown(QStringView text) {
    return text.toString().toStdString();
}

std::optional<ErrorCode> codeOf(const Result<QString>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

} // namespace

TEST(Names, SignInNamesAreLettersOfOneScript) {
    for (const QStringView good :
         {u"anna", u"Anna.B", u"a", u"7of9", u"x_y-z", u"zoé", u"анна", u"山田たろう", u"김"})
        EXPECT_EQ(checkSignInName(good), good.toString()) << shown(good);
    EXPECT_EQ(checkSignInName(QString(64, u'a')), QString(64, u'a'));
    // C1 to C12: empty, overlong, paths, only invisible, homoglyphs, mixed scripts, reordering.
    for (const QStringView bad :
         {u"",       u" ",        u"../x", u"a/b",  u"%2e%2e",   u"\u200D",  u"\u0430dmin",
          u"pаypal", u"a\u202Eb", u"*",    u">",    u"[a-z]*",   u".hidden", u"-rf",
          u"_x",     u"a b",      u"a@b",  u"a\nb", u"a\u200Bb", u"\u0301a", u"💥"})
        EXPECT_EQ(codeOf(checkSignInName(bad)), ErrorCode::BadName) << shown(bad);
    EXPECT_FALSE(checkSignInName(QString(65, u'a')).has_value());
}

TEST(Names, ComeOutComposed) {
    EXPECT_EQ(checkSignInName(u"zoe\u0301"), u"zo\u00E9"_qs);
    EXPECT_EQ(checkDisplayName(u"  Zoe\u0301 \u00A0\t B  "), u"Zo\u00E9 B"_qs);
    EXPECT_EQ(checkChannelName(u"a\n b"), u"a b"_qs);
}

TEST(Names, FoldTheSameEverywhere) {
    EXPECT_EQ(foldedName(u"ANNA"), foldedName(u"anna"));
    EXPECT_EQ(foldedName(u"zoe\u0301"), foldedName(u"ZO\u00C9"));
    EXPECT_EQ(foldedName(u"ａｎｎａ"), foldedName(u"anna"));
    EXPECT_EQ(foldedName(u"STRASSE"), foldedName(u"straße"));
    EXPECT_EQ(foldedName(u"TITLE"), foldedName(u"title")); // U13: no Turkish i
    EXPECT_NE(foldedName(u"anna"), foldedName(u"anne"));
}

TEST(Names, ChannelsAreAnythingThatCanBeSeen) {
    for (const QStringView good :
         {u"general", u"Family photos", u"📷 holiday", u"👨‍👩‍👧 home", u"C++", u"50 % off",
          u"क्ष‍त्र", u"می‌خواهم", u"CON", u"*"})
        EXPECT_EQ(checkChannelName(good), good.toString()) << shown(good);
    for (const QStringView bad :
         {u"", u"../x", u"a/b", u"a\\b", u"a\u2215b", u"%2e%2e", u".x", u"\u200D\u200D", u"a\u202Eb",
          u"a\u200Bb", u"gen\u200Deral", u"\uFEFFa", u"a\u0007", u"\uE000", u"a\uFFFE", u"\u3164"})
        EXPECT_FALSE(checkChannelName(bad).has_value()) << shown(bad);
    EXPECT_TRUE(checkChannelName(QString(64, u'x')).has_value());
    EXPECT_FALSE(checkChannelName(QString(65, u'x')).has_value());
}

TEST(Names, CountCharactersNotHalves) {
    EXPECT_TRUE(checkDisplayName(u"😀"_qs.repeated(64)).has_value());
    EXPECT_FALSE(checkDisplayName(u"😀"_qs.repeated(65)).has_value());
    EXPECT_FALSE(checkDisplayName(QString(QChar(0xD800))).has_value());
    EXPECT_FALSE(checkDisplayName(QString(QChar(0))).has_value());
}

namespace {

/// So many marks on one base.
struct Stack {
    const char* name;
    QString marks;
    bool isTaken;
};

QList<Stack> stacks() {
    QList<Stack> all;
    for (const auto& [kind, mark] : {std::pair("nonspacing", QChar(0x0316)),
                                     {"enclosing", QChar(0x20DD)},
                                     {"of another script", QChar(0x0E38)},
                                     {"Hebrew", QChar(0x05B0)}})
        for (const int count : {1, 4, 5, 63, 64, 65, 4'096, 1 << 20})
            all.append({kind, QString(count, mark), count <= 4});
    // What shows nothing itself begins no new stack.
    all.append({"joined", u"\u0316\u0316\u0316\u0316\u200D"_qs.repeated(12) + u"\u0316"_qs, false});
    all.append({"joined twice", u"\u0316\u0316\u200D\u0316\u0316\u200D\u0316"_qs, false});
    all.append({"with a style", u"\u0316\u0316\u0316\u0316\uFE0F"_qs, false});
    return all;
}

} // namespace

// U1: stricter than the 64 marks that could still be drawn.
TEST(Names, RefuseStacksOfMarks) {
    for (const auto& [name, marks, isTaken] : stacks()) {
        SCOPED_TRACE(::testing::Message() << marks.size() << " marks, " << name);
        const QString text = u'x' + marks + u'y';
        EXPECT_EQ(checkDisplayName(text).has_value(), isTaken);
        EXPECT_EQ(checkChannelName(text).has_value(), isTaken);
        EXPECT_EQ(checkTopic(text).has_value(), isTaken);
        if (!isTaken) {
            EXPECT_FALSE(checkSignInName(text).has_value());
        }
        // Where a name is repaired instead, what is too much is left out.
        for (const QString& repaired : {cleanFileName(text + u".jpg"_qs), cleanDeviceName(text)}) {
            EXPECT_LE(std::count_if(repaired.begin(), repaired.end(), [](QChar c) { return c.isMark(); }), 4);
        }
        EXPECT_TRUE(cleanFileName(text + u".jpg"_qs).endsWith(u"y.jpg"));
        EXPECT_TRUE(cleanDeviceName(text).startsWith(u'x'));
        if (isTaken) {
            EXPECT_TRUE(cleanDeviceName(text).endsWith(u'y'));
        }
    }
    EXPECT_TRUE(checkDisplayName(u"x\u0316\u0317\u0318\u0319y\u0316\u0317\u0318\u0319").has_value())
        << "each base has its own";
    EXPECT_FALSE(checkDisplayName(u"\u0316x").has_value()) << "on nothing";
}

TEST(Names, TopicsMayBeEmpty) {
    EXPECT_EQ(checkTopic(u"  "), QString());
    EXPECT_EQ(checkTopic(u"line one\nline two"), u"line one line two"_qs);
    EXPECT_FALSE(checkTopic(QString(251, u'x')).has_value());
}

// F1 to F16.
TEST(Names, FileNamesBecomeHarmless) {
    const std::pair<QString, QString> table[] = {
        {u"../../etc/passwd"_qs, u"passwd"_qs},
        {u"/etc/passwd"_qs, u"passwd"_qs},
        {u"C:\\"_qs, u"file"_qs},
        {u"C:x.jpg"_qs, u"C_x.jpg"_qs},
        {u"..\\x.jpg"_qs, u"x.jpg"_qs},
        {u".."_qs, u"file"_qs},
        {QString(u"a"_qs + QChar(0) + u"b.jpg"_qs), u"ab.jpg"_qs},
        {u"a\r\nSet-Cookie: b.jpg"_qs, u"a Set-Cookie_ b.jpg"_qs},
        {u"photo.jpg.exe"_qs, u"photo.jpg.exe"_qs},
        {u"photo_\u202Egpj.exe"_qs, u"photo_gpj.exe"_qs},
        {u"-rf"_qs, u"_-rf"_qs},
        {u"x.jpg. . "_qs, u"x.jpg"_qs},
        {u"COM1.jpg"_qs, u"_COM1.jpg"_qs},
        {u"nul"_qs, u"_nul"_qs},
        {u".htaccess"_qs, u"htaccess"_qs},
        {u"bad\uFFFDbytes.jpg"_qs, u"bad_bytes.jpg"_qs},
        {u"\"; filename*=x.jpg"_qs, u"_; filename_=x.jpg"_qs},
        {u"🏖️ beach.jpg"_qs, u"🏖️ beach.jpg"_qs},
        {u"e\u0301.jpg"_qs, u"\u00E9.jpg"_qs},
        {QString(), u"file"_qs},
        {QString(QChar(0xD83C)), u"file"_qs},
    };
    for (const auto& [name, expected] : table)
        EXPECT_EQ(cleanFileName(name), expected) << name.toStdString();
}

TEST(Names, LongFileNamesKeepTheirSuffix) {
    const QString cut = cleanFileName(QString(u"ü"_qs.repeated(300) + u".jpeg"_qs));
    EXPECT_LE(cut.toUtf8().size(), 200);
    EXPECT_TRUE(cut.endsWith(u"ü.jpeg"));
    EXPECT_LE(cleanFileName(u"😀"_qs.repeated(300)).toUtf8().size(), 200);
    EXPECT_TRUE(cleanFileName(u"😀"_qs.repeated(300)).isValidUtf16());
}

TEST(Names, DevicesAreRepaired) {
    EXPECT_EQ(cleanDeviceName(u" Anna's\u202E laptop\n"), u"Anna's laptop"_qs);
    EXPECT_EQ(cleanDeviceName(QString(100, u'x')).size(), 64);
    EXPECT_EQ(cleanDeviceName(u"\u200B"), QString());
}

TEST(Names, OneLineIsOneLine) {
    EXPECT_EQ(oneLine(u"a\n\nb\u001B[31m c", 50), u"a b[31m c"_qs);
    EXPECT_EQ(oneLine(QString(100, u'x'), 10), QString(QString(10, u'x') + u'…'));
}

} // namespace parlor
