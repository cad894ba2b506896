#include "server/store/channeltable.h"

#include "server/store/rowvalues.h"

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int countLimit = ChannelStore::countCap;

Result<ChannelTable::Row> rowAt(const Rows& rows) {
    ChannelTable::Row row{channelAt(rows, 0), rows.serial(12)};
    TRY_ASSIGN(row.channel.rights, rightsAt(rows, 13));
    return row;
}

QString peopleKey(QList<PersonId> people) {
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    QStringList ids;
    for (const PersonId person : people)
        ids.append(person.toString());
    return ids.join(u' ');
}

std::optional<QString> keyOf(const Channel& channel) {
    return channel.kind == ChannelKind::Channel ? std::optional(nameKey(channel.name)) : std::nullopt;
}

Status named(const Result<Rows>& written) {
    if (!written)
        return written.error().code == ErrorCode::Conflict ? fail(ErrorCode::NameTaken)
                                                           : std::unexpected(written.error());
    return {};
}

} // namespace

Status ChannelTable::insert(const Channel& channel, const QList<PersonId>& people) {
    return named(
        m_connection.statement("channels.insert"_L1)
            .run(channel.id, channel.kind, channel.visibility, channel.name, keyOf(channel),
                 channel.kind == ChannelKind::Direct ? std::optional(peopleKey(people)) : std::nullopt,
                 channel.topic, channel.metadata, channel.createdAt, channel.createdBy, channel.description));
}

Status ChannelTable::update(const Channel& channel) {
    return named(m_connection.statement("channels.update"_L1)
                     .run(channel.id, channel.name, keyOf(channel), channel.topic, channel.archived,
                          channel.metadata, channel.description, channel.slowMode, channel.retention,
                          channel.rights.toJson()));
}

Result<ChannelTable::Row> ChannelTable::byId(ChannelId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.by_id"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::UnknownChannel);
    return rowAt(rows);
}

Result<ChannelTable::Row> ChannelTable::byName(const QString& name) {
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.by_name"_L1).run(nameKey(name)));
    if (!rows.next())
        return fail(ErrorCode::UnknownChannel);
    return rowAt(rows);
}

Result<std::optional<ChannelTable::Row>> ChannelTable::byPeople(const QList<PersonId>& people) {
    ChannelId id;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("channels.by_people"_L1).run(peopleKey(people)));
        if (!rows.next())
            return std::optional<Row>();
        id = rows.id<ChannelId>(0);
    }
    TRY_ASSIGN(Row row, byId(id));
    return std::optional(std::move(row));
}

Result<std::optional<Serial>> ChannelTable::head(ChannelId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.head"_L1).run(id));
    return rows.next() ? std::optional(rows.serial(0)) : std::nullopt;
}

Result<QList<ChannelState>> ChannelTable::states(PersonId person, bool discover) {
    QList<ChannelState> states;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("channels.states"_L1).run(person, countLimit));
        while (rows.next()) {
            TRY_ASSIGN(ChannelState state, stateAt(rows));
            states.append(std::move(state));
        }
    }
    if (!discover)
        return states;
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.discoverable"_L1).run(person));
    while (rows.next()) {
        TRY_ASSIGN(ChannelState state, stateAt(rows));
        states.append(std::move(state));
    }
    std::sort(states.begin(), states.end(),
              [](const ChannelState& a, const ChannelState& b) { return a.channel.id < b.channel.id; });
    return states;
}

Result<ChannelState> ChannelTable::stateFor(PersonId person, ChannelId channel) {
    TRY_ASSIGN(ChannelState state, this->state(person, channel));
    const bool open =
        state.channel.kind == ChannelKind::Channel && state.channel.visibility == Visibility::Public;
    if (!state.member && !open)
        return fail(ErrorCode::UnknownChannel);
    return state;
}

Result<ChannelState> ChannelTable::state(PersonId person, ChannelId channel) {
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.state"_L1).run(person, countLimit, channel));
    if (!rows.next())
        return fail(ErrorCode::UnknownChannel);
    return stateAt(rows);
}

Result<ChannelState> ChannelTable::stateAt(const Rows& rows) {
    ChannelState state{.channel = channelAt(rows, 0),
                       .last = rows.serial(12),
                       .read = rows.serial(16),
                       .visibleFrom = rows.isNull(17) ? Serial(1) : rows.serial(17),
                       .unread = 0,
                       .mentions = 0,
                       .member = rows.flag(14),
                       .muted = enumAt<Notifications>(rows, 18) == Notifications::Nothing,
                       .role = rows.isNull(15) ? Role::Member : enumAt<Role>(rows, 15),
                       .memberCount = static_cast<int>(rows.number(13)),
                       .resume = Resume::Ok,
                       .people = {},
                       .notifications = enumAt<Notifications>(rows, 18),
                       .markedUnread = rows.flag(19),
                       .invited = rows.number(20) > 0};
    TRY_ASSIGN(state.channel.rights, rightsAt(rows, 24));
    if (state.member) {
        state.unread = rows.number(21);
        state.mentions = rows.number(22);
        state.delivered = rows.serial(23);
    }
    if (state.channel.kind != ChannelKind::Channel && state.memberCount <= namedPeople) {
        TRY_ASSIGN(state.people, memberIds(state.channel.id, namedPeople));
    }
    return state;
}

Result<Standing> ChannelTable::standing(PersonId person, ChannelId channel) {
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.standing"_L1).run(person, channel));
    if (!rows.next())
        return fail(ErrorCode::UnknownChannel);
    Standing standing{.open = enumAt<ChannelKind>(rows, 1) == ChannelKind::Channel
                              && enumAt<Visibility>(rows, 2) == Visibility::Public,
                      .onServer = enumAt<Role>(rows, 0),
                      .membership = membershipAt(rows, 4),
                      .rights = {}};
    TRY_ASSIGN(standing.rights, rightsAt(rows, 3));
    return standing;
}

Result<QSet<ChannelId>> ChannelTable::unreadable(PersonId person) {
    TRY_ASSIGN(Rows rows, m_connection.statement("channels.differing_of"_L1).run(person));
    QSet<ChannelId> channels;
    while (rows.next()) {
        TRY_ASSIGN(const RoleOverrides rights, rightsAt(rows, 3));
        if (!roleMay(rights, enumAt<Role>(rows, 1), enumAt<Role>(rows, 2), ChannelRight::History))
            channels.insert(rows.id<ChannelId>(0));
    }
    return channels;
}

Result<Membership> ChannelTable::membership(ChannelId channel, PersonId person) {
    TRY_ASSIGN(Rows rows, m_connection.statement("members.one"_L1).run(channel, person));
    return rows.next() ? membershipAt(rows, 0) : Membership();
}

Status ChannelTable::setMembership(ChannelId channel, PersonId person, const Membership& before,
                                   const Membership& after) {
    TRY(m_connection.statement("members.write"_L1)
            .run(channel, person, after.member, after.role, after.joinedAt, after.visibleFrom, after.read,
                 after.mutedUntil, after.bannedUntil, after.notifications, after.invited, after.markedUnread,
                 after.lastPost));
    if (before.member != after.member)
        TRY(m_connection.statement("channels.count_member"_L1).run(channel, after.member ? 1 : -1));
    return {};
}

Result<QList<MemberRecord>> ChannelTable::members(ChannelId channel, PersonId after, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("members.page"_L1).run(channel, after, limit));
    QList<MemberRecord> members;
    while (rows.next())
        members.append({personAt(rows, 11), membershipAt(rows, 0)});
    return members;
}

Result<QList<MemberRecord>> ChannelTable::banned(ChannelId channel, std::int64_t now, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("members.banned"_L1).run(channel, now, limit));
    QList<MemberRecord> members;
    while (rows.next())
        members.append({personAt(rows, 11), membershipAt(rows, 0)});
    return members;
}

Result<QList<PersonId>> ChannelTable::memberIds(ChannelId channel, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("members.ids"_L1).run(channel, limit));
    QList<PersonId> people;
    while (rows.next())
        people.append(rows.id<PersonId>(0));
    return people;
}

} // namespace parlor::server
