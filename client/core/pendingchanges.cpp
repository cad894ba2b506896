#include "client/core/pendingchanges.h"

#include "client/core/unmadechannel.h"

#include <algorithm>

namespace parlor::client {

QList<PendingChange>::iterator PendingChanges::find(const QString& clientId) {
    return std::find_if(m_changes.begin(), m_changes.end(),
                        [&](const PendingChange& change) { return change.clientId == clientId; });
}

bool PendingChanges::put(const PendingChange& change) {
    const auto known = find(change.clientId);
    if (known == m_changes.end())
        m_changes.append(change);
    else if (*known == change)
        return false;
    else
        *known = change;
    return true;
}

std::optional<PendingChange> PendingChanges::take(const QString& clientId) {
    const auto known = find(clientId);
    if (known == m_changes.end())
        return std::nullopt;
    PendingChange change = std::move(*known);
    m_changes.erase(known);
    return change;
}

bool PendingChanges::makes(ChannelId unmade) const {
    return std::any_of(m_changes.begin(), m_changes.end(), [unmade](const PendingChange& change) {
        return std::holds_alternative<CreateChannel>(change.command)
               && unmadeChannel(change.clientId) == unmade;
    });
}

} // namespace parlor::client
