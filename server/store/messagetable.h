#pragma once

#include "server/domain/ports/messagestore.h"
#include "server/store/connection.h"
#include "server/store/searchindex.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of messages and what hangs on them: mentions, holders of photos, reactions, the search index.
class MessageTable {
public:
    struct Row {
        MessageId id;
        ChannelId channel;
        Serial serial;
        PersonId author;
        std::int64_t time = 0; ///< ms UTC
        Entry entry;
        std::optional<MessageId> replyTo;
        bool deleted = false;
        bool pinned = false;
        bool reacted = false;
        std::optional<MessageId> thread{};
    };

    explicit MessageTable(Connection& connection) : m_connection(connection) {}

    struct Version {
        Serial serial; ///< of the event that made it
        std::int64_t time = 0;
        Entry entry;
    };

    /// `alerted`: who are told as if they were mentioned; those of them who are members.
    Status insert(const Row& row, const QList<PersonId>& alerted, Effects& effects);
    Result<Row> byId(MessageId id); ///< UnknownMessage
    /// UnknownMessage when it is not in the channel, Gone when deleted.
    Result<Row> live(ChannelId channel, MessageId id);
    /// Keeps what it said before as a version.
    Status setEntry(const Row& before, const Entry& entry, Serial asOf, const QList<PersonId>& alerted,
                    Effects& effects);
    Result<QList<Version>> versions(MessageId id); ///< oldest first; empty when never edited
    /// The photos inside, without counting as an edit.
    Status setPhotos(const Row& before, const Entry& entry, Serial asOf);
    Status setDeleted(const Row& before, Serial asOf, Effects& effects);
    Status setPinned(MessageId id, bool pinned, Serial asOf);
    Result<std::int64_t> reactionCount(MessageId message);
    Result<bool> hasReaction(MessageId id, const QString& emoji, PersonId person);
    Status setReaction(MessageId id, const QString& emoji, PersonId person, bool add, Serial asOf);
    /// Without a trace, but for events and operations.
    Status remove(const Row& row, Effects& effects);
    Result<QList<MessageId>> older(ChannelId channel, std::int64_t before, int limit);
    /// The next messages of a person.
    Result<QList<MessageId>> byAuthor(PersonId person, int limit);
    Result<QList<MessageId>> showing(PhotoId photo);
    Result<QList<PhotoPlace>> placesShowing(PhotoId photo);

private:
    Status hang(const Row& row, const QList<PersonId>& alerted, Effects& effects);
    Status keepVersion(const Row& row, Serial serial, std::int64_t time);
    Status unhang(const Row& row, Effects& effects);

    Connection& m_connection;
};

/// What the search index holds of it.
SearchIndex::Document documentOf(const MessageTable::Row& row);

} // namespace parlor::server
