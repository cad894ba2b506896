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
    check(principal, channel, {atLeast, operation, false}, std::move(checked));
}

void ChannelRights::requireReader(const Principal& principal, ChannelId channel, Role atLeast,
                                  QStringView operation, Checked checked) {
    if (!tokenAllows(principal, channel, operation))
        return checked(fail(ErrorCode::Forbidden));
    check(principal, channel, {atLeast, operation, true}, std::move(checked));
}

void ChannelRights::check(const Principal& principal, ChannelId channel, Needed needed, Checked checked) {
    const Role onServer = principal.role >= Role::Moderator ? principal.role : Role::Guest;
    if (!channel.isValid() || (onServer >= std::max(needed.role, Role::Admin) && !needed.reads))
        return checked(onServer >= needed.role ? Status() : fail(ErrorCode::Forbidden));
    whenDone(m_channels.standing(principal.person.id, channel), &m_executor, this,
             [needed, right = channelRightFrom(needed.operation),
              checked = std::move(checked)](const Result<Standing>& standing) {
                 if (!standing)
                     return checked(std::unexpected(standing.error()));
                 const bool sees = standing->membership.member || standing->open;
                 if (!sees && (needed.reads || standing->onServer < Role::Moderator))
                     return checked(fail(ErrorCode::UnknownChannel));
                 const bool allowed = standing->role() >= needed.role
                                      && (!needed.reads || standing->may(ChannelRight::History))
                                      && (!right || standing->may(*right));
                 checked(allowed ? Status() : fail(ErrorCode::Forbidden));
             });
}

} // namespace parlor::server
