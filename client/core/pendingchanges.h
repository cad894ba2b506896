#pragma once

#include "client/core/pendingchange.h"

#include <QList>

#include <optional>

namespace parlor::client {

/// What one asked for and the server has not answered yet.
class PendingChanges {
public:
    /// In the order in which it was asked.
    [[nodiscard]] const QList<PendingChange>& all() const { return m_changes; }

    /// Adds it, or takes in its new state. False, and nothing done, when it is there just like that.
    bool put(const PendingChange& change);
    /// It is over; nullopt when it was not there.
    std::optional<PendingChange> take(const QString& clientId);

    void clear() { m_changes.clear(); }

    /// One of them makes the channel, which has an id of this device until then.
    [[nodiscard]] bool makes(ChannelId unmade) const;

private:
    [[nodiscard]] QList<PendingChange>::iterator find(const QString& clientId);

    QList<PendingChange> m_changes;
};

} // namespace parlor::client
