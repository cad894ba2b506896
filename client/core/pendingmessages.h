#pragma once

#include "client/core/values.h"

#include <QHash>
#include <QList>

namespace parlor::client {

/// One's own messages that no event of the server has replaced yet, by channel.
class PendingMessages {
public:
    /// In the order in which they were written.
    [[nodiscard]] const QList<PendingMessage>& of(ChannelId channel) const;

    /// Adds it, or takes in its new state. False, and nothing done, for one that is sent and not there: the
    /// event may overtake the answer, and then the row is there already and nothing is pending any more.
    bool put(const PendingMessage& message);
    /// False when it was not there.
    bool remove(ChannelId channel, const QString& clientId);

    void clear() { m_messages.clear(); }

    /// How many the server does not have.
    [[nodiscard]] int unsent(ChannelId channel) const;
    /// How many it will never have by themselves.
    [[nodiscard]] int failed(ChannelId channel) const;

private:
    QHash<ChannelId, QList<PendingMessage>> m_messages;
};

} // namespace parlor::client
