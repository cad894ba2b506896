#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/event.h"

#include <QHash>
#include <QList>

#include <deque>

namespace parlor::client {

/// Changes of messages that are not here. A page of the past that was read before them may bring these
/// messages later, as they were: it gets them then. The newest thousand are kept, more than happens while a
/// page is on its way.
class LateChanges {
public:
    /// In the order of their serials.
    void keep(const Event& change);
    void applyTo(Event& message) const;
    void clear();

private:
    QHash<MessageId, QList<Event>> m_changes;
    std::deque<MessageId> m_order; ///< of all that is kept, oldest first
};

} // namespace parlor::client
