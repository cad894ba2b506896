#pragma once

#include "server/domain/channels/hub.h"
#include "server/domain/commands/caller.h"
#include "shared/core/clock.h"

#include <QHash>

#include <utility>

namespace parlor::server {

/// "Somebody is writing": told to the others at most every 5 s, never stored, not in channels of more than 1
/// 000. Domain thread only.
class TypingRelay {
public:
    TypingRelay(Hub& hub, const Clock& clock);

    /// UnknownChannel when the connection does not listen to the channel; Forbidden where the channel denies
    /// it.
    Status typing(const Caller& caller, ChannelId channel);

    /// Once a minute.
    void sweep();

private:
    Hub& m_hub;
    const Clock& m_clock;
    QHash<std::pair<ChannelId, PersonId>, std::int64_t> m_told; ///< monotonic ms
};

} // namespace parlor::server
