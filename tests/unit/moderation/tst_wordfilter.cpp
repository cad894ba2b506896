#include "server/domain/moderation/wordfilter.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

FilterRule rule(const QString& pattern, FilterAction action = FilterAction::Star, ChannelId channel = {}) {
    FilterRule made;
    made.id = makeNew<FilterRuleId>();
    made.pattern = pattern;
    made.action = action;
    made.channel = channel;
    return made;
}

QString starred(const QStringList& patterns, const QString& text) {
    QList<FilterRule> rules;
    for (const QString& pattern : patterns)
        rules.append(rule(pattern));
    return WordFilter(rules).check(text, ChannelId(1)).text;
}

struct Row {
    const char16_t* pattern;
    const char16_t* text;
    const char16_t* expected;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << QString::fromUtf16(row.pattern).toStdString() << " in "
         << QString::fromUtf16(row.text).toStdString();
}

} // namespace

class Stars : public ::testing::TestWithParam<Row> {};

TEST_P(Stars, StandWhereTheWordStood) {
    const QString text = QString::fromUtf16(GetParam().text);
    EXPECT_EQ(starred({QString::fromUtf16(GetParam().pattern)}, text).toStdString(),
              QString::fromUtf16(GetParam().expected).toStdString());
}

INSTANTIATE_TEST_SUITE_P(
    WholeWords, Stars,
    ::testing::Values(Row{u"bad", u"a bad day", u"a *** day"},
                      Row{u"bad", u"Bad, BAD. bAd!", u"***, ***. ***!"},
                      Row{u"bad", u"badly unbad badbad", u"badly unbad badbad"}, Row{u"bad", u"bad", u"***"},
                      Row{u"bad", u"x_bad_y bad.bad bad:bad", u"x_***_y ***.*** ***:***"},
                      Row{u"bad", u"(bad) \"bad\" bad's", u"(***) \"***\" ***'s"},
                      Row{u"bad", u"bad2 2bad", u"bad2 2bad"}, Row{u"Bad", u"bad", u"***"},
                      Row{u"don't", u"I don't, don\u2019t", u"I *****, *****"}, Row{u"bad", u"", u""},
                      Row{u"bad thing", u"bad  thing, bad\nthing! bad-thing",
                          u"**********, *********! *********"},
                      Row{u"bad thing", u"bad things, a thing bad", u"bad things, a thing bad"},
                      Row{u"bad", u"bad bad bad", u"*** *** ***"}));

INSTANTIATE_TEST_SUITE_P(
    Signs, Stars,
    ::testing::Values(
        Row{u"c++", u"c c+ C++, c++11 (c++) abc++ c# vitamin c", u"c c+ ***, ***11 (***) abc++ c# vitamin c"},
        Row{u"C#", u"C major, C# minor, c##", u"C major, ** minor, **#"},
        Row{u".net", u"net .NET asp.net .nets dotnet", u"net **** asp**** .nets dotnet"},
        Row{u"a$$", u"a A$$! a$ ba$$", u"a ***! a$ ba$$"},
        Row{u"a$$et", u"a et, a-et, A$$ET a$$ et", u"a et, a-et, ***** ******"},
        Row{u"rock & roll", u"rock&roll rock, roll rock & roll", u"********* rock, roll ***********"},
        Row{u"+bad*", u"bad +bad +badly", u"bad **** ******"},
        Row{u"*bad+", u"bad bad+ unbad+", u"bad **** ******"},
        // written in many ways
        Row{u"d.a.r.n", u"d.a.r.n d-a-r-n darn", u"******* ******* darn"},
        Row{u"well-known", u"well known well\u2010known well, known", u"********** ********** ***********"},
        // disguises
        Row{u"c++", u"\uff43\uff0b\uff0b c\u200b+\u200b+ c+\u0336+", u"*** ***** ****"},
        Row{u"\uff43\uff0b\uff0b", u"c c++", u"c ***"}, Row{u"a/c", u"a c a/c \u2100", u"a c *** *"},
        Row{u"\U0001f595\U0001f3fd", u"\U0001f595\U0001f3fb", u"*\U0001f3fb"}));

INSTANTIATE_TEST_SUITE_P(
    Wildcards, Stars,
    ::testing::Values(Row{u"bad*", u"bad badly unbad", u"*** ***** unbad"},
                      Row{u"*bad", u"bad badly unbad", u"*** badly *****"},
                      Row{u"*bad*", u"bad badly unbadly", u"*** ***** *******"},
                      Row{u"b*d", u"bd bad bread bred bid!", u"** *** ***** **** ***!"},
                      Row{u"b*d", u"b d, bad x d", u"b d, *** x d"}, Row{u"*", u"all *", u"all *"},
                      Row{u"b*g th*", u"big thing, big other", u"*********, big other"}));

INSTANTIATE_TEST_SUITE_P(
    Disguises, Stars,
    ::testing::Values(
        // NFKC: full width, mathematical, ligatures, superscripts
        Row{u"bad", u"\uff42\uff41\uff44 \U0001d41b\U0001d41a\U0001d41d", u"*** ***"},
        Row{u"office", u"o\ufb03ce", u"****"}, Row{u"bad", u"\u1d47\u1d43\u1d48", u"***"},
        // case folding
        Row{u"stra\u00dfe", u"STRASSE Stra\u00dfe STRA\u1e9eE", u"******* ****** ******"},
        Row{u"strasse", u"stra\u00dfe", u"******"},
        Row{u"istanbul", u"\u0130stanbul ISTANBUL", u"******** ********"},
        Row{u"\u0130zm\u0130r", u"izmir", u"*****"},
        Row{u"\u03c3\u03bf\u03c6\u03bf\u03c2", u"\u03a3\u039f\u03a6\u039f\u03a3", u"*****"},
        // characters that show nothing: zero width, soft hyphen, joiners, directions, variation selectors
        Row{u"bad", u"b\u200ba\u200dd", u"*****"}, Row{u"bad", u"b\u00ada\u2060d b\ufe0fad", u"***** ****"},
        Row{u"bad", u"\u202ebad\u202c", u"\u202e***\u202c"},
        Row{u"bad", u"b\u034fad b\u3164ad", u"**** ****"},
        // accents without a letter of their own; those with one make another word
        Row{u"bad", u"b\u0336a\u0336d\u0336", u"******"}, Row{u"bad", u"b\u0353\u0353\u0353ad", u"******"},
        Row{u"b\u00e4d", u"ba\u0308d", u"****"}, Row{u"bad", u"b\u00e4d", u"b\u00e4d"},
        // letters of another script in a Latin word, and words that are of that script
        Row{u"bad", u"b\u0430d", u"***"}, Row{u"porno", u"p\u043ern\u043e p\u03bfrno", u"***** *****"},
        Row{u"pot", u"\u0440\u043e\u0442", u"\u0440\u043e\u0442"},
        Row{u"\u0440\u043e\u0442", u"\u0440\u043e\u0442 \u0420\u041e\u0422", u"*** ***"}));

INSTANTIATE_TEST_SUITE_P(
    Scripts, Stars,
    ::testing::Values(Row{u"\u05e8\u05e2", u"\u05d6\u05d4 \u05e8\u05e2 \u05de\u05d0\u05d5\u05d3",
                          u"\u05d6\u05d4 ** \u05de\u05d0\u05d5\u05d3"},
                      Row{u"\u0633\u064a\u0626", u"\u0634\u064a\u0621 \u0633\u064a\u0626",
                          u"\u0634\u064a\u0621 ***"},
                      Row{u"\u092c\u0941\u0930\u093e", u"\u092f\u0939 \u092c\u0941\u0930\u093e \u0939\u0948",
                          u"\u092f\u0939 **** \u0939\u0948"},
                      // no spaces between words
                      Row{u"\u574f\u8bdd", u"\u8fd9\u662f\u574f\u8bdd\u5417", u"\u8fd9\u662f**\u5417"},
                      Row{u"*\u574f*", u"\u5f88\u574f\u7684", u"\u5f88*\u7684"},
                      Row{u"\u30ac", u"\uff76\uff9e\u304c", u"**\u304c"},
                      Row{u"\u0e40\u0e25\u0e27", u"\u0e04\u0e19\u0e40\u0e25\u0e27\u0e21\u0e32\u0e01",
                          u"\u0e04\u0e19***\u0e21\u0e32\u0e01"},
                      Row{u"bad", u"\u574fbad\u8bdd", u"\u574f***\u8bdd"},
                      // pictures: one star each, whatever they take in UTF-16
                      Row{u"\U0001f595", u"x\U0001f595y", u"x*y"},
                      Row{u"\uac01", u"\u1100\u1161\u11a8", u"***"}));

TEST(WordFilter, AnAllowedWordCoversWhatIsInside) {
    WordFilter filter({rule(QStringLiteral("*ass*")), rule(QStringLiteral("class*"), FilterAction::Allow),
                       rule(QStringLiteral("ass ociation"), FilterAction::Allow)});
    const auto check = [&](const char16_t* text) {
        return filter.check(QString::fromUtf16(text), ChannelId(1)).text.toStdString();
    };
    EXPECT_EQ(check(u"class classes"), "class classes");
    EXPECT_EQ(check(u"an ass in class"), "an *** in class");
    EXPECT_EQ(check(u"grass"), "*****");
    EXPECT_EQ(check(u"ass ociation ass"), "ass ociation ***");
}

TEST(WordFilter, TheStrictestActionHolds) {
    const ChannelId here(7), there(8);
    FilterRule timeOut = rule(QStringLiteral("worst"), FilterAction::TimeOut);
    timeOut.minutes = 30;
    FilterRule tried = rule(QStringLiteral("tried"), FilterAction::Block);
    tried.dryRun = true;
    WordFilter filter({rule(QStringLiteral("odd"), FilterAction::Flag), rule(QStringLiteral("bad")),
                       rule(QStringLiteral("worse"), FilterAction::Block), timeOut, tried,
                       rule(QStringLiteral("local"), FilterAction::Block, here)});
    const auto check = [&](const char* text, ChannelId channel) {
        return filter.check(QString::fromUtf8(text), channel);
    };
    EXPECT_EQ(check("nothing", here).action, FilterAction::Allow);
    EXPECT_FALSE(check("nothing", here).isRefused());
    EXPECT_TRUE(check("odd", here).isFlagged);
    EXPECT_FALSE(check("odd", here).isChanged);
    EXPECT_EQ(check("odd bad", here).action, FilterAction::Star);
    EXPECT_TRUE(check("odd bad", here).isFlagged);
    EXPECT_TRUE(check("bad worse", here).isRefused());
    EXPECT_EQ(check("worse worst", here).action, FilterAction::TimeOut);
    EXPECT_EQ(check("worse worst", here).minutes, 30);
    EXPECT_EQ(check("worse worst worst", here).hits.size(), 2);
    EXPECT_TRUE(check("local", here).isRefused());
    EXPECT_FALSE(check("local", there).isRefused());
    const FilterVerdict dry = check("tried", here);
    EXPECT_FALSE(dry.isRefused());
    EXPECT_TRUE(dry.hits.isEmpty());
    EXPECT_EQ(dry.tried.size(), 1);
}

TEST(WordFilter, RulesAreCheckedBeforeTheyStand) {
    const auto codeOf = [](const FilterRule& rule) {
        const auto checked = checkRule(rule);
        return checked ? std::string("fine") : std::string(wireCode(checked.error().code).data());
    };
    EXPECT_EQ(codeOf(rule(QStringLiteral(" bad   thing "))), "fine");
    EXPECT_EQ(checkRule(rule(QStringLiteral(" bad   thing ")))->pattern, QStringLiteral("bad thing"));
    EXPECT_EQ(codeOf(rule(QStringLiteral("***"))), "bad_request");
    EXPECT_EQ(codeOf(rule(QStringLiteral("\u200b"))), "bad_request");
    EXPECT_EQ(codeOf(rule(QString())), "bad_request");
    EXPECT_EQ(codeOf(rule(QString(129, u'x'))), "too_large");
    for (const char* fine :
         {"c++", ".net", "a$$", "don't*", "+bad*", "*bad+", "b*d, th*", "\xf0\x9f\x96\x95\xf0\x9f\x8f\xbd*"})
        EXPECT_EQ(codeOf(rule(QString::fromUtf8(fine))), "fine") << fine;
    for (const char* lost : {"c++*", "*.net", "b.*d", "b*.d", "+*bad", "bad*+", "+", "c++ *"})
        EXPECT_EQ(codeOf(rule(QString::fromUtf8(lost))), "bad_request") << lost;
    FilterRule long_ = rule(QStringLiteral("x"));
    long_.minutes = timeOutMinutesMost + 1;
    EXPECT_EQ(codeOf(long_), "bad_request");
    long_.minutes = 0;
    EXPECT_EQ(codeOf(long_), "bad_request");
}

// Every one of many words is found, also those that end inside one another.
TEST(WordFilter, FindsEachOfManyWords) {
    QList<FilterRule> rules;
    for (int i = 0; i < 10'000; ++i)
        rules.append(rule(QStringLiteral("w%1").arg(i)));
    WordFilter filter(rules);
    for (int i = 0; i < 10'000; i += 7) {
        const FilterVerdict verdict = filter.check(QStringLiteral("a w%1 b w%1x").arg(i), ChannelId(1));
        ASSERT_EQ(verdict.hits, QList<FilterRuleId>{rules.at(i).id});
    }
    EXPECT_EQ(starred({QStringLiteral("*he*"), QStringLiteral("*she*"), QStringLiteral("*hers*")},
                      QStringLiteral("ushers x")),
              QStringLiteral("****** x"));
}

TEST(WordFilter, TakesAnyText) {
    WordFilter filter(
        {rule(QStringLiteral("bad")), rule(QStringLiteral("*x*y*")), rule(QStringLiteral("\U0001f595"))});
    QString text;
    for (int i = 0; i < 4'000; ++i)
        text += QChar(static_cast<char16_t>((i * 7919) % 0xFFFF + 1)); // unpaired surrogates among them
    EXPECT_LE(filter.check(text, ChannelId(1)).text.size(), text.size());
    EXPECT_EQ(filter.check(QString(8'000, QChar(0x0301)), ChannelId(1)).text.size(), 8'000);
    EXPECT_EQ(filter.check(QString(8'000, u'x'), ChannelId(1)).text.size(), 8'000);
}

// What an allowed word covers does not hide the next place.
TEST(WordFilter, ARuleIsSeenBehindAnAllowedWord) {
    WordFilter filter({rule(QStringLiteral("*ass*"), FilterAction::Block),
                       rule(QStringLiteral("class*"), FilterAction::Allow),
                       rule(QStringLiteral("cl*"), FilterAction::Allow)});
    EXPECT_FALSE(filter.check(QStringLiteral("class classes clasp"), ChannelId(1)).isRefused());
    EXPECT_TRUE(filter.check(QStringLiteral("class class ass"), ChannelId(1)).isRefused());
    const FilterVerdict twice = filter.check(QStringLiteral("ass ass class"), ChannelId(1));
    EXPECT_EQ(twice.hits.size(), 3);
}

TEST(WordFilter, WhatWasMadeToBeSlowIsRefused) {
    const ChannelId here(7);
    QList<FilterRule> stars, blocks, stretched;
    for (int i = 0; i < 10; ++i)
        stars.append(rule(QStringLiteral("ab"), FilterAction::Star, here));
    for (int i = 0; i < 100; ++i) {
        blocks.append(rule(QStringLiteral("ab"), FilterAction::Flag, here));
        stretched.append(rule(QStringLiteral("*ab*zz*"), FilterAction::Flag, here));
    }
    const QString many = QStringLiteral("ab ").repeated(2'600);
    EXPECT_TRUE(WordFilter(stars).check(many, here).isRefused());
    EXPECT_FALSE(WordFilter(stars).check(many, ChannelId(8)).isRefused());
    const FilterVerdict flagged = WordFilter(blocks).check(many, here);
    EXPECT_FALSE(flagged.isRefused()); // each rule needs one place only
    EXPECT_EQ(flagged.hits.size(), 100);
    EXPECT_TRUE(WordFilter(stretched).check(QStringLiteral("ab").repeated(4'000), here).isRefused());
    EXPECT_FALSE(WordFilter(stretched).check(many, here).isRefused()); // a `*` stays in its word
}

TEST(WordFilter, TheServerKeepsRoomForItsOwnRules) {
    const auto fits = [](const FilterCounts& counts, ChannelId channel) {
        return checkRoom(counts, channel).has_value();
    };
    EXPECT_TRUE(fits({filterRulesOfChannels - 1, filterRulesOfChannels - 1, 99}, ChannelId(1)));
    EXPECT_FALSE(fits({filterRulesOfChannels, filterRulesOfChannels, 0}, ChannelId(1)));
    EXPECT_TRUE(fits({filterRulesOfChannels, filterRulesOfChannels, 0}, {}));
    EXPECT_FALSE(fits({100, 100, 100}, ChannelId(1)));
    EXPECT_FALSE(fits({filterRulesMost, 0, 0}, {}));
}

} // namespace parlor::server
