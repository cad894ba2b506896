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

    /// Newest first. BadRequest without a condition.
    Result<QList<FoundMessage>> find(const MessageSearch& search);

private:
    Result<QList<ChannelId>> placesOf(const MessageSearch& search);
    void write(QLatin1StringView statement, const Document& document);

    Connection& m_connection;
};

} // namespace parlor::server
