#include "shared/protocol/searchtext.h"
#include "shared/protocol/snippet.h"

#include <gtest/gtest.h>

namespace parlor {

namespace {

QString matchOf(QStringView query) {
    return searchMatch(conditionsOf(parseQuery(query)));
}

QString marked(const QString& text, QStringView query) {
    return snippetOf(text, conditionsOf(parseQuery(query)).terms)
        .replace(QChar(snippetMatchBegins), u'[')
        .replace(QChar(snippetMatchEnds), u']');
}

} // namespace

// S3, S4: nothing in a search reaches FTS5 as an operator.
TEST(SearchText, EveryWordIsQuoted) {
    EXPECT_EQ(matchOf(u"a b* \"c d\""),
              u"({text bigrams} : \"a\" AND {text bigrams} : \"b\"* AND text : \"c d\")"_qs);
    EXPECT_EQ(
        matchOf(u"NEAR(a OR text:b ^c"),
        u"({text bigrams} : \"NEAR(a\" AND {text bigrams} : \"OR\" AND {text bigrams} : \"text:b\" AND {text bigrams} : \"^c\")"_qs);
    EXPECT_EQ(
        matchOf(u"a b -c -d*"),
        u"({text bigrams} : \"a\" AND {text bigrams} : \"b\") NOT ({text bigrams} : \"c\" OR {text bigrams} : \"d\"*)"_qs);
    SearchConditions odd;
    odd.terms = {{u"a\"b\0c"_qs, false, false}};
    EXPECT_EQ(searchMatch(odd).count(u'"'), 2);
}

TEST(SearchText, WordsAreLookedForWithoutAccents) {
    EXPECT_EQ(matchOf(u"Αθήνα"), u"({text bigrams} : \"Αθηνα\")"_qs);
    EXPECT_EQ(matchOf(u"-Café x"), u"({text bigrams} : \"x\") NOT ({text bigrams} : \"Cafe\")"_qs);
}

TEST(SearchText, SomethingMustBeLookedFor) {
    EXPECT_EQ(matchOf(u""), QString());
    EXPECT_EQ(matchOf(u"-c"), QString());
    SearchConditions there = conditionsOf(parseQuery(u"-c"));
    there.inside = {ChannelId(7)};
    EXPECT_EQ(searchMatch(there), u"(marks : (c7)) NOT ({text bigrams} : \"c\")"_qs);
}

// The index drops them: a phrase without a word would find nothing, whatever stands beside it.
TEST(SearchText, SymbolsAndMarksAreNoWords) {
    SearchConditions odd;
    odd.terms = {{u"🎈"_qs, false, false},
                 {u"\u0301"_qs, false, false},
                 {u"\uff9e"_qs, true, false},
                 {u"%"_qs, false, false},
                 {u"🎈"_qs, false, true}};
    EXPECT_FALSE(isIndexed(odd));
    EXPECT_EQ(searchMatch(odd), QString());
    odd.terms.append({u"party"_qs, false, false});
    EXPECT_EQ(searchMatch(odd), u"({text bigrams} : \"party\")"_qs);
    odd.terms = {{u"日本🎈"_qs, false, false}};
    EXPECT_EQ(searchMatch(odd), u"((bigrams : \"日本\"))"_qs);
}

TEST(SearchText, PeopleAndPlacesAreMarks) {
    SearchConditions conditions = conditionsOf(parseQuery(u"x has:photo has:link has:data"));
    conditions.from = {PersonId(1), PersonId(2)};
    EXPECT_EQ(searchMatch(conditions, {ChannelId(7), ChannelId(8)}),
              u"({text bigrams} : \"x\" AND marks : (a1 OR a2) AND marks : photos AND marks : link AND marks "
              u": data AND "
              "marks : (c7 OR c8))"_qs);
    conditions.inside = {ChannelId(9)};
    EXPECT_TRUE(searchMatch(conditions, {ChannelId(7)}).endsWith(u"marks : (c9))"_qs));
    EXPECT_EQ(searchMarks(ChannelId(7), PersonId(1), true, false, u"see HTTPS://x.y"_qs),
              u"c7 a1 photos link"_qs);
}

TEST(SearchText, ScriptsWithoutSpacesGoByPairs) {
    EXPECT_EQ(bigramsOf(u"日本語 x"_qs), u"日本 本語 語"_qs);
    EXPECT_EQ(bigramsOf(u"plain"_qs), QString());
    EXPECT_EQ(matchOf(u"日本"), u"((bigrams : \"日本\"))"_qs);
    EXPECT_EQ(matchOf(u"日"), u"((bigrams : \"日\"*))"_qs);
    EXPECT_EQ(matchOf(u"日本go"), u"((bigrams : \"日本\" AND {text bigrams} : \"go\"*))"_qs);
    EXPECT_EQ(wordsBeside(u"今日は日本goです ok, 2本 a b"_qs), u"go 2"_qs);
    EXPECT_EQ(wordsBeside(u"日本 go, äé"_qs), QString());
    EXPECT_EQ(searchLettersOf(u"日本go"_qs), u"日本 本 go"_qs);
}

TEST(SearchText, ADayBeginsTheSameEverywhere) {
    EXPECT_EQ(searchDay(QDate(2024, 5, 31)), 1'717'113'600'000);
}

TEST(Snippets, MarkTheMatchesInThePlainText) {
    EXPECT_EQ(marked(u"Im Café, im Cafétier"_qs, u"cafe"), u"Im [Café], im Cafétier"_qs);
    EXPECT_EQ(marked(u"Im Café, im Cafétier"_qs, u"cafe*"), u"Im [Café], im [Café]tier"_qs);
    EXPECT_EQ(marked(u"Im Cafe\u0301."_qs, u"CAFÉ"), u"Im [Cafe\u0301]."_qs);
    EXPECT_EQ(marked(u"今日は日本語を"_qs, u"日本"), u"今日は[日本]語を"_qs);
    EXPECT_EQ(marked(u"今日は日本語 gopher"_qs, u"日本go"), u"今日は[日本]語 [go]pher"_qs);
    EXPECT_EQ(marked(u"<b>café</b>"_qs, u"cafe"), u"<b>[café]</b>"_qs);
    EXPECT_EQ(marked(u"nothing"_qs, u"cafe"), u"nothing"_qs);
    EXPECT_EQ(marked(u"Στην Αθήνα."_qs, u"αθηνα"), u"Στην [Αθήνα]."_qs);
    EXPECT_EQ(marked(u"raw ﬁsh"_qs, u"fish"), u"raw [ﬁsh]"_qs);
    EXPECT_EQ(marked(u"мой и мои"_qs, u"мой"), u"[мой] и мои"_qs);
    EXPECT_EQ(marked(u"한국어 말"_qs, u"한국어"), u"[한국어] 말"_qs);
}

TEST(Snippets, APhraseIsOneMatch) {
    EXPECT_EQ(marked(u"at the, Beach house"_qs, u"\"the beach\""), u"at [the, Beach] house"_qs);
    EXPECT_EQ(marked(u"at the beaches"_qs, u"\"the beach\""), u"at the beaches"_qs);
    EXPECT_EQ(marked(u"red house, house red"_qs, u"red -house"), u"[red] house, house [red]"_qs);
}

TEST(Snippets, AreCutBetweenWords) {
    QString text;
    for (int i = 0; i < 60; ++i)
        text += u"word%1 "_qs.arg(i);
    const QString snippet = marked(text, u"word30");
    EXPECT_LE(snippet.size(), snippetLength + 2);
    EXPECT_TRUE(snippet.startsWith(u"…word2"_qs)) << snippet.toStdString();
    EXPECT_TRUE(snippet.contains(u" [word30] "_qs));
    EXPECT_TRUE(snippet.endsWith(u"…"_qs));
    for (const QString& word : QString(snippet).remove(u'…').remove(u'[').remove(u']').split(u' '))
        EXPECT_TRUE(text.contains(word + u' ')) << word.toStdString();
    EXPECT_TRUE(marked(text, u"word0").startsWith(u"[word0] word1 "_qs));
    EXPECT_TRUE(marked(text.trimmed(), u"word59").endsWith(u"[word59]"_qs));
}

TEST(Snippets, NeverCutACharacter) {
    const QString family = u"👩‍👩‍👧‍👦"_qs;
    for (int before = 0; before < 30; ++before) {
        const QString text = QString(before, u'x') + family.repeated(40) + u" cafe "_qs + family.repeated(40);
        QString snippet = snippetOf(text, {{u"cafe"_qs, false, false}});
        ASSERT_TRUE(snippet.contains(u"\ue000cafe\ue001"_qs));
        EXPECT_LE(snippet.size(), snippetLength + 2);
        const QString rest = snippet.remove(u"\ue000cafe\ue001"_qs).remove(u'…').remove(u' ').remove(family);
        EXPECT_TRUE(QString(rest).remove(u'x').isEmpty()) << before << rest.toStdString();
    }
    const QString far =
        snippetOf(QString(500, u'x') + u" cafe "_qs + QString(500, u'y'), {{u"cafe"_qs, false, false}});
    EXPECT_LE(far.size(), snippetLength + 2);
    EXPECT_TRUE(far.contains(u"\ue000cafe\ue001"_qs));
}

} // namespace parlor
