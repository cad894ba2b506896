#include "server/domain/channels/presence.h"

namespace parlor::server {

namespace {
constexpr std::int64_t graceMs = 30'000;
constexpr std::int64_t coalesceMs = 10'000;
} // namespace

Presence::Presence(Hub& hub, const LiveSessions& sessions, const Clock& clock)
    : m_hub(hub), m_sessions(sessions), m_clock(clock) {
    m_hub.setRightsChanged([this](ChannelId channel) { rightsChanged(channel); });
}

bool Presence::isShownIn(PersonId person, ChannelId channel) const {
    const auto place = m_people.constFind(person);
    return place != m_people.constEnd() && place->channels.contains(channel);
}

void Presence::came(const LiveSession& session) {
    // Those who size a machine are nobody: N of them in a channel would be told of N others.
    if (session.principal.rateClass == RateClass::Load)
        return;
    const PersonId person = session.principal.person.id;
    const bool fresh = !m_people.contains(person);
    Place& place = m_people[person];
    place.goneSince = -1;
    if (fresh)
        place.toldAt = m_clock.monotonic();
    show(person, place, shownIn(session));
}

void Presence::went(const LiveSession& session) {
    const PersonId person = session.principal.person.id;
    const auto place = m_people.find(person);
    if (place == m_people.end() || m_sessions.isLive(person))
        return;
    place->goneSince = m_clock.monotonic();
    m_changing.insert(person);
}

void Presence::entered(const LiveSession& session, ChannelId channel) {
    const PersonId person = session.principal.person.id;
    const auto place = m_people.find(person);
    if (place == m_people.end() || !m_hub.may(session.connection, channel, ChannelRight::Presence))
        return;
    ChannelSet channels;
    channels.insert(channel);
    show(person, *place, channels);
}

void Presence::leftChannel(PersonId person, ChannelId channel) {
    const auto place = m_people.find(person);
    if (place == m_people.end() || !place->channels.contains(channel))
        return;
    place->channels.remove(channel);
    ChannelSet channels;
    channels.insert(channel);
    tell(channels, place->channels, person, false, {});
}

void Presence::rightsChanged(ChannelId channel) {
    if (m_hub.memberCount(channel) > membersMost)
        return;
    const QHash<PersonId, ConnectionId> listeners = m_hub.listeners(channel);
    for (auto at = listeners.cbegin(); at != listeners.cend(); ++at) {
        const auto place = m_people.find(at.key());
        if (place == m_people.end())
            continue;
        if (!m_hub.may(at.value(), channel, ChannelRight::Presence)) {
            leftChannel(at.key(), channel);
            continue;
        }
        ChannelSet channels;
        channels.insert(channel);
        show(at.key(), *place, channels);
    }
}

/// Those who did not know are told.
void Presence::show(PersonId person, Place& place, const ChannelSet& channels) {
    ChannelSet added;
    for (const ChannelId channel : channels)
        if (!place.channels.contains(channel))
            added.insert(channel);
    if (added.isEmpty())
        return;
    const ChannelSet told = place.channels;
    place.channels.unite(added);
    tell(added, told, person, true, place.data);
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
    // Channels may have been opened to the sessions since: all that any of them listens to now.
    for (const ConnectionId connection : m_sessions.ofPerson(person))
        if (const LiveSession* session = m_sessions.find(connection))
            place.channels.unite(shownIn(*session));
    place.dataChanged = false;
    place.toldAt = m_clock.monotonic();
    tell(place.channels, {}, person, true, place.data);
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
        tell(channels, {}, person, false, {});
    }
}

void Presence::tell(const ChannelSet& channels, const ChannelSet& but, PersonId person, bool online,
                    const QJsonObject& data) {
    m_hub.broadcastOnce(small(channels), small(but), PresenceNotice{person, online, data});
}

ChannelSet Presence::small(const ChannelSet& channels) const {
    ChannelSet small;
    for (const ChannelId channel : channels)
        if (m_hub.memberCount(channel) <= membersMost)
            small.insert(channel);
    return small;
}

} // namespace parlor::server
