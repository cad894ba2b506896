#include "server/domain/channels/typingrelay.h"

#include "server/domain/channels/presence.h"

namespace parlor::server {

namespace {
constexpr std::int64_t everyMs = 5'000;
} // namespace

TypingRelay::TypingRelay(Hub& hub, const Clock& clock) : m_hub(hub), m_clock(clock) {}

Status TypingRelay::typing(const Caller& caller, ChannelId channel) {
    if (!m_hub.subscription(caller.connection, channel))
        return fail(ErrorCode::UnknownChannel);
    if (!m_hub.may(caller.connection, channel, ChannelRight::Presence))
        return fail(ErrorCode::Forbidden);
    if (m_hub.memberCount(channel) > Presence::membersMost)
        return {};
    const std::int64_t now = m_clock.monotonic();
    const auto key = std::pair(channel, caller.principal.person.id);
    const auto told = m_told.constFind(key);
    if (told != m_told.constEnd() && now - *told < everyMs)
        return {};
    m_told.insert(key, now);
    m_hub.broadcast(channel, TypingNotice{channel, caller.principal.person.id}, caller.connection);
    return {};
}

void TypingRelay::sweep() {
    const std::int64_t now = m_clock.monotonic();
    m_told.removeIf([now](const auto& entry) { return now - entry.value() >= everyMs; });
}

} // namespace parlor::server
