#include "tests/contract/store/storecase.h"

namespace parlor::server {
namespace {

class Searching : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna");
        bob = person("bob");
        general = channel(anna, "general", {bob.id});
        secret = channel(anna, "secret", {}, Visibility::Private);
    }

    QStringList find(const Person& reader, const QList<SearchTerm>& terms) {
        MessageSearch search;
        search.terms = terms;
        return find(reader, search);
    }

    QStringList find(const Person& reader, MessageSearch search) {
        search.reader = reader.id;
        const auto found = answerOf(store->messages().search(search));
        EXPECT_TRUE(found);
        QStringList texts;
        if (found)
            for (const FoundMessage& message : *found)
                texts.append(std::get<MessagePosted>(message.event.body).entry.text);
        return texts;
    }

    static SearchTerm term(const char* text, bool prefix = false, bool exclude = false) {
        return {QString::fromUtf8(text), prefix, exclude};
    }

    Person anna, bob;
    ChannelId general, secret;
};

TEST_P(Searching, FindsWordsNewestFirst) {
    post(anna, general, QStringLiteral("dinner at the beach"));
    post(anna, general, QStringLiteral("A photo of the Beach!"));
    post(bob, general, QStringLiteral("no beaches here"));
    EXPECT_EQ(find(bob, {term("beach")}),
              (QStringList{QStringLiteral("A photo of the Beach!"), QStringLiteral("dinner at the beach")}));
    EXPECT_EQ(find(bob, {term("beach", true)}).size(), 3);
    EXPECT_EQ(find(bob, {term("the beach")}).size(), 2);
    EXPECT_EQ(find(bob, {term("beach the")}).size(), 0);
    EXPECT_EQ(find(bob, {term("beach"), term("dinner")}).size(), 1);
    EXPECT_EQ(find(bob, {term("beach"), term("dinner", false, true)}),
              QStringList{QStringLiteral("A photo of the Beach!")});
    EXPECT_TRUE(find(bob, {term("eac")}).isEmpty());
}

TEST_P(Searching, IsBlindToAccentsAndCase) {
    post(anna, general, QString::fromUtf8("Wir trinken Kaffee im Café"));
    EXPECT_EQ(find(anna, {term("CAFE")}).size(), 1);
    EXPECT_EQ(find(anna, {term("café")}).size(), 1);
}

TEST_P(Searching, FindsInScriptsWithoutSpaces) {
    post(anna, general, QString::fromUtf8("今日は日本語を話します"));
    post(anna, general, QString::fromUtf8("本日休業"));
    post(anna, general, QString::fromUtf8("go 語"));
    EXPECT_EQ(find(anna, {term("日本語")}).size(), 1);
    EXPECT_EQ(find(anna, {term("日本")}).size(), 1);
    EXPECT_EQ(find(anna, {term("本日")}).size(), 1);
    EXPECT_EQ(find(anna, {term("語")}).size(), 2);
    EXPECT_EQ(find(anna, {term("日")}).size(), 2);
    EXPECT_TRUE(find(anna, {term("語本")}).isEmpty());
}

TEST_P(Searching, OnlyWhatTheReaderMaySee) {
    post(anna, secret, QStringLiteral("treasure"));
    post(anna, general, QStringLiteral("treasure hunt"));
    EXPECT_EQ(find(anna, {term("treasure")}).size(), 2);
    EXPECT_EQ(find(bob, {term("treasure")}), QStringList{QStringLiteral("treasure hunt")});
    ASSERT_TRUE(answerOf(store->channels().leave(operation(bob), general)));
    EXPECT_TRUE(find(bob, {term("treasure")}).isEmpty());
    join(bob, general, false);
    EXPECT_TRUE(find(bob, {term("treasure")}).isEmpty());
    post(anna, general, QStringLiteral("treasure found"));
    EXPECT_EQ(find(bob, {term("treasure")}), QStringList{QStringLiteral("treasure found")});
}

TEST_P(Searching, FollowsEditsAndDeletes) {
    const Outcome posted = post(anna, general, QStringLiteral("first words"));
    ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, posted.message,
                                                text(QStringLiteral("other words")), {})));
    EXPECT_TRUE(find(anna, {term("first")}).isEmpty());
    EXPECT_EQ(find(anna, {term("other")}).size(), 1);
    ASSERT_TRUE(answerOf(store->messages().remove(operation(anna), general, posted.message, {})));
    EXPECT_TRUE(find(anna, {term("words")}).isEmpty());
    post(anna, general, QStringLiteral("more words"));
    store->clock.advance(1);
    ASSERT_EQ(*answerOf(store->messages().sweep(general, store->clock.now(), 10)), 2);
    EXPECT_TRUE(find(anna, {term("words")}).isEmpty());
}

TEST_P(Searching, NarrowsByPersonPlaceTimeAndContent) {
    post(anna, general, QStringLiteral("hello one"));
    const std::int64_t middle = store->clock.now() + 500;
    store->clock.advance(1'000);
    post(bob, general, QStringLiteral("hello https://example.org/two"));
    post(anna, secret, QStringLiteral("hello three"));
    Entry withData = text(QStringLiteral("hello four"));
    withData.data = QStringLiteral("1");
    post(anna, general, withData);
    MessageSearch search;
    search.terms = {term("hello")};
    search.from = {bob.id};
    EXPECT_EQ(find(anna, search).size(), 1);
    search.from = {};
    search.inside = {secret};
    EXPECT_EQ(find(anna, search), QStringList{QStringLiteral("hello three")});
    search.inside = {};
    search.before = middle;
    EXPECT_EQ(find(anna, search), QStringList{QStringLiteral("hello one")});
    search.before = std::nullopt;
    search.since = middle;
    EXPECT_EQ(find(anna, search).size(), 3);
    search.limit = 1;
    EXPECT_EQ(find(anna, search), QStringList{QStringLiteral("hello four")});
    MessageSearch bare;
    bare.from = {anna.id};
    EXPECT_EQ(find(anna, bare).size(), 3);
    bare.hasData = true;
    EXPECT_EQ(find(anna, bare).size(), 1);
    bare = {};
    bare.hasLinks = true;
    EXPECT_EQ(find(anna, bare).size(), 1);
    bare = {};
    bare.hasPhotos = true;
    EXPECT_TRUE(find(anna, bare).isEmpty());
}

TEST_P(Searching, NeedsACondition) {
    MessageSearch search;
    search.reader = anna.id;
    EXPECT_EQ(errorOf(answerOf(store->messages().search(search))), ErrorCode::BadRequest);
    search.terms = {term("x", false, true)};
    EXPECT_EQ(errorOf(answerOf(store->messages().search(search))), ErrorCode::BadRequest);
}

TEST_P(Searching, NothingInAQueryIsAnOperator) {
    post(anna, general, QStringLiteral("NEAR AND \"quoted\" text: c1*"));
    for (const char* nasty :
         {"NEAR", "AND", "\"quoted", "text:", "c1*", "quoted\" OR \"x", "(near", "^near", "a-b"}) {
        MessageSearch search;
        search.reader = anna.id;
        search.terms = {term(nasty)};
        EXPECT_TRUE(answerOf(store->messages().search(search))) << nasty;
    }
    EXPECT_EQ(find(anna, {term("NEAR")}).size(), 1);
    EXPECT_EQ(find(anna, {term("\"quoted")}).size(), 1);
}

TEST_P(Searching, PagesLoseNothingOfOneMillisecond) {
    // The clock stands still: all of them have the same time.
    for (int i = 0; i < 7; ++i)
        post(anna, general, QStringLiteral("burst %1").arg(i));
    MessageSearch search;
    search.reader = anna.id;
    search.terms = {term("burst")};
    search.limit = 3;
    QStringList texts;
    for (int pages = 0; pages < 5; ++pages) {
        const auto found = answerOf(store->messages().search(search));
        ASSERT_TRUE(found);
        for (const FoundMessage& hit : *found)
            texts.append(std::get<MessagePosted>(hit.event.body).entry.text);
        if (found->size() < search.limit)
            break;
        search.beforeId = found->last().event.message;
    }
    QStringList all;
    for (int i = 6; i >= 0; --i)
        all.append(QStringLiteral("burst %1").arg(i));
    EXPECT_EQ(texts, all);
}

PARLOR_ON_ALL_STORES(Searching);

} // namespace
} // namespace parlor::server
