#pragma once

#include "server/domain/ports/messagestore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// The full-text index over messages (SQLite FTS5, sqlite.org/fts5.html; contentless).
class SearchIndex {
public:
    /// All that is indexed of one message. What was added is removed by the same values.
    struct Document {
        MessageId message;
        ChannelId channel;
        PersonId author;
        QString text;
        bool hasPhotos = false;
        bool hasData = false;
    };

    explicit SearchIndex(Connection& connection) : m_connection(connection) {}

    /// Both only from Effects::beforeCommit. A failure leaves the message out of the index and is logged.
    void add(const Document& document);
    void remove(const Document& document);

    /// Of a database whose index was filled in an earlier form: those messages that stand there otherwise now
    /// are taken out and added again, once, in one transaction. Outside of transactions.
    Status bringUpToDate();

    /// Newest first, by id. BadRequest without a condition.
    Result<QList<FoundMessage>> find(const MessageSearch& search);

private:
    Result<QList<ChannelId>> placesOf(const MessageSearch& search);

    /// What stands there of a text.
    struct Words {
        QString text, letters;
        friend bool operator==(const Words&, const Words&) = default;
    };

    static Words wordsOf(const Document& document);
    void write(QLatin1StringView statement, const Document& document, const Words& words);
    Status renew(int found);

    Connection& m_connection;
};

} // namespace parlor::server
