#include "shared/protocol/query.h"

#include <gtest/gtest.h>

namespace parlor {

namespace {

QStringList termsOf(const Query& query) {
    QStringList terms;
    for (const auto& term : query.terms)
        terms.append(term.text + (term.prefix ? u"*"_qs : QString()) + (term.phrase ? u"!"_qs : QString()));
    return terms;
}

} // namespace

TEST(Query, WordsPrefixesAndPhrases) {
    EXPECT_EQ(termsOf(parseQuery(u"  opera  hou* \"sydney harbour\" „a b“ \"one\"")),
              (QStringList{u"opera"_qs, u"hou*"_qs, u"sydney harbour!"_qs, u"a b!"_qs, u"one"_qs}));
    EXPECT_EQ(termsOf(parseQuery(u"\"unclosed phrase")), (QStringList{u"unclosed phrase!"_qs}));
    EXPECT_EQ(termsOf(parseQuery(u"a\"b c\"")), (QStringList{u"a"_qs, u"b c!"_qs}));
    EXPECT_EQ(termsOf(parseQuery(u"*** ** ( ) \" \" - :")), QStringList());
    EXPECT_EQ(termsOf(parseQuery(u"漢字 🎈 \u0301 a🎈 \U0001e922 \ue000")),
              (QStringList{u"漢字"_qs, u"a🎈"_qs, u"\U0001e922"_qs, u"\ue000"_qs}));
    EXPECT_TRUE(parseQuery(u"🎈 % \u20ac \uff9e \u037a").isEmpty());
    EXPECT_TRUE(parseQuery(u"").isEmpty());
    EXPECT_TRUE(parseQuery(u"   ").isEmpty());
}

TEST(Query, Filters) {
    const auto query =
        parseQuery(u"from:@anna FROM:\"Bob B\" in:#general has:photo has:links beach before:2024-05-31 "
                   u"after:2023");
    EXPECT_EQ(query.from, (QStringList{u"anna"_qs, u"Bob B"_qs}));
    EXPECT_EQ(query.in, (QStringList{u"general"_qs}));
    EXPECT_TRUE(query.hasPhoto);
    EXPECT_TRUE(query.hasLink);
    EXPECT_FALSE(query.hasData);
    EXPECT_EQ(termsOf(query), QStringList{u"beach"_qs});
    EXPECT_EQ(query.before, QDate(2024, 5, 31));
    EXPECT_EQ(query.after, QDate(2023, 1, 1));
    EXPECT_TRUE(query.misunderstood.isEmpty());
    EXPECT_EQ(parseQuery(u"after:2024-02").after, QDate(2024, 2, 1));
}

TEST(Query, TheNarrowestDatesHold) {
    const auto query = parseQuery(u"before:2024 before:2022 after:2019 after:2020-05");
    EXPECT_EQ(query.before, QDate(2022, 1, 1));
    EXPECT_EQ(query.after, QDate(2020, 5, 1));
}

TEST(Query, WhatIsNoFilterStaysAWord) {
    for (const QStringView bad : {u"before:soon", u"after:2024-13", u"after:2024-02-30", u"before:24",
                                  u"has:cats", u"from:@", u"before:2024-5-1", u"before:2024-05-01-01"}) {
        const auto query = parseQuery(bad);
        EXPECT_EQ(query.misunderstood, QStringList{bad.toString()});
        EXPECT_EQ(termsOf(query), QStringList{bad.toString()});
    }
    EXPECT_EQ(termsOf(parseQuery(u"https://x.y/z 12:30 from: note:this")),
              (QStringList{u"https://x.y/z"_qs, u"12:30"_qs, u"from:"_qs, u"note:this"_qs}));
}

TEST(Query, WithoutWords) {
    const auto query = parseQuery(u"opera -house -\"two words\" -x* - a-b --c");
    ASSERT_EQ(query.terms.size(), 6);
    EXPECT_EQ(query.terms.at(1), (Query::Term{u"house"_qs, false, false, true}));
    EXPECT_EQ(query.terms.at(2), (Query::Term{u"two words"_qs, false, true, true}));
    EXPECT_EQ(query.terms.at(3), (Query::Term{u"x"_qs, true, false, true}));
    EXPECT_EQ(query.terms.at(4), (Query::Term{u"a-b"_qs, false, false, false}));
    EXPECT_EQ(query.terms.at(5), (Query::Term{u"--c"_qs, false, false, false}));
}

TEST(Query, HasAnEnd) {
    QString many;
    for (int i = 0; i < 10'000; ++i)
        many += u"w"_qs + QString::number(i) + u" from:p"_qs + QString::number(i) + u' ';
    const auto query = parseQuery(many);
    EXPECT_EQ(query.terms.size(), 32);
    EXPECT_EQ(query.from.size(), 32);
}

} // namespace parlor
