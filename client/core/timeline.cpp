#include "client/core/timeline.h"

#include "client/core/messagechange.h"

#include <algorithm>
#include <iterator>

namespace parlor::client {

const Event* Timeline::message(MessageId id) const {
    const auto serial = m_serials.constFind(id);
    if (serial == m_serials.cend())
        return nullptr;
    const std::size_t index = indexOf(*serial);
    return index < m_rows.size() && m_rows[index].serial == *serial ? &m_rows[index] : nullptr;
}

std::size_t Timeline::indexOf(Serial serial) const {
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), serial,
                                        [](const Event& row, Serial s) { return row.serial < s; });
    return static_cast<std::size_t>(found - m_rows.begin());
}

const Event* Timeline::newestMessage() const {
    for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row)
        if (std::holds_alternative<MessagePosted>(row->body))
            return &*row;
    return nullptr;
}

void Timeline::place(const Event& event) {
    const std::size_t index = indexOf(event.serial);
    if (event.message.isValid())
        m_serials.insert(event.message, event.serial);
    if (index < m_rows.size() && m_rows[index].serial == event.serial) {
        auto* known = std::get_if<MessagePosted>(&m_rows[index].body);
        const auto* read = std::get_if<MessagePosted>(&event.body);
        // A page that was on its way while a change came must not undo it.
        if (!known || !read || read->asOf >= known->asOf)
            m_rows[index] = event;
        m_late.applyTo(m_rows[index]);
    } else {
        m_late.applyTo(*m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(index), event));
    }
}

void Timeline::placeOlder(const QList<Event>& events) {
    std::vector<Event> older;
    for (const Event& event : events) {
        const bool next = (older.empty() || older.back().serial < event.serial)
                          && (m_rows.empty() || event.serial < m_rows.front().serial);
        if (!next || !isRow(event))
            continue;
        if (event.message.isValid())
            m_serials.insert(event.message, event.serial);
        older.push_back(event);
        m_late.applyTo(older.back());
    }
    m_rows.insert(m_rows.begin(), std::make_move_iterator(older.begin()),
                  std::make_move_iterator(older.end()));
}

std::optional<Serial> Timeline::takeIn(const Event& event) {
    if (isRow(event)) {
        place(event);
        return event.serial;
    }
    const auto serial = m_serials.constFind(event.message);
    if (!isMessageChange(event))
        return std::nullopt;
    if (serial == m_serials.cend()) {
        m_late.keep(event);
        return std::nullopt;
    }
    const std::size_t index = indexOf(*serial);
    if (index < m_rows.size() && applyChange(m_rows[index], event))
        return *serial;
    return std::nullopt;
}

SerialRange Timeline::merge(SerialRange range, const QList<Event>& events, bool atStart, bool atEnd) {
    const bool touches = m_window && range.from <= m_window->to.next() && m_window->from <= range.to.next();
    if (!touches)
        clear();
    placeOlder(events);
    for (const Event& event : events)
        takeIn(event);
    if (!m_window) {
        m_window = range;
        m_atStart = atStart;
        m_atEnd = atEnd;
    } else {
        if (range.from <= m_window->from)
            m_atStart = atStart;
        if (range.to >= m_window->to)
            m_atEnd = atEnd || (m_atEnd && range.to == m_window->to);
        m_window = SerialRange{std::min(range.from, m_window->from), std::max(range.to, m_window->to)};
    }
    return range;
}

std::vector<Serial> Timeline::append(const QList<Event>& events) {
    std::vector<Serial> changed;
    for (const Event& event : events) {
        if (isRow(event) && !m_atEnd)
            continue;
        if (const auto serial = takeIn(event))
            changed.push_back(*serial);
    }
    if (m_atEnd && m_window && !events.isEmpty()) {
        Serial last = events.last().serial;
        if (const auto* skipped = std::get_if<Skipped>(&events.last().body))
            last = std::max(last, skipped->last);
        m_window->to = std::max(m_window->to, last);
    }
    return changed;
}

void Timeline::clear() {
    m_rows.clear();
    m_serials.clear();
    m_window.reset();
    m_atStart = false;
    m_atEnd = false;
}

void Timeline::restart() {
    clear();
    m_late.clear();
}

void Timeline::trim(std::size_t rows) {
    if (m_rows.size() <= rows || !m_window)
        return;
    const auto drop = static_cast<std::ptrdiff_t>(m_rows.size() - rows);
    for (auto row = m_rows.begin(); row != m_rows.begin() + drop; ++row)
        m_serials.remove(row->message);
    m_rows.erase(m_rows.begin(), m_rows.begin() + drop);
    m_window->from = m_rows.empty() ? m_window->to : m_rows.front().serial;
    m_atStart = false;
}

} // namespace parlor::client
