#pragma once

#include "shared/protocol/event.h"

#include <QList>

#include <map>
#include <optional>

namespace parlor::client {

/// The gap rule for one stream: the next event is applied, older ones are ignored, later ones are held until
/// what lies between has come. Knows no timers and no network.
template<class E>
class OrderedStream {
public:
    static constexpr std::size_t mostHeld = 1'000;

    [[nodiscard]] Serial applied() const { return m_applied; }

    [[nodiscard]] bool hasGap() const { return !m_held.empty(); }

    [[nodiscard]] bool isOverfull() const { return m_held.size() > mostHeld; }

    /// Starts behind this serial; forgets what is held.
    void restart(Serial applied) {
        m_applied = applied;
        m_held.clear();
    }

    /// Takes events in any order; answers those that may be applied now, in order. `lastOf` tells the last
    /// serial an event covers.
    template<class LastOf>
    QList<E> take(const QList<E>& events, LastOf lastOf) {
        QList<E> ready;
        for (const E& event : events) {
            if (lastOf(event) <= m_applied)
                continue;
            m_held.insert_or_assign(event.serial, event);
        }
        while (!m_held.empty() && m_held.begin()->first <= m_applied.next()) {
            const E event = m_held.begin()->second;
            m_held.erase(m_held.begin());
            if (lastOf(event) <= m_applied)
                continue;
            m_applied = lastOf(event);
            ready.append(event);
        }
        return ready;
    }

private:
    Serial m_applied;
    std::map<Serial, E> m_held;
};

/// The last serial that an event stands for.
inline Serial lastSerialOf(const Event& event) {
    const auto* skipped = std::get_if<Skipped>(&event.body);
    return skipped ? std::max(event.serial, skipped->last) : event.serial;
}

} // namespace parlor::client
