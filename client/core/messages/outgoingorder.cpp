#include "client/core/messages/outgoingorder.h"

#include "client/core/unmadechannel.h"

#include <algorithm>

namespace parlor::client {

std::optional<Lane> laneOf(const Command& command) {
    return std::visit(
        [](const auto& said) -> std::optional<Lane> {
            if constexpr (std::is_same_v<decltype(said), const CreateChannel&>)
                return said.clientId.isEmpty() ? std::nullopt
                                               : std::optional(Lane{unmadeChannel(said.clientId), {}});
            else if constexpr (requires { Lane{said.channel, said.message}; })
                return Lane{said.channel, said.message};
            else if constexpr (requires { Lane{said.channel, {}}; })
                return said.channel.isValid() ? std::optional(Lane{said.channel, {}}) : std::nullopt;
            else
                return std::nullopt;
        },
        command);
}

OutgoingOrder::Kind OutgoingOrder::kindOf(const Command& command) {
    const auto* update = std::get_if<UpdateChannel>(&command);
    const bool last =
        std::holds_alternative<LeaveChannel>(command) || (update && update->archived.value_or(false));
    return last ? Kind::LastChange : Kind::Change;
}

void OutgoingOrder::restore(const QHash<QString, std::int64_t>& places) {
    m_restored = places;
    for (const std::int64_t place : places)
        m_last = std::max(m_last, place);
}

void OutgoingOrder::enter(const Lane& lane, const QString& clientId, Kind kind) {
    if (m_places.contains(clientId))
        return;
    const auto restored = m_restored.constFind(clientId);
    const std::int64_t at = restored != m_restored.cend() ? *restored : ++m_last;
    m_restored.remove(clientId);
    const Place place{at, clientId, lane, kind};
    QList<Place>& places = m_channels[lane.channel];
    places.insert(std::upper_bound(places.begin(), places.end(), place, isBefore), place);
    m_places.insert(clientId, place);
}

void OutgoingOrder::leave(const QString& clientId) {
    const auto place = m_places.constFind(clientId);
    if (place == m_places.cend())
        return;
    const auto places = m_channels.find(place->lane.channel);
    m_places.erase(place);
    places->removeIf([&](const Place& one) { return one.clientId == clientId; });
    if (places->isEmpty())
        m_channels.erase(places);
    else
        Q_EMIT freed();
}

void OutgoingOrder::move(ChannelId from, ChannelId to) {
    QList<Place> moved = m_channels.take(from);
    if (moved.isEmpty())
        return;
    for (Place& place : moved) {
        place.lane.channel = to;
        m_places.insert(place.clientId, place);
    }
    QList<Place>& places = m_channels[to];
    places += moved;
    std::sort(places.begin(), places.end(), isBefore);
    Q_EMIT freed();
}

bool OutgoingOrder::isBefore(const Place& one, const Place& other) {
    return one.at < other.at;
}

bool OutgoingOrder::follows(const Place& later, const Place& earlier) {
    if (later.kind == Kind::LastChange)
        return true;
    if (earlier.lane.message.isValid())
        return earlier.lane.message == later.lane.message;
    return later.kind == Kind::Message || earlier.kind != Kind::Message;
}

bool OutgoingOrder::mayGo(const QString& clientId) const {
    const auto mine = m_places.constFind(clientId);
    if (mine == m_places.cend())
        return true;
    // However many wait, the first that stands in the way is mostly the first of all.
    for (const Place& place : *m_channels.constFind(mine->lane.channel)) {
        if (place.clientId == clientId)
            return true;
        if (follows(*mine, place))
            return false;
    }
    return true;
}

void OutgoingOrder::clear() {
    m_channels.clear();
    m_places.clear();
    m_restored.clear();
    m_last = 0;
}

} // namespace parlor::client
