#include "server/store/operationtable.h"

#include "server/store/rowvalues.h"

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

Role Guard::role() const {
    const Role inChannel = membership.member ? membership.role : Role::Guest;
    return serverRole >= Role::Moderator ? std::max(serverRole, inChannel) : inChannel;
}

bool Guard::may(ChannelRight right) const {
    return roleMay(rights, serverRole, membership.member ? std::optional(membership.role) : std::nullopt,
                   right);
}

Status Guard::need(ChannelRight right) const {
    return may(right) ? Status() : fail(ErrorCode::Forbidden, u"a right that the channel denies"_qs);
}

bool Guard::grants(ChannelRight right) const {
    const auto inChannel = membership.member ? std::optional(membership.role) : std::nullopt;
    return rights.decision(roleHere(serverRole, inChannel), right).value_or(false);
}

bool Guard::manages(Role atLeast) const {
    return role() >= atLeast && may(ChannelRight::Manage);
}

Status Guard::beMember(std::int64_t now) const {
    if (channelExists && membership.member)
        return {};
    if (channelExists && membership.bannedUntil > now)
        return fail(ErrorCode::Banned);
    return fail(channelExists && isOpen() ? ErrorCode::Forbidden : ErrorCode::UnknownChannel);
}

Status Guard::mayEnter(std::int64_t now) const {
    if (!channelExists
        || (!isOpen() && membership.invited == Invitation::None && membership.bannedUntil <= now))
        return fail(ErrorCode::UnknownChannel);
    if (membership.bannedUntil > now)
        return fail(ErrorCode::Banned);
    // Guests only come in where somebody invites them.
    if (serverRole < Role::Member && membership.invited == Invitation::None)
        return fail(ErrorCode::Forbidden);
    if (!may(ChannelRight::Subscribe) && !may(ChannelRight::Publish))
        return fail(ErrorCode::Forbidden);
    return archived ? fail(ErrorCode::Archived) : Status();
}

Status Guard::mayPost(std::int64_t now) const {
    TRY(mayWrite(now));
    TRY(need(ChannelRight::Publish));
    const std::int64_t wait = membership.lastPost + slowMode * 1'000LL - now;
    if (slowMode > 0 && role() < Role::Moderator && wait > 0)
        return fail(ErrorCode::SlowMode, {}, wait);
    return {};
}

Status Guard::mayWrite(std::int64_t now) const {
    TRY(beMember(now));
    if (membership.mutedUntil > now)
        return fail(ErrorCode::Muted);
    if (archived)
        return fail(ErrorCode::Archived);
    return {};
}

Result<Guard> OperationTable::guard(const Operation& operation, ChannelId channel) {
    TRY_ASSIGN(Rows rows, m_connection.statement("operations.guard"_L1)
                              .run(operation.person, operation.session, operation.clientId, channel));
    if (!rows.next())
        return fail(ErrorCode::UnknownPerson);
    if (rows.flag(1))
        return fail(ErrorCode::AccountDisabled);
    if (operation.session.isValid() && (rows.isNull(2) || !rows.isNull(3)))
        return fail(ErrorCode::TokenRevoked);
    Guard guard{.serverRole = enumAt<Role>(rows, 0),
                .channelExists = !rows.isNull(9),
                .kind = enumAt<ChannelKind>(rows, 10),
                .visibility = enumAt<Visibility>(rows, 11),
                .archived = rows.flag(12),
                .head = rows.serial(13),
                .membership = membershipAt(rows, 14),
                .slowMode = static_cast<int>(rows.number(25)),
                .rights = {},
                .earlier = {}};
    TRY_ASSIGN(guard.rights, rightsAt(rows, 26));
    if (!rows.isNull(4)) {
        if (rows.bytes(8) != operation.requestHash)
            return fail(ErrorCode::IdempotencyConflict);
        guard.earlier = Outcome{.channel = rows.id<ChannelId>(4),
                                .message = rows.id<MessageId>(6),
                                .serial = rows.serial(5),
                                .time = rows.number(7),
                                .duplicate = true};
    }
    return guard;
}

Result<Outcome> OperationTable::record(const Operation& operation, OperationKind kind,
                                       const Outcome& outcome) {
    TRY(m_connection.statement("operations.insert"_L1)
            .run(operation.person, operation.clientId, outcome.channel, outcome.serial,
                 orNull(outcome.message), kind, outcome.time, operation.requestHash));
    return outcome;
}

Result<std::optional<Outcome>> OperationTable::one(const Operation& operation) {
    TRY_ASSIGN(Rows rows,
               m_connection.statement("operations.one"_L1).run(operation.person, operation.clientId));
    if (!rows.next())
        return std::optional<Outcome>();
    if (rows.bytes(4) != operation.requestHash)
        return fail(ErrorCode::IdempotencyConflict);
    return std::optional(Outcome{.channel = rows.id<ChannelId>(0),
                                 .message = rows.id<MessageId>(2),
                                 .serial = rows.serial(1),
                                 .time = rows.number(3),
                                 .duplicate = true});
}

} // namespace parlor::server
