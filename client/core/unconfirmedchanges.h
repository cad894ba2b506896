#pragma once

#include "client/core/pendingchange.h"
#include "shared/protocol/event.h"

#include <QHash>
#include <QList>

#include <optional>

namespace parlor::client {

/// What one asked to be changed of messages and no event of the server has said yet. The rows stay as the
/// server tells them; this is laid over them where they are shown, and taken off again when it was refused.
class UnconfirmedChanges {
public:
    /// The message that it changes the looks of; 0 when it changes none, or they are like that already.
    MessageId put(const PendingChange& change);

    /// It is over without an event. The message, or 0 when it was not here.
    MessageId remove(const QString& clientId);
    /// The server has done it, in other words where it says so: the event with this serial, which may be on
    /// its way, replaces it. The message, or 0 when it was not here.
    MessageId done(const QString& clientId, Serial serial, const std::optional<QString>& text);
    /// All events of the channel up to here are taken in. The messages whose changes they replaced.
    QList<MessageId> seen(ChannelId channel, Serial upTo);
    /// Nothing more is heard of the channel: what the server has done is forgotten with its rows.
    void forget(ChannelId channel);

    void clear() { m_changes.clear(); }

    /// The row as `me` asked for it; nullopt: as it is.
    [[nodiscard]] std::optional<Event> over(const Event& row, PersonId me) const;
    /// Some change of the message waits for a connection, or for the server.
    [[nodiscard]] bool isWaiting(MessageId message) const;

private:
    struct Asked {
        QString clientId;
        ChannelId channel;
        EventBody body;
        bool waits = false;
        std::optional<Serial> serial; ///< once the server has done it

        friend bool operator==(const Asked&, const Asked&) = default;
    };

    /// Where the change stands; nullptr when it is not here.
    Asked* find(const QString& clientId, MessageId& message);
    template<class Test>
    QList<MessageId> removeIf(Test test);

    QHash<MessageId, QList<Asked>> m_changes; ///< each in the order in which it was asked
};

} // namespace parlor::client
