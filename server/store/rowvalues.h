#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/store/statement.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/person.h"

#include <limits>

/// Values that several tables read from neighbouring columns, beginning at `column`.
namespace parlor::server {

/// id, name, display_name, role, metadata
Person personAt(const Rows& rows, int column);

/// id, kind, visibility, name, topic, archived, metadata, created_at, created_by, description, slow_mode,
/// retention
Channel channelAt(const Rows& rows, int column);

/// A channel's `rights`; StoreFailed when it can't be read.
Result<RoleOverrides> rightsAt(const Rows& rows, int column);

/// member, role, joined_at, visible_from, read, muted_until, banned_until, notifications, invited,
/// marked_unread, last_post; a stranger's when NULL
Membership membershipAt(const Rows& rows, int column);

template<class T>
T enumAt(const Rows& rows, int column) {
    return static_cast<T>(rows.number(column));
}

/// What ids have to be lower than: 0 stands for no bound.
template<class T>
std::int64_t idsBelow(Id<T> id) {
    return id.isValid() ? id.value() : std::numeric_limits<std::int64_t>::max();
}

} // namespace parlor::server
