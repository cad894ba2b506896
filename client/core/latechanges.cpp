#include "client/core/latechanges.h"

#include "client/core/messagechange.h"

namespace parlor::client {

namespace {
constexpr std::size_t keptChanges = 1'000;
}

void LateChanges::keep(const Event& change) {
    if (m_order.size() == keptChanges) {
        const auto oldest = m_changes.find(m_order.front());
        oldest->removeFirst();
        if (oldest->isEmpty())
            m_changes.erase(oldest);
        m_order.pop_front();
    }
    m_changes[change.message].append(change);
    m_order.push_back(change.message);
}

void LateChanges::applyTo(Event& message) const {
    const auto changes = m_changes.constFind(message.message);
    if (changes == m_changes.cend())
        return;
    for (const Event& change : *changes)
        applyChange(message, change);
}

void LateChanges::clear() {
    m_changes.clear();
    m_order.clear();
}

} // namespace parlor::client
