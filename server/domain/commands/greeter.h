#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/hub.h"
#include "server/domain/channels/personfeeds.h"
#include "server/domain/channels/presence.h"
#include "server/domain/ports/personstream.h"
#include "server/domain/sessions/attendance.h"
#include "server/domain/sessions/authenticator.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/serverlimits.h"

#include <QObject>
#include <QSet>

namespace parlor::server {

/// What a server says about itself in a welcome.
struct Greeting {
    QString serverName;
    Epoch epoch;
    ServerLimits limits{};
};

/// Answers hello: who is it, where do their streams stand, and from where does each go on. Positions are read
/// before anything else is sent; what is missed up to them follows the welcome, what comes later waits until
/// then. Domain thread only.
class Greeter final : public QObject {
    Q_OBJECT
public:
    Greeter(Link& link, Authenticator& authenticator, LiveSessions& sessions, Attendance& attendance,
            Hub& hub, PersonFeeds& feeds, Presence& presence, PersonStreamStore& stream,
            PeopleDirectory& people, Executor& executor, const Clock& clock, Greeting greeting,
            QObject* parent = nullptr);

    /// Ends in a welcome, or in a refusal and a close.
    void hello(ConnectionId connection, const PeerInfo& peer, const Hello& hello, std::int64_t rid);

    /// The connection listens again to a channel that had been closed to it.
    void reopened(ConnectionId connection, const ChannelState& state);

    /// The socket is gone: whoever it was does not come in any more.
    void left(ConnectionId connection) { m_asking.remove(connection); }

private:
    struct Arrival {
        ConnectionId connection;
        Hello hello;
        std::int64_t rid = 0;
        PersonEventPage stream;
        QList<ChannelState> states;
        QList<Person> people;
    };

    void refuse(ConnectionId connection, std::int64_t rid, const Error& error);
    void admit(ConnectionId connection, const PeerInfo& peer, const Hello& hello, std::int64_t rid,
               const Arrived& arrived);
    void take(const std::shared_ptr<Arrival>& arrival, const PersonArrival& where);
    void readPeople(const std::shared_ptr<Arrival>& arrival);
    void welcome(const Arrival& arrival);
    void follow(const Arrival& arrival);
    void enter(ConnectionId connection, const ChannelState& state);
    void tellPresent(ConnectionId connection, const QList<ChannelState>& states);
    bool isGone(const Arrival& arrival) const;

    Link& m_link;
    Authenticator& m_authenticator;
    LiveSessions& m_sessions;
    Attendance& m_attendance;
    Hub& m_hub;
    PersonFeeds& m_feeds;
    Presence& m_presence;
    PersonStreamStore& m_stream;
    PeopleDirectory& m_people;
    Executor& m_executor;
    const Clock& m_clock;
    const Greeting m_greeting;
    QSet<ConnectionId> m_asking; ///< whose token is being looked at
};

} // namespace parlor::server
