#include "server/domain/channels/tailcache.h"

#include "server/domain/channels/sequencer.h"

namespace parlor::server {

namespace {

std::int64_t sizeOf(const Event& event) {
    const Entry* entry = nullptr;
    if (const auto* posted = std::get_if<MessagePosted>(&event.body))
        entry = &posted->entry;
    else if (const auto* edited = std::get_if<MessageEdited>(&event.body))
        entry = &edited->entry;
    constexpr std::int64_t base = 256;
    // Metadata is at most 4 KiB and can't be measured without encoding it.
    return entry ? base + 2 * (entry->text.size() + entry->data.size())
                       + (entry->metadata.isEmpty() ? 0 : 4096) + entry->photos.size() * 128
                 : base;
}

} // namespace

void TailCache::append(const QList<Event>& events) {
    for (const Event& event : events) {
        if (!m_events.empty() && firstSerial(event) != lastSerial(m_events.back()).next())
            clear();
        if (std::holds_alternative<MessageDeleted>(event.body)
            || std::holds_alternative<MessageEdited>(event.body))
            forgetThrough(event.message);
        m_bytes += sizeOf(event);
        m_events.push_back(event);
        while (m_events.size() > eventsMost || (m_bytes > bytesMost && m_events.size() > 1))
            dropFirst();
    }
}

std::optional<QList<Event>> TailCache::range(Serial after, Serial upTo) const {
    if (after >= upTo)
        return QList<Event>();
    if (m_events.empty() || m_events.front().serial > after.next() || lastSerial(m_events.back()) < upTo)
        return std::nullopt;
    QList<Event> found;
    for (const Event& event : m_events)
        if (lastSerial(event) > after && event.serial <= upTo)
            found.append(event);
    return found;
}

void TailCache::clear() {
    m_events.clear();
    m_bytes = 0;
}

void TailCache::forgetThrough(MessageId message) {
    const auto last = std::find_if(m_events.rbegin(), m_events.rend(), [message](const Event& event) {
        return event.message == message
               && (std::holds_alternative<MessagePosted>(event.body)
                   || std::holds_alternative<MessageEdited>(event.body));
    });
    for (auto count = std::distance(last, m_events.rend()); count > 0; --count)
        dropFirst();
}

void TailCache::dropFirst() {
    m_bytes -= sizeOf(m_events.front());
    m_events.pop_front();
}

} // namespace parlor::server
