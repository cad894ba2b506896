#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

/// What the twin of the message store shows of a channel, page by page. Within a read of the state.
class MemoryPages {
public:
    using Row = MemoryState::MessageRow;

    explicit MemoryPages(const MemoryState& state) : m_state(state) {}

    Result<EventPage> history(const HistoryQuery& query) const;
    Result<EventPage> pinned(ChannelId channel, Serial visibleFrom, std::optional<Serial> before,
                             int limit) const;
    Result<EventPage> thread(ChannelId channel, MessageId message, Serial visibleFrom,
                             std::optional<Serial> after, int limit) const;
    static Result<EventPage> versions(const Row& row, std::optional<Serial> before, int limit);

    static Event atFirstPlace(const Row& row);

private:
    std::optional<Event> latest(const Event& event) const;

    const MemoryState& m_state;
};

} // namespace parlor::test
