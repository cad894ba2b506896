#include "server/domain/channels/presence.h"

namespace parlor::server {

namespace {
constexpr std::int64_t graceMs = 30'000;
constexpr std::int64_t coalesceMs = 10'000;
} // namespace

Presence::Presence(Hub& hub, const LiveSessions& sessions, const Clock& clock)
    : m_hub(hub), m_sessions(sessions), m_clock(clock) {}

void Presence::came(const LiveSession& session) {
    const PersonId person = session.principal.person.id;
    const bool fresh = !m_people.contains(person);
    Place& place = m_people[person];
    place.channels = session.channels;
    place.goneSince = -1;
    if (fresh) {
        place.told = true;
        place.toldAt = m_clock.monotonic();
        tell(person, place.channels, true);
    }
}

void Presence::went(const LiveSession& session) {
    const PersonId person = session.principal.person.id;
    const auto place = m_people.find(person);
    if (place == m_people.end() || m_sessions.isLive(person))
        return;
    place->channels = session.channels;
    place->goneSince = m_clock.monotonic();
    m_changing.insert(person);
}

void Presence::tick() {
    const std::int64_t now = m_clock.monotonic();
    for (auto at = m_changing.begin(); at != m_changing.end();) {
        const PersonId person = *at;
        const auto place = m_people.constFind(person);
        const bool back = place == m_people.constEnd() || place->goneSince < 0;
        if (!back && (now - place->goneSince < graceMs || now - place->toldAt < coalesceMs)) {
            ++at;
            continue;
        }
        at = m_changing.erase(at);
        if (back)
            continue;
        const QSet<ChannelId> channels = place->channels;
        m_people.remove(person);
        tell(person, channels, false);
    }
}

void Presence::tell(PersonId person, const QSet<ChannelId>& channels, bool online) {
    for (const ChannelId channel : channels)
        if (m_hub.memberCount(channel) <= membersMost)
            m_hub.broadcast(channel, PresenceNotice{person, online}, {});
}

} // namespace parlor::server
