#include "server/domain/commands/greeter.h"

#include "server/domain/channels/eventframes.h"
#include "server/domain/sessions/channelreach.h"
#include "shared/auth/names.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QPointer>

namespace parlor::server {

namespace {

/// All that may be streamed after one welcome: with the rest of the outbox free for what is live.
constexpr std::int64_t budgetBytes = 512 * 1024;

CloseCode closeCodeFor(ErrorCode code) {
    switch (code) {
    case ErrorCode::TokenExpired:
        return CloseCode::TokenExpired;
    case ErrorCode::TokenRevoked:
    case ErrorCode::AccountDisabled:
        return CloseCode::Revoked;
    case ErrorCode::TokenInvalid:
        return CloseCode::BadToken;
    case ErrorCode::VersionMismatch:
        return CloseCode::TooOld;
    case ErrorCode::RateLimited:
        return CloseCode::RateLimited;
    default:
        return CloseCode::Restart;
    }
}

/// How the client goes on in a channel. Without a cursor, or with one of another life of the database, it
/// starts anew.
Resume resumeFor(const ChannelState& state, std::optional<Serial> cursor, int& streamed) {
    if (!cursor || *cursor > state.last)
        return Resume::Reset;
    const std::int64_t gap = state.last.value() - std::max(*cursor, state.visibleFrom.previous()).value();
    if (gap > limits::pagedGapEvents)
        return Resume::Reset;
    // Many small gaps are as heavy as one large one.
    constexpr int streamedMost = 2 * limits::pagedGapEvents;
    if (gap > limits::streamedGapEvents || streamed + gap > streamedMost)
        return Resume::More;
    streamed += static_cast<int>(gap);
    return Resume::Ok;
}

} // namespace

Greeter::Greeter(Link& link, Authenticator& authenticator, LiveSessions& sessions, Attendance& attendance,
                 Hub& hub, PersonFeeds& feeds, Presence& presence, PersonStreamStore& stream,
                 PeopleDirectory& people, Executor& executor, const Clock& clock, Greeting greeting,
                 QObject* parent)
    : QObject(parent),
      m_link(link),
      m_authenticator(authenticator),
      m_sessions(sessions),
      m_attendance(attendance),
      m_hub(hub),
      m_feeds(feeds),
      m_presence(presence),
      m_stream(stream),
      m_people(people),
      m_executor(executor),
      m_clock(clock),
      m_greeting(std::move(greeting)) {
    m_feeds.setDelivered([this](ConnectionId connection, const PersonEvent& event) {
        if (const auto* left = std::get_if<ChannelLeft>(&event.body)) {
            m_hub.detach(connection, left->channel);
            if (const LiveSession* session = m_sessions.find(connection))
                m_presence.leftChannel(session->principal.person.id, left->channel);
        } else if (const auto* joined = std::get_if<ChannelJoined>(&event.body)) {
            const LiveSession* session = m_sessions.find(connection);
            const ChannelState& state = joined->state;
            if (!session || !mayThere(session->principal, state, ChannelRight::Subscribe))
                return;
            m_hub.attach({connection, session->principal.person.id, state.channel.id, state.last, state.last,
                          state.visibleFrom, state.memberCount, nullptr, session->principal.role, state.role,
                          state.channel.rights});
            enter(connection, state);
        }
    });
}

void Greeter::hello(ConnectionId connection, const PeerInfo& peer, const Hello& hello, std::int64_t rid) {
    if (hello.protocol != limits::protocolVersion)
        return refuse(connection, rid, {ErrorCode::VersionMismatch, {}, 0});
    Hello known = hello;
    // A cursor of another life of the database says nothing about this one.
    if (hello.epoch != m_greeting.epoch) {
        known.channels.clear();
        known.person = Serial();
    }
    m_asking.insert(connection);
    m_authenticator.arrive(
        hello.token, peer, known.person, limits::streamedGapEvents,
        [self = QPointer(this), connection, peer, known, rid](const Result<Arrived>& arrived) {
            if (!self || !self->m_asking.remove(connection))
                return;
            if (!arrived)
                return self->refuse(connection, rid, arrived.error());
            self->admit(connection, peer, known, rid, *arrived);
        });
}

void Greeter::refuse(ConnectionId connection, std::int64_t rid, const Error& error) {
    m_link.send(connection, codec::encode(Frame(
                                Refusal{rid, error.code, isTemporary(error.code), error.retryAfterMs, {}})));
    const CloseCode code = closeCodeFor(error.code);
    m_attendance.close(connection, code, error.retryAfterMs);
}

void Greeter::admit(ConnectionId connection, const PeerInfo& peer, const Hello& hello, std::int64_t rid,
                    const Arrived& arrived) {
    const Principal& principal = arrived.principal;
    LiveSession session{connection, peer, principal, cleanDeviceName(hello.device), false, {}};
    const bool isPersons = principal.keyName.isEmpty() || principal.keyName.startsWith(ownKeyPrefix);
    if (hello.bulk && isPersons && principal.role > Role::Guest)
        session.principal.rateClass = RateClass::Bulk;
    const auto entered = m_attendance.enter(std::move(session));
    if (!entered)
        return refuse(connection, rid, entered.error());
    m_link.signedIn(connection);
    // One publisher of the operator's sizes a machine for all the people there may be.
    if (principal.rateClass == RateClass::Load)
        m_link.unmetered(connection);
    const auto arrival = std::make_shared<Arrival>();
    arrival->connection = connection;
    arrival->hello = hello;
    arrival->rid = rid;
    // From here on nothing of theirs is missed. What was read with the token is as good as what is read now,
    // unless their stream has gone on since.
    if (arrived.where && m_feeds.known(principal.person.id) <= arrived.where->stream.head)
        return take(arrival, *arrived.where);
    whenDone(m_stream.arrive(principal.person.id, hello.person, limits::streamedGapEvents), &m_executor, this,
             [this, arrival](const Result<PersonArrival>& read) {
                 if (isGone(*arrival))
                     return;
                 if (!read)
                     return refuse(arrival->connection, arrival->rid, read.error());
                 take(arrival, *read);
             });
}

void Greeter::take(const std::shared_ptr<Arrival>& arrival, const PersonArrival& where) {
    arrival->stream = where.stream;
    const Principal& now = m_sessions.find(arrival->connection)->principal;
    for (const ChannelState& state : where.channels)
        if (reaches(now, state))
            arrival->states.append(state);
    readPeople(arrival);
}

void Greeter::readPeople(const std::shared_ptr<Arrival>& arrival) {
    QSet<PersonId> named;
    for (const ChannelState& state : std::as_const(arrival->states))
        named.unite(QSet<PersonId>(state.people.begin(), state.people.end()));
    m_people.people(named.values(), [self = QPointer(this), arrival](const Result<QList<Person>>& people) {
        if (!self || self->isGone(*arrival))
            return;
        if (!people)
            return self->refuse(arrival->connection, arrival->rid, people.error());
        arrival->people = *people;
        self->welcome(*arrival);
    });
}

void Greeter::welcome(const Arrival& arrival) {
    LiveSession& session = *m_sessions.find(arrival.connection);
    Welcome welcome;
    welcome.session = session.principal.session;
    welcome.person = session.principal.person;
    welcome.epoch = m_greeting.epoch;
    welcome.serverName = m_greeting.serverName;
    welcome.serverTime = m_clock.now();
    welcome.pingMs = limits::pingMs;
    welcome.limits = m_greeting.limits;
    welcome.personSerial = arrival.stream.head;
    const QList<PersonEvent>& events = arrival.stream.events;
    const Serial reached = events.isEmpty() ? arrival.hello.person : events.last().serial;
    welcome.personResume = arrival.stream.reset || reached < arrival.stream.head ? Resume::Reset : Resume::Ok;
    QHash<ChannelId, Serial> cursors;
    for (const Hello::Cursor& cursor : arrival.hello.channels)
        cursors.insert(cursor.channel, cursor.serial);
    int streamed = 0;
    welcome.channels = arrival.states;
    for (ChannelState& state : welcome.channels) {
        const auto cursor = cursors.constFind(state.channel.id);
        // Where somebody may not read back, a cursor of theirs is no way to the past either.
        const bool reads = mayIn(state, session.principal.role, ChannelRight::History);
        state.resume = resumeFor(
            state, !reads || cursor == cursors.constEnd() ? std::nullopt : std::optional(*cursor), streamed);
    }
    welcome.people = arrival.people;
    const QList<QByteArray> frames = codec::encodeWelcomeFrames(welcome);
    for (const QByteArray& frame : frames)
        m_link.send(arrival.connection, frame);
    if (welcome.personResume == Resume::Ok)
        for (const QByteArray& frame :
             encodePersonEvents(m_greeting.epoch, visiblePersonEvents(session.principal, events)))
            m_link.send(arrival.connection, frame);
    session.welcomed = true;
    const QSet<ChannelId> lost = m_feeds.lostSince(arrival.connection);
    const auto budget = std::make_shared<std::int64_t>(budgetBytes);
    for (const ChannelState& state : std::as_const(welcome.channels)) {
        const ChannelId id = state.channel.id;
        if (lost.contains(id) || !mayThere(session.principal, state, ChannelRight::Subscribe))
            continue;
        const Serial cursor = state.resume == Resume::Ok
                                  ? std::max(cursors.value(id), state.visibleFrom.previous())
                                  : state.last;
        m_hub.attach({arrival.connection, session.principal.person.id, id, cursor, state.last,
                      state.visibleFrom, state.memberCount, budget, session.principal.role, state.role,
                      state.channel.rights});
    }
    follow(arrival);
}

void Greeter::follow(const Arrival& arrival) {
    m_feeds.release(arrival.connection, m_sessions.find(arrival.connection)->principal.person.id,
                    arrival.stream.head);
    tellPresent(arrival.connection, arrival.states);
    if (const LiveSession* session = m_sessions.find(arrival.connection))
        m_presence.came(*session);
}

void Greeter::enter(ConnectionId connection, const ChannelState& state) {
    tellPresent(connection, {state});
    if (const LiveSession* session = m_sessions.find(connection))
        m_presence.entered(*session, state.channel.id);
}

void Greeter::reopened(ConnectionId connection, const ChannelState& state) {
    // Those who went meanwhile were not told of here.
    for (const PersonId person : state.people)
        if (!m_presence.isOnline(person))
            m_link.send(connection, codec::encode(Frame(PresenceNotice{person, false, {}})));
    enter(connection, state);
}

/// Only of those whose going will be told there, too.
void Greeter::tellPresent(ConnectionId connection, const QList<ChannelState>& states) {
    const LiveSession* session = m_sessions.find(connection);
    if (!session)
        return;
    QSet<PersonId> told{session->principal.person.id};
    for (const ChannelState& state : states) {
        if (!m_hub.subscription(connection, state.channel.id))
            continue;
        for (const PersonId person : state.people) {
            if (told.contains(person) || !m_presence.isShownIn(person, state.channel.id))
                continue;
            told.insert(person);
            m_link.send(connection,
                        codec::encode(Frame(PresenceNotice{person, true, m_presence.saidBy(person)})));
        }
    }
}

bool Greeter::isGone(const Arrival& arrival) const {
    return m_sessions.find(arrival.connection) == nullptr;
}

} // namespace parlor::server
