#include "server/domain/channels/membershipchange.h"

namespace parlor::server {

Result<Membership> changedMembership(const Membership& before, const MemberUpdate& update, Role own,
                                     std::int64_t now) {
    Membership after = before;
    switch (update.change) {
    case MemberChange::Joined:
        if (before.member)
            return before;
        if (before.bannedUntil > now)
            return fail(ErrorCode::Banned);
        if (update.role > own)
            return fail(ErrorCode::Forbidden, QStringLiteral("a role above one's own"));
        after.member = true;
        after.role = update.role;
        break;
    case MemberChange::Invited:
        if (before.member)
            return before;
        if (before.bannedUntil > now)
            return fail(ErrorCode::Banned);
        after.invited = update.seesHistory ? Invitation::WithHistory : Invitation::WithoutHistory;
        break;
    case MemberChange::Uninvited:
        after.invited = Invitation::None;
        break;
    case MemberChange::Removed:
        after.member = false;
        break;
    case MemberChange::Banned:
        after.invited = Invitation::None;
        after.member = false;
        after.bannedUntil = update.until;
        break;
    case MemberChange::Unbanned:
        after.bannedUntil = 0;
        break;
    case MemberChange::Muted:
        after.mutedUntil = update.until;
        break;
    case MemberChange::Unmuted:
        after.mutedUntil = 0;
        break;
    case MemberChange::RoleChanged:
        if (!before.member)
            return fail(ErrorCode::UnknownPerson, QStringLiteral("not a member"));
        if (update.role > own)
            return fail(ErrorCode::Forbidden, QStringLiteral("a role above one's own"));
        after.role = update.role;
        break;
    case MemberChange::Left:
        return fail(ErrorCode::BadRequest);
    }
    return after;
}

} // namespace parlor::server
