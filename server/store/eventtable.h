#pragma once

#include "server/domain/ports/messagestore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of events: the streams of channels. Content is joined from messages, in its latest form.
class EventTable {
public:
    explicit EventTable(Connection& connection) : m_connection(connection) {}

    /// Takes the channel's next serial for the event, writes it and adds it to the committed stream.
    Result<Event> append(ChannelId channel, Event event, Effects& effects);

    /// UnknownChannel. See HistoryQuery.
    Result<EventPage> page(const HistoryQuery& query);
    Result<Event> message(ChannelId channel, MessageId id); ///< UnknownMessage
    /// See MessageStore::pinned().
    Result<EventPage> pinned(ChannelId channel, Serial visibleFrom, std::optional<Serial> before, int limit);
    /// See MessageStore::thread(); `root`: the message that the thread began with.
    Result<EventPage> thread(ChannelId channel, MessageId root, Serial visibleFrom,
                             std::optional<Serial> after, int limit);
    Status forgetOrphans(ChannelId channel, Serial last);

    /// The event of a row of events.sql; nullopt when what it is about has been swept.
    Result<std::optional<Event>> eventAt(ChannelId channel, const Rows& rows);

private:
    Result<std::optional<EventBody>> bodyAt(ChannelId channel, const Rows& rows);
    Result<QList<Event>> read(ChannelId channel, Rows& rows, int limit, bool& more, Serial& last);
    Result<QList<Reaction>> reactions(MessageId message);

    Connection& m_connection;
};

} // namespace parlor::server
