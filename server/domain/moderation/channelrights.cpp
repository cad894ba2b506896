#include "server/domain/moderation/channelrights.h"

#include <algorithm>

namespace parlor::server {

namespace {

bool tokenAllows(const Principal& principal, ChannelId channel, QStringView operation) {
    return principal.allows(channel.isValid() ? channelResource(channel) : QStringLiteral("channel:*"),
                            operation);
}

} // namespace

void ChannelRights::require(const Principal& principal, ChannelId channel, Role atLeast,
                            QStringView operation, Checked checked) {
    if (!tokenAllows(principal, channel, operation))
        return checked(fail(ErrorCode::Forbidden));
    check(principal, channel, atLeast, false, std::move(checked));
}

void ChannelRights::requireReader(const Principal& principal, ChannelId channel, Role atLeast,
                                  QStringView operation, Checked checked) {
    if (!tokenAllows(principal, channel, operation))
        return checked(fail(ErrorCode::Forbidden));
    check(principal, channel, atLeast, true, std::move(checked));
}

void ChannelRights::check(const Principal& principal, ChannelId channel, Role atLeast, bool reads,
                          Checked checked) {
    const Role onServer = principal.role >= Role::Moderator ? principal.role : Role::Guest;
    if (!channel.isValid() || (onServer >= atLeast && !reads))
        return checked(onServer >= atLeast ? Status() : fail(ErrorCode::Forbidden));
    whenDone(m_channels.state(principal.person.id, channel), &m_executor, this,
             [onServer, atLeast, checked = std::move(checked)](const Result<ChannelState>& state) {
                 if (!state)
                     return checked(std::unexpected(state.error()));
                 const Role inChannel = state->member ? state->role : Role::Guest;
                 checked(std::max(onServer, inChannel) >= atLeast ? Status() : fail(ErrorCode::Forbidden));
             });
}

} // namespace parlor::server
