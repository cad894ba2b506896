#include "server/store/membershipwork.h"

#include "server/domain/channels/membershipchange.h"
#include "server/store/channeltable.h"
#include "server/store/eventtable.h"
#include "server/store/peopletable.h"
#include "server/store/personeventtable.h"

#include <algorithm>

namespace parlor::server {

namespace {

/// When a ban or mute ends by itself; 0 for ever and for other changes.
std::int64_t endOf(MemberChange change, const Membership& after) {
    const std::int64_t until = change == MemberChange::Banned  ? after.bannedUntil
                               : change == MemberChange::Muted ? after.mutedUntil
                                                               : 0;
    return until == endOfTime ? 0 : until;
}

} // namespace

Result<Event> MembershipWork::join(const Operation& operation, ChannelId channel, PersonId person, Role role,
                                   bool seesHistory) {
    auto& channels = m_connection.table<ChannelTable>();
    TRY_ASSIGN(const Membership before, channels.membership(channel, person));
    TRY_ASSIGN(const auto head, channels.head(channel));
    const Serial own = head.value_or(Serial()).next(); // the joining itself is always visible
    Membership after = before;
    after.member = true;
    after.invited = Invitation::None;
    after.markedUnread = false;
    after.role = role;
    after.joinedAt = m_effects.now();
    after.visibleFrom = seesHistory ? Serial(1) : own;
    after.read = own; // what was said before is there to read, but it is not unread
    return change(operation, channel, person, before, after, MemberChange::Joined);
}

Result<Event> MembershipWork::change(const Operation& operation, ChannelId channel, PersonId person,
                                     const Membership& before, const Membership& after, MemberChange change) {
    TRY_ASSIGN(Person subject, m_connection.table<PeopleTable>().person(person));
    TRY_ASSIGN(Event event,
               m_connection.table<EventTable>().append(
                   channel,
                   Event{.serial = {},
                         .message = {},
                         .author = operation.person,
                         .time = 0,
                         .clientId = operation.clientId,
                         .body = MemberChanged{std::move(subject), change, after.role, endOf(change, after)}},
                   m_effects));
    TRY(m_connection.table<ChannelTable>().setMembership(channel, person, before, after));
    return event;
}

Status MembershipWork::announce(ChannelId channel, PersonId person, bool member) {
    PersonEventBody body = ChannelLeft{channel};
    if (member) {
        TRY_ASSIGN(ChannelState state, m_connection.table<ChannelTable>().state(person, channel));
        body = ChannelJoined{std::move(state)};
    }
    TRY(m_connection.table<PersonEventTable>().append(person, body, m_effects));
    return {};
}

Result<std::optional<Event>> MembershipWork::apply(const Operation& operation, const Guard& guard,
                                                   ChannelId channel, const MemberUpdate& update) {
    using Changed = std::optional<Event>;
    TRY_ASSIGN(const Person subject, m_connection.table<PeopleTable>().person(update.person));
    TRY_ASSIGN(const Membership before,
               m_connection.table<ChannelTable>().membership(channel, update.person));
    const Guard other{.serverRole = subject.role, .head = {}, .membership = before, .earlier = {}};
    if (other.role() > guard.role())
        return fail(ErrorCode::Forbidden, QStringLiteral("a higher role"));
    TRY_ASSIGN(const Membership after, changedMembership(before, update, guard.role(), m_effects.now()));
    if (after == before)
        return Changed();
    if (update.change == MemberChange::Joined) {
        TRY_ASSIGN(Event event, join(operation, channel, update.person, update.role, update.seesHistory));
        TRY(announce(channel, update.person, true));
        return Changed(std::move(event));
    }
    TRY_ASSIGN(Event event, change(operation, channel, update.person, before, after, update.change));
    if (update.change == MemberChange::Invited) {
        TRY_ASSIGN(ChannelTable::Row row, m_connection.table<ChannelTable>().byId(channel));
        TRY(m_connection.table<PersonEventTable>().append(
            update.person, InvitedTo{std::move(row.channel), operation.person}, m_effects));
    }
    const bool uninvited = before.invited != Invitation::None && after.invited == Invitation::None;
    if (!after.member && (before.member || uninvited))
        TRY(announce(channel, update.person, false));
    return Changed(std::move(event));
}

} // namespace parlor::server
