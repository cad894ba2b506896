#include "client/core/notificationwishes.h"

#include <algorithm>

namespace parlor::client {

Notifications NotificationWishes::add(const QString& clientId, ChannelId channel, Notifications wish,
                                      Notifications told) {
    auto known = m_channels.find(channel);
    if (known == m_channels.end())
        known = m_channels.insert(channel, {told, {}});
    if (std::none_of(known->wishes.begin(), known->wishes.end(),
                     [&](const Wish& one) { return one.clientId == clientId; }))
        known->wishes.append({clientId, wish});
    return known->wishes.last().wish;
}

std::optional<Notifications> NotificationWishes::seen(ChannelId channel, Notifications told) {
    const auto known = m_channels.find(channel);
    if (known == m_channels.end())
        return std::nullopt;
    known->told = told;
    return known->wishes.last().wish;
}

std::optional<NotificationWishes::Shown> NotificationWishes::over(const QString& clientId, bool done) {
    for (auto it = m_channels.begin(); it != m_channels.end(); ++it) {
        const auto mine = std::find_if(it->wishes.begin(), it->wishes.end(),
                                       [&](const Wish& one) { return one.clientId == clientId; });
        if (mine == it->wishes.end())
            continue;
        if (done)
            it->told = mine->wish;
        it->wishes.erase(mine);
        const Shown shown{it.key(), it->wishes.isEmpty() ? it->told : it->wishes.last().wish};
        if (it->wishes.isEmpty())
            m_channels.erase(it);
        return shown;
    }
    return std::nullopt;
}

} // namespace parlor::client
