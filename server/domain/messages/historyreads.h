#pragma once

#include "server/domain/channels/hub.h"
#include "server/domain/ports/messagestore.h"

#include <map>
#include <tuple>

namespace parlor::server {

/// Pages of the past for many readers: who asks for a page that is just being read gets the same answer, so
/// that a thousand clients that come back in one second cost one read a page. A page that was begun before
/// something was committed to the channel is not shared with who asks after it. Domain thread only.
class HistoryReads {
public:
    HistoryReads(MessageStore& messages, const Hub& hub) : m_messages(messages), m_hub(hub) {}

    Task<Result<EventPage>> page(const HistoryQuery& query);

private:
    /// The query, and the newest serial heard of when it was asked.
    using Key = std::tuple<ChannelId, Serial, Serial, Serial, int, bool, Serial>;

    void forgetDone();

    MessageStore& m_messages;
    const Hub& m_hub;
    std::map<Key, Task<Result<EventPage>>> m_running;
};

} // namespace parlor::server
