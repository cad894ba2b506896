#pragma once

#include "shared/core/serial.h"
#include "shared/protocol/event.h"

#include <QByteArray>
#include <QList>

#include <deque>
#include <optional>

namespace parlor::server {

/// A channel's newest events in memory, so that a thousand clients that come back together cost no store
/// reads. At most 256 events and about 256 KiB. Forgets everything up to a message that is deleted or edited:
/// its old content must not be delivered any more.
class TailCache {
public:
    static constexpr std::size_t eventsMost = 256;
    static constexpr std::int64_t bytesMost = 256 * 1024;

    /// What follows directly on what is in; anything else starts anew.
    void append(const QList<Event>& events);

    /// All events in (after, upTo], when all of them are here.
    [[nodiscard]] std::optional<QList<Event>> range(Serial after, Serial upTo) const;

    void clear();

private:
    void forgetThrough(MessageId message);
    void dropFirst();

    std::deque<Event> m_events;
    std::int64_t m_bytes = 0;
};

} // namespace parlor::server
