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

    /// As a program of before would have left it: with nothing but the pairs beside the words.
    void makeOld(MessageId message) {
        const auto done =
            answerOf(store->writer().submit<void>([message](Connection& connection, Effects&) -> Status {
                TRY_ASSIGN(const MessageTable::Row row, connection.table<MessageTable>().byId(message));
                const SearchIndex::Document document = documentOf(row);
                connection.table<SearchIndex>().remove(document);
                const QString marks =
                    searchMarks(document.channel, document.author, false, false, document.text);
                TRY(connection.statement(QLatin1StringView("search.add"))
                        .run(document.message, document.text, bigramsOf(document.text), marks));
                return connection.table<SettingsTable>().write(QStringLiteral("search_index"), {});
            }));
        ASSERT_TRUE(done);
    }
};

TEST_F(SearchIndexes, AnEarlierOneIsBroughtUpToDateOnce) {
    const auto mixed = answerOf(post(QString::fromUtf8("今日は日本goです")));
    ASSERT_TRUE(mixed);
    ASSERT_TRUE(answerOf(post(QStringLiteral("plain words"))));
    EXPECT_EQ(found(QStringLiteral("go")), 1);
    makeOld(mixed->message);
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
    const auto sound = answerOf(store->writer().submit<void>([](Connection& connection, Effects&) -> Status {
        return connection.execute(
            QStringLiteral("INSERT INTO message_index (message_index) VALUES ('integrity-check')"));
    }));
    EXPECT_TRUE(sound);
}

} // namespace
} // namespace parlor::server
