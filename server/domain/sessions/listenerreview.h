#pragma once

#include "server/domain/channels/hub.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/link.h"
#include "server/domain/sessions/livesessions.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace parlor::server {

/// Who listens after rights have changed: the hub lets go of those who may not any more in the order of the
/// events; this brings in those who may again, because their role or what the channel gives to it rose, and
/// tells them the channel's position so that they ask for what they missed. Domain thread only.
class ListenerReview final : public QObject {
    Q_OBJECT
public:
    ListenerReview(Link& link, Hub& hub, LiveSessions& sessions, ChannelStore& channels, Executor& executor,
                   QObject* parent = nullptr);

    using Seated = std::function<void(ConnectionId, const ChannelState&)>;

    /// Called for each connection that listens to a channel again.
    void setSeated(Seated onSeated) { m_onSeated = std::move(onSeated); }

    /// To be called with everything that is committed, after the hub.
    void committed(const CommittedItem& item);
    void reviewPerson(PersonId person);

private:
    void reviewChannel(ChannelId channel, PersonId after);
    void reviewPlace(PersonId person, ChannelId channel);
    /// `asOf`: m_changes when `state` was asked for.
    void seat(PersonId person, const ChannelState& state, std::uint64_t asOf);

    Link& m_link;
    Hub& m_hub;
    LiveSessions& m_sessions;
    ChannelStore& m_channels;
    Executor& m_executor;
    Seated m_onSeated;
    QHash<ChannelId, RoleOverrides> m_rights; ///< as last heard, of channels that were changed
    std::uint64_t m_changes = 0;              ///< of who may listen, so far
    QHash<ChannelId, std::uint64_t> m_last;   ///< the last one of each channel
};

} // namespace parlor::server
