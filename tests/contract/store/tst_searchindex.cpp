#include "server/store/messagetable.h"
#include "server/store/searchindex.h"
#include "server/store/settingstable.h"
#include "tests/contract/store/sqlitefixture.h"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

class SearchIndexes : public SqliteFixture {
protected:
    int found(const QString& word) {
        MessageSearch search;
        search.reader = anna.id;
        search.terms = {{word, false, false}};
        const auto hits = answerOf(store->messages().search(search));
        EXPECT_TRUE(hits);
        return hits ? static_cast<int>(hits->size()) : -1;
    }

    bool isSound() {
        return answerOf(store->writer().submit<void>([](Connection& connection, Effects&) -> Status {
                   return connection.execute(QStringLiteral(
                       "INSERT INTO message_index (message_index) VALUES ('integrity-check')"));
               }))
            .has_value();
    }

    /// As the program of that form would have left it: the words as written, and beside them at first nothing
    /// but the pairs.
    void makeOld(MessageId message, int form) {
        const auto done = answerOf(store->writer().submit<void>([message, form](Connection& connection,
                                                                                Effects&) -> Status {
            TRY_ASSIGN(const MessageTable::Row row, connection.table<MessageTable>().byId(message));
            const SearchIndex::Document document = documentOf(row);
            connection.table<SearchIndex>().remove(document);
            const QString marks = searchMarks(document.channel, document.author, false, false, document.text);
            TRY(connection.statement(QLatin1StringView("search.add"))
                    .run(document.message, document.text,
                         form < 2 ? bigramsOf(document.text) : searchLettersOf(document.text), marks));
            return connection.table<SettingsTable>().write(
                QStringLiteral("search_index"),
                form < 2 ? QJsonObject() : QJsonObject{{QStringLiteral("form"), form}});
        }));
        ASSERT_TRUE(done);
    }
};

TEST_F(SearchIndexes, AnEarlierOneIsBroughtUpToDateOnce) {
    const auto mixed = answerOf(post(QString::fromUtf8("今日は日本goです")));
    ASSERT_TRUE(mixed);
    ASSERT_TRUE(answerOf(post(QStringLiteral("plain words"))));
    EXPECT_EQ(found(QStringLiteral("go")), 1);
    makeOld(mixed->message, 1);
    EXPECT_EQ(found(QStringLiteral("go")), 0);
    for (int restarts = 0; restarts < 2; ++restarts) {
        store.reset();
        open();
        EXPECT_EQ(found(QStringLiteral("go")), 1);
        EXPECT_EQ(found(QString::fromUtf8("日本go")), 1);
        EXPECT_EQ(found(QStringLiteral("plain")), 1);
    }
    // What was added again is taken out whole.
    ASSERT_TRUE(answerOf(store->messages().remove(operation(), general, mixed->message, {})));
    EXPECT_EQ(found(QStringLiteral("go")), 0);
    EXPECT_EQ(found(QString::fromUtf8("日本")), 0);
    EXPECT_TRUE(isSound());
}

TEST_F(SearchIndexes, WordsThatStandThereAsWrittenLoseTheirAccents) {
    const auto greek = answerOf(post(QString::fromUtf8("Στην Αθήνα ήρθα")));
    const auto mixed = answerOf(post(QString::fromUtf8("日本Αθήνα")));
    ASSERT_TRUE(greek && mixed);
    ASSERT_TRUE(answerOf(post(QString::fromUtf8("Café"))));
    makeOld(greek->message, 2);
    makeOld(mixed->message, 2);
    EXPECT_EQ(found(QString::fromUtf8("Αθηνα")), 0);
    for (int restarts = 0; restarts < 2; ++restarts) {
        store.reset();
        open();
        EXPECT_EQ(found(QString::fromUtf8("Αθηνα")), 2);
        EXPECT_EQ(found(QString::fromUtf8("Αθήνα")), 2);
        EXPECT_EQ(found(QStringLiteral("cafe")), 1);
    }
    ASSERT_TRUE(answerOf(store->messages().remove(operation(), general, greek->message, {})));
    EXPECT_EQ(found(QString::fromUtf8("Αθηνα")), 1);
    EXPECT_TRUE(isSound());
}

} // namespace
} // namespace parlor::server
