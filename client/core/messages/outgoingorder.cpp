#include "client/core/messages/outgoingorder.h"

#include <algorithm>

namespace parlor::client {

std::optional<Lane> laneOf(const Command& command) {
    return std::visit(
        [](const auto& said) -> std::optional<Lane> {
            if constexpr (requires { Lane{said.channel, said.message}; })
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
    if (m_where.contains(clientId))
        return;
    const auto restored = m_restored.constFind(clientId);
    const std::int64_t at = restored != m_restored.cend() ? *restored : ++m_last;
    m_restored.remove(clientId);
    QList<Place>& places = m_channels[lane.channel];
    const auto next = std::upper_bound(places.begin(), places.end(), at,
                                       [](std::int64_t mine, const Place& place) { return mine < place.at; });
    places.insert(next, {at, clientId, lane.message, kind});
    m_where.insert(clientId, lane.channel);
}

void OutgoingOrder::leave(const QString& clientId) {
    const auto where = m_where.constFind(clientId);
    if (where == m_where.cend())
        return;
    const auto places = m_channels.find(*where);
    m_where.erase(where);
    places->removeIf([&](const Place& place) { return place.clientId == clientId; });
    if (places->isEmpty())
        m_channels.erase(places);
    else
        Q_EMIT freed();
}

bool OutgoingOrder::follows(const Place& later, const Place& earlier) {
    if (later.kind == Kind::LastChange)
        return true;
    if (earlier.message.isValid())
        return earlier.message == later.message;
    return later.kind == Kind::Message || earlier.kind != Kind::Message;
}

bool OutgoingOrder::mayGo(const QString& clientId) const {
    const auto where = m_where.constFind(clientId);
    if (where == m_where.cend())
        return true;
    const QList<Place>& places = *m_channels.constFind(*where);
    const auto mine = std::find_if(places.begin(), places.end(),
                                   [&](const Place& place) { return place.clientId == clientId; });
    return std::none_of(places.begin(), mine, [&](const Place& place) { return follows(*mine, place); });
}

void OutgoingOrder::clear() {
    m_channels.clear();
    m_where.clear();
    m_restored.clear();
    m_last = 0;
}

} // namespace parlor::client
