#pragma once

#include "server/domain/channels/sequencer.h"
#include "server/domain/ports/bus.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/link.h"
#include "server/domain/ports/personstream.h"
#include "server/domain/sessions/livesessions.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>
#include <unordered_map>

namespace parlor::server {

/// The private streams of the people who are connected to this node: every session of a person gets them in
/// order, each event once, without a gap. What an event means for subscriptions is told to `onDelivered`.
/// Domain thread only.
class PersonFeeds final : public QObject {
    Q_OBJECT
public:
    /// Called right after an event was sent to a connection: ChannelJoined and ChannelLeft travel this way.
    using Delivered = std::function<void(ConnectionId, const PersonEvent&)>;

    PersonFeeds(Link& link, PersonStreamStore& stream, Bus& bus, LiveSessions& sessions, Executor& executor,
                Epoch epoch, QObject* parent = nullptr);

    void setDelivered(Delivered onDelivered) { m_onDelivered = std::move(onDelivered); }

    void committed(const PersonCommitted& committed);
    void hinted(PersonId person, Serial newest);

    /// From now on the person's events wait for this connection, until release().
    void hold(ConnectionId connection);
    /// Channels that the person has lost since hold() and not got back.
    [[nodiscard]] QSet<ChannelId> lostSince(ConnectionId connection) const;
    /// The connection has everything up to `covered`: sends what came since, then lets the stream through.
    void release(ConnectionId connection, PersonId person, Serial covered);

    void forget(const LiveSession& session);

    [[nodiscard]] Serial published(PersonId person) const;

    /// The newest serial heard of since the start; what was read before it came may lack what it tells.
    [[nodiscard]] Serial known(PersonId person) const { return m_known.value(person); }

private:
    struct Feed {
        explicit Feed(Serial published) : sequence(published) {}

        Sequencer<PersonEvent> sequence;
        bool filling = false;
    };

    Feed* feedOf(PersonId person) const;
    void publish(PersonId person, const QList<PersonEvent>& events);
    void send(ConnectionId connection, const QList<PersonEvent>& events);
    void fill(PersonId person);
    void filled(PersonId person, const Result<PersonEventPage>& page);

    Link& m_link;
    PersonStreamStore& m_stream;
    Bus& m_bus;
    LiveSessions& m_sessions;
    Executor& m_executor;
    const Epoch m_epoch;
    Delivered m_onDelivered;
    std::unordered_map<PersonId, std::unique_ptr<Feed>> m_feeds;
    QHash<ConnectionId, QList<PersonEvent>> m_held;
    QHash<PersonId, Serial> m_known; ///< the newest serial heard of since the start
};

} // namespace parlor::server
