#include "server/store/rowvalues.h"

#include "shared/protocol/event.h"

namespace parlor::server {

// Rows hold these numbers: a new value goes to the end.
static_assert(static_cast<int>(Role::Guest) == 0 && static_cast<int>(Role::Owner) == 4);
static_assert(static_cast<int>(ChannelKind::Channel) == 0 && static_cast<int>(ChannelKind::Direct) == 2);
static_assert(static_cast<int>(Visibility::Public) == 0 && static_cast<int>(Visibility::Private) == 1);
static_assert(static_cast<int>(EntryKind::Text) == 0 && static_cast<int>(EntryKind::Photos) == 1
              && static_cast<int>(EntryKind::Data) == 2 && static_cast<int>(EntryKind::System) == 3);
static_assert(static_cast<int>(MemberChange::Joined) == 0 && static_cast<int>(MemberChange::RoleChanged) == 7
              && static_cast<int>(MemberChange::Uninvited) == 9);
static_assert(static_cast<int>(Notifications::All) == 0 && static_cast<int>(Notifications::Nothing) == 2);

Person personAt(const Rows& rows, int column) {
    return {.id = rows.id<PersonId>(column),
            .name = rows.text(column + 1),
            .displayName = rows.text(column + 2),
            .role = enumAt<Role>(rows, column + 3),
            .metadata = rows.object(column + 4)};
}

Channel channelAt(const Rows& rows, int column) {
    return {.id = rows.id<ChannelId>(column),
            .kind = enumAt<ChannelKind>(rows, column + 1),
            .visibility = enumAt<Visibility>(rows, column + 2),
            .name = rows.text(column + 3),
            .topic = rows.text(column + 4),
            .archived = rows.flag(column + 5),
            .metadata = rows.object(column + 6),
            .createdAt = rows.number(column + 7),
            .createdBy = rows.id<PersonId>(column + 8),
            .description = rows.text(column + 9),
            .slowMode = static_cast<int>(rows.number(column + 10)),
            .retention = rows.number(column + 11)};
}

Result<RoleOverrides> rightsAt(const Rows& rows, int column) {
    if (rows.isNull(column))
        return RoleOverrides();
    auto rights = RoleOverrides::fromJson(rows.object(column));
    if (!rights)
        return fail(ErrorCode::StoreFailed, QStringLiteral("a channel's rights can not be read"));
    return rights;
}

Membership membershipAt(const Rows& rows, int column) {
    if (rows.isNull(column))
        return {};
    return {.member = rows.flag(column),
            .role = enumAt<Role>(rows, column + 1),
            .joinedAt = rows.number(column + 2),
            .visibleFrom = rows.serial(column + 3),
            .read = rows.serial(column + 4),
            .mutedUntil = rows.number(column + 5),
            .bannedUntil = rows.number(column + 6),
            .notifications = enumAt<Notifications>(rows, column + 7),
            .invited = enumAt<Invitation>(rows, column + 8),
            .markedUnread = rows.flag(column + 9),
            .lastPost = rows.number(column + 10)};
}

} // namespace parlor::server
