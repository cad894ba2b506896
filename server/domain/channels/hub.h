#pragma once

#include "server/domain/channels/channelfeeds.h"
#include "server/domain/channels/pastdelivery.h"
#include "server/domain/ports/bus.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/link.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/sessions/livesessions.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/protocol/frames.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// How a connection is to be added to a channel.
struct Attach {
    ConnectionId connection;
    PersonId person;
    ChannelId channel;
    Serial
        cursor; ///< what the client has: all after it is delivered. At least `position` when it pages itself
    Serial position;    ///< the channel's newest serial when the membership was read
    Serial visibleFrom; ///< the first serial that the person may see
    int memberCount = 0;
    /// Bytes that may still be streamed to this connection before it has to page; shared by all its channels.
    /// None: 256 KiB for this channel.
    std::shared_ptr<std::int64_t> budget{};
    Role onServer = Role::Member;
    Role inChannel = Role::Member;
    RoleOverrides rights{}; ///< of the channel, at `position`
};

/// Fan-out of one node: gives every subscriber each channel's events in order, each once, without a gap,
/// wherever they come from. Three inlets: committed() (this node's store), hinted() (the bus) and
/// ephemeral(). Encodes each batch once. A removed member gets the removal and nothing after it. Domain
/// thread only.
class Hub final : public QObject {
    Q_OBJECT
public:
    Hub(Link& link, MessageStore& messages, Bus& bus, LiveSessions& sessions, Executor& executor,
        const Clock& clock, Epoch epoch, QObject* parent = nullptr);

    using RightsChanged = std::function<void(ChannelId)>;

    /// Called when a channel has come to give its roles something else, or somebody there another role; those
    /// who may not listen any more have been let go.
    void setRightsChanged(RightsChanged onRightsChanged) { m_onRightsChanged = std::move(onRightsChanged); }

    void committed(const ChannelCommitted& committed);
    void hinted(ChannelId channel, Serial newest);
    /// From the bus: to the members on this node.
    void ephemeral(ChannelId channel, const Frame& frame);

    /// From this node: to the members everywhere but `except`. Never stored, first to be dropped.
    void broadcast(ChannelId channel, const Frame& frame, ConnectionId except);

    /// To everybody here who listens to one of `channels` and to none of `but`, once each; to other nodes by
    /// channel. Never stored, first to be dropped.
    void broadcastOnce(const ChannelSet& channels, const ChannelSet& but, const Frame& frame);

    /// Position first, then the past, then live: subscribes held, delivers (cursor, published] to the
    /// connection and releases. Does nothing when it is subscribed already, or when the channel denies it to
    /// the role by now. The session must be live.
    void attach(const Attach& request);
    /// Something was taken out of the past: it is read from the store again.
    void forgetPast(ChannelId channel);
    void detach(ConnectionId connection, ChannelId channel);
    /// The person's role on the server is another one now.
    void changeRole(ConnectionId connection, ChannelId channel, Role onServer);
    /// Another token: what it may see there is looked at again.
    void changeToken(ConnectionId connection, ChannelId channel);
    /// The connection is gone.
    void forget(const LiveSession& session);

    /// What the connection may see of the channel; nullptr when it is not subscribed.
    [[nodiscard]] const Subscription* subscription(ConnectionId connection, ChannelId channel) const {
        return m_feeds.subscription(connection, channel);
    }

    /// What the role decides there for a subscribed connection; false when it is not subscribed.
    [[nodiscard]] bool may(ConnectionId connection, ChannelId channel, ChannelRight right) const;
    /// Who listens here, each by one of the connections.
    [[nodiscard]] QHash<PersonId, ConnectionId> listeners(ChannelId channel) const;
    [[nodiscard]] int memberCount(ChannelId channel) const;
    /// The newest serial handed out, when somebody here listens.
    [[nodiscard]] std::optional<Serial> published(ChannelId channel) const;

    /// The newest serial heard of since the start, by whatever inlet; 0: of none.
    [[nodiscard]] Serial known(ChannelId channel) const { return m_feeds.known(channel); }

    /// Forgets channels that nobody has listened to for ten minutes. Called once a minute.
    void sweep() { m_feeds.sweep(); }

private:
    void publish(ChannelId channel, ChannelFeed& feed, const QList<Event>& events);
    void publishEphemeral(ChannelId channel, const Frame& frame, ConnectionId except);
    [[nodiscard]] bool listens(ConnectionId connection, const ChannelSet& channels) const;
    void fan(ChannelId channel, ChannelFeed& feed, QList<Event>& run);
    void applyMembership(ChannelId channel, ChannelFeed& feed, const Event& event);
    void applyRights(ChannelId channel, ChannelFeed& feed, const RoleOverrides& rights);
    void applyRoles(ChannelId channel, ChannelFeed& feed);
    void letGo(ChannelId channel, ChannelFeed& feed);
    void lookAgain(ConnectionId connection, ChannelId channel, ChannelFeed& feed, Subscription& subscription);
    void fill(ChannelId channel);
    void filled(ChannelId channel, const Result<EventPage>& page);

    Link& m_link;
    MessageStore& m_messages;
    Bus& m_bus;
    LiveSessions& m_sessions;
    Executor& m_executor;
    const Epoch m_epoch;
    ChannelFeeds m_feeds;
    PastDelivery m_past;
    RightsChanged m_onRightsChanged;
    std::uint64_t m_lastSubscription = 0;
};

} // namespace parlor::server
