#include "server/domain/channels/presence.h"

namespace parlor::server {

namespace {
constexpr std::int64_t graceMs = 30'000;
constexpr std::int64_t coalesceMs = 10'000;
} // namespace

Presence::Presence(Hub& hub, const LiveSessions& sessions, const Clock& clock)
    : m_hub(hub), m_sessions(sessions), m_clock(clock) {}

void Presence::came(const LiveSession& session) {
    // Those who size a machine are nobody: N of them in a channel would be told of N others.
    if (session.principal.rateClass == RateClass::Load)
        return;
    const PersonId person = session.principal.person.id;
    const bool fresh = !m_people.contains(person);
    Place& place = m_people[person];
    place.channels = shownIn(session);
    place.goneSince = -1;
    if (fresh) {
        place.told = true;
        place.toldAt = m_clock.monotonic();
        tell(person, place.channels, true, place.data);
    }
}

void Presence::went(const LiveSession& session) {
    const PersonId person = session.principal.person.id;
    const auto place = m_people.find(person);
    if (place == m_people.end() || m_sessions.isLive(person))
        return;
    place->channels = shownIn(session);
    place->goneSince = m_clock.monotonic();
    m_changing.insert(person);
}

// A channel may deny to a role to be seen there.
ChannelSet Presence::shownIn(const LiveSession& session) const {
    ChannelSet shown = session.channels;
    for (const ChannelId channel : session.channels)
        if (m_hub.subscription(session.connection, channel)
            && !m_hub.may(session.connection, channel, ChannelRight::Presence))
            shown.remove(channel);
    return shown;
}

void Presence::say(PersonId person, const QJsonObject& data) {
    const auto place = m_people.find(person);
    if (place == m_people.end() || place->data == data)
        return;
    place->data = data;
    place->dataChanged = true;
    if (m_clock.monotonic() - place->toldAt >= coalesceMs)
        tellData(person, *place);
    else
        m_changing.insert(person);
}

void Presence::tellData(PersonId person, Place& place) {
    // Channels may have been joined since the welcome: all that any session listens to now.
    for (const ConnectionId connection : m_sessions.ofPerson(person))
        if (const LiveSession* session = m_sessions.find(connection))
            place.channels.unite(shownIn(*session));
    place.dataChanged = false;
    place.toldAt = m_clock.monotonic();
    tell(person, place.channels, true, place.data);
}

void Presence::tick() {
    const std::int64_t now = m_clock.monotonic();
    for (auto at = m_changing.begin(); at != m_changing.end();) {
        const PersonId person = *at;
        const auto place = m_people.find(person);
        const bool back = place == m_people.end() || place->goneSince < 0;
        const bool talks = back && place != m_people.end() && place->dataChanged;
        if (talks && now - place->toldAt < coalesceMs) {
            ++at;
            continue;
        }
        if (!back && (now - place->goneSince < graceMs || now - place->toldAt < coalesceMs)) {
            ++at;
            continue;
        }
        at = m_changing.erase(at);
        if (talks)
            tellData(person, *place);
        if (back)
            continue;
        const ChannelSet channels = place->channels;
        m_people.remove(person);
        tell(person, channels, false, {});
    }
}

void Presence::tell(PersonId person, const ChannelSet& channels, bool online, const QJsonObject& data) {
    for (const ChannelId channel : channels)
        if (m_hub.memberCount(channel) <= membersMost)
            m_hub.broadcast(channel, PresenceNotice{person, online, data}, {});
}

} // namespace parlor::server
