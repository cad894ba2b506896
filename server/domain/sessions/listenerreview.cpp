#include "server/domain/sessions/listenerreview.h"

#include "server/domain/sessions/channelreach.h"
#include "shared/protocol/codec.h"

namespace parlor::server {

namespace {
constexpr int membersAtOnce = 500;
}

ListenerReview::ListenerReview(Link& link, Hub& hub, LiveSessions& sessions, ChannelStore& channels,
                               Executor& executor, QObject* parent)
    : QObject(parent),
      m_link(link),
      m_hub(hub),
      m_sessions(sessions),
      m_channels(channels),
      m_executor(executor) {}

void ListenerReview::committed(const CommittedItem& item) {
    const auto* committed = std::get_if<ChannelCommitted>(&item);
    if (!committed)
        return;
    for (const Event& event : committed->events) {
        if (const auto* member = std::get_if<MemberChanged>(&event.body)) {
            m_last.insert(committed->channel, ++m_changes);
            if (member->change == MemberChange::RoleChanged)
                reviewPlace(member->person.id, committed->channel);
            continue;
        }
        const auto* changed = std::get_if<ChannelChanged>(&event.body);
        if (!changed)
            continue;
        m_last.insert(committed->channel, ++m_changes);
        const auto known = m_rights.constFind(committed->channel);
        // The first event makes the channel: its members come by their own private events.
        const bool same =
            event.serial == Serial(1) || (known != m_rights.constEnd() && *known == changed->channel.rights);
        m_rights.insert(committed->channel, changed->channel.rights);
        if (!same)
            reviewChannel(committed->channel, {});
    }
}

void ListenerReview::reviewPerson(PersonId person) {
    if (!m_sessions.isLive(person))
        return;
    whenDone(m_channels.list(person, false), &m_executor, this,
             [this, person, asOf = m_changes](const Result<QList<ChannelState>>& states) {
                 if (!states)
                     return;
                 for (const ChannelState& state : *states)
                     seat(person, state, asOf);
             });
}

void ListenerReview::reviewChannel(ChannelId channel, PersonId after) {
    whenDone(m_channels.members(channel, after, membersAtOnce), &m_executor, this,
             [this, channel](const Result<QList<MemberRecord>>& members) {
                 if (!members)
                     return;
                 for (const MemberRecord& member : *members)
                     reviewPlace(member.person.id, channel);
                 if (members->size() == membersAtOnce)
                     reviewChannel(channel, members->last().person.id);
             });
}

void ListenerReview::reviewPlace(PersonId person, ChannelId channel) {
    const QList<ConnectionId> connections = m_sessions.ofPerson(person);
    const bool missing = std::any_of(connections.begin(), connections.end(), [&](ConnectionId connection) {
        return !m_hub.subscription(connection, channel);
    });
    if (!missing)
        return;
    whenDone(m_channels.state(person, channel), &m_executor, this,
             [this, person, asOf = m_changes](const Result<ChannelState>& state) {
                 if (state && state->member)
                     seat(person, *state, asOf);
             });
}

void ListenerReview::seat(PersonId person, const ChannelState& state, std::uint64_t asOf) {
    // A removal or a lower role may have come since this was read.
    if (m_last.value(state.channel.id) > asOf)
        return reviewPlace(person, state.channel.id);
    for (const ConnectionId connection : m_sessions.ofPerson(person)) {
        const LiveSession* session = m_sessions.find(connection);
        if (!session || !session->welcomed || m_hub.subscription(connection, state.channel.id)
            || !mayThere(session->principal, state, ChannelRight::Subscribe))
            continue;
        m_hub.attach({connection, person, state.channel.id, state.last, state.last, state.visibleFrom,
                      state.memberCount, nullptr, session->principal.role, state.role, state.channel.rights});
        m_link.send(connection, codec::encode(Frame(Positions{{{state.channel.id, state.last}}, Serial()})));
        if (m_onSeated)
            m_onSeated(connection, state);
    }
}

} // namespace parlor::server
