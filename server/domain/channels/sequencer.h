#pragma once

#include "shared/core/serial.h"
#include "shared/protocol/event.h"
#include "shared/protocol/personevent.h"

#include <QList>
#include <QMap>

#include <algorithm>

namespace parlor::server {

inline Serial firstSerial(const Event& event) {
    return event.serial;
}

inline Serial lastSerial(const Event& event) {
    const auto* skipped = std::get_if<Skipped>(&event.body);
    return skipped ? std::max(event.serial, skipped->last) : event.serial;
}

inline Serial firstSerial(const PersonEvent& event) {
    return event.serial;
}

inline Serial lastSerial(const PersonEvent& event) {
    return event.serial;
}

/// Puts a stream in order again: hands out only what follows directly on what was handed out before, each
/// serial once, and holds what came too early while the gap is read from the store.
template<class Item>
class Sequencer {
public:
    static constexpr qsizetype heldMost = 1'000; ///< more is forgotten here and read from the store later

    explicit Sequencer(Serial published) : m_published(published), m_known(published) {}

    /// Items in any order, new or old. Answers those that are now next in line.
    [[nodiscard]] QList<Item> offer(const QList<Item>& items) {
        QList<Item> ready;
        for (const Item& item : items)
            accept(item, ready);
        return ready;
    }

    /// The stream is known to have reached this serial.
    void hint(Serial newest) { m_known = std::max(m_known, newest); }

    /// The store says that the stream ends here: later hints were wrong.
    void limit(Serial head) { m_known = std::max(m_published, std::min(m_known, head)); }

    [[nodiscard]] Serial published() const { return m_published; }

    [[nodiscard]] Serial known() const { return m_known; }

    [[nodiscard]] bool hasGap() const { return m_known > m_published; }

private:
    void accept(Item item, QList<Item>& ready) {
        const Serial last = lastSerial(item);
        hint(last);
        if (last <= m_published)
            return;
        if (firstSerial(item) > m_published.next()) {
            if (m_held.size() < heldMost)
                m_held.insert(firstSerial(item).value(), std::move(item));
            return;
        }
        item.serial = m_published.next(); // a skipped range may begin before what is out
        m_published = last;
        ready.append(std::move(item));
        while (!m_held.isEmpty() && m_held.firstKey() <= m_published.next().value()) {
            Item held = m_held.take(m_held.firstKey());
            accept(std::move(held), ready);
        }
    }

    Serial m_published;
    Serial m_known;
    QMap<std::int64_t, Item> m_held;
};

} // namespace parlor::server
