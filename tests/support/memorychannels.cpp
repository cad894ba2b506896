#include "tests/support/memorychannels.h"

#include "tests/support/memorymembers.h"

#include <algorithm>

namespace parlor::test {

bool MemoryChannelStore::nameIsTaken(const QString& name, ChannelId except) const {
    return std::any_of(m_state.channels.begin(), m_state.channels.end(), [&](const Row& row) {
        return row.channel.kind == ChannelKind::Channel && row.channel.id != except
               && MemoryState::key(row.channel.name) == MemoryState::key(name);
    });
}

MemoryChannelStore::Row* MemoryChannelStore::direct(QList<PersonId> people) {
    const QSet<PersonId> wanted(people.begin(), people.end());
    for (Row& row : m_state.channels) {
        const QList<PersonId> members = m_state.memberIds(row);
        if (row.channel.kind == ChannelKind::Direct
            && QSet<PersonId>(members.begin(), members.end()) == wanted)
            return &row;
    }
    return nullptr;
}

Task<Result<Outcome>> MemoryChannelStore::create(Operation operation, NewChannel wanted) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        MemoryMembers members(m_state);
        QList<PersonId> people{operation.person};
        for (const PersonId id : wanted.people) {
            TRY_ASSIGN(const MemoryState::PersonRow* row, m_state.person(id));
            if (row->account.disabled)
                return fail(ErrorCode::UnknownPerson);
            if (!people.contains(id))
                people.append(id);
        }
        const bool isDirect = wanted.kind == ChannelKind::Direct;
        if (isDirect)
            if (const Row* known = direct(people))
                return m_state.record(operation, members.unchanged(*known));
        if (wanted.kind == ChannelKind::Channel && nameIsTaken(wanted.name, ChannelId()))
            return fail(ErrorCode::NameTaken);
        const auto id = makeNew<ChannelId>();
        Row& row = m_state.channels[id];
        row.channel.id = id;
        row.channel.kind = wanted.kind;
        row.channel.visibility =
            wanted.kind == ChannelKind::Channel ? wanted.visibility : Visibility::Private;
        row.channel.name = isDirect ? QString() : wanted.name;
        row.channel.topic = wanted.topic;
        row.channel.metadata = wanted.metadata;
        row.channel.createdAt = m_state.clock.now();
        row.channel.createdBy = operation.person;
        row.channel.description = wanted.description;
        Event last = m_state.append(id, operation, MessageId(), ChannelChanged{row.channel});
        for (const PersonId person : people)
            last = members.enter(operation, row, person,
                                 person == operation.person && !isDirect ? Role::Owner : Role::Member, true);
        for (const PersonId person : people)
            m_state.appendPrivate(person, ChannelJoined{m_state.stateOf(person, row)});
        return m_state.record(operation, MemoryMembers::outcomeOf(id, last));
    });
}

Task<Result<Outcome>> MemoryChannelStore::join(Operation operation, ChannelId channel, bool seesHistory) {
    return m_state.write([&] { return MemoryMembers(m_state).join(operation, channel, seesHistory); });
}

Task<Result<Outcome>> MemoryChannelStore::leave(Operation operation, ChannelId channel) {
    return m_state.write([&] { return MemoryMembers(m_state).leave(operation, channel); });
}

Task<Result<Outcome>> MemoryChannelStore::changeMember(Operation operation, ChannelId channel,
                                                       MemberUpdate update, Role atLeast) {
    return m_state.write(
        [&] { return MemoryMembers(m_state).changeMember(operation, channel, update, atLeast); });
}

Task<Result<Outcome>> MemoryChannelStore::update(Operation operation, ChannelId channel, ChannelUpdate update,
                                                 Role atLeast) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        if (!update.archived && !update.retention && !update.rights) {
            const Row row = m_state.channels.value(channel);
            const Standing own = m_state.standingOf(operation.person, row);
            const Role here = roleHere(
                own.onServer, own.membership.member ? std::optional(own.membership.role) : std::nullopt);
            if (own.rights.decision(here, ChannelRight::Manage) == true)
                atLeast = Role::Guest;
        }
        MemoryMembers members(m_state);
        TRY_ASSIGN(Row * row, members.managed(operation, channel, atLeast));
        TRY(m_state.need(operation.person, *row, ChannelRight::Manage));
        if (row->channel.archived && update.archived.value_or(true))
            return fail(ErrorCode::Archived);
        Channel after = row->channel;
        after.name = update.name.value_or(after.name);
        after.topic = update.topic.value_or(after.topic);
        after.archived = update.archived.value_or(after.archived);
        after.metadata = update.metadata.value_or(after.metadata);
        after.description = update.description.value_or(after.description);
        after.slowMode = update.slowMode.value_or(after.slowMode);
        after.retention = update.retention.value_or(after.retention);
        after.rights = update.rights.value_or(after.rights);
        if (after == row->channel)
            return m_state.record(operation, members.unchanged(*row));
        if (after.kind == ChannelKind::Channel && nameIsTaken(after.name, channel))
            return fail(ErrorCode::NameTaken);
        row->channel = after;
        return m_state.record(
            operation, MemoryMembers::outcomeOf(
                           channel, m_state.append(channel, operation, MessageId(), ChannelChanged{after})));
    });
}

Task<Result<Channel>> MemoryChannelStore::byId(ChannelId id) {
    return m_state.read([&]() -> Result<Channel> {
        const auto row = m_state.channels.constFind(id);
        if (row == m_state.channels.constEnd())
            return fail(ErrorCode::UnknownChannel);
        return row->channel;
    });
}

Task<Result<Channel>> MemoryChannelStore::byName(QString name) {
    return m_state.read([&]() -> Result<Channel> {
        for (const Row& row : std::as_const(m_state.channels))
            if (row.channel.kind == ChannelKind::Channel
                && MemoryState::key(row.channel.name) == MemoryState::key(name))
                return row.channel;
        return fail(ErrorCode::UnknownChannel);
    });
}

Task<Result<std::optional<ChannelId>>> MemoryChannelStore::findDirect(QList<PersonId> people) {
    return m_state.read([&]() -> Result<std::optional<ChannelId>> {
        const Row* row = direct(people);
        return row ? std::optional(row->channel.id) : std::nullopt;
    });
}

Task<Result<QList<ChannelState>>> MemoryChannelStore::list(PersonId person, bool discover) {
    return m_state.read([&]() -> Result<QList<ChannelState>> {
        QList<ChannelState> states;
        for (const Row& row : std::as_const(m_state.channels)) {
            const bool invited = row.members.value(person).invited != Invitation::None;
            const bool found =
                discover && (invited || MemoryState::isOpen(row.channel)) && !row.channel.archived;
            if (row.members.value(person).member)
                states.append(m_state.stateOf(person, row));
            else if (found) {
                ChannelState state = m_state.stateOf(person, row);
                state.read = Serial();
                state.visibleFrom = Serial(1);
                state.muted = false;
                state.notifications = Notifications::All;
                state.markedUnread = false;
                state.role = Role::Member;
                states.append(state);
            }
        }
        return states;
    });
}

Task<Result<ChannelState>> MemoryChannelStore::state(PersonId person, ChannelId channel) {
    ++m_placeReads;
    return m_state.read([&]() -> Result<ChannelState> {
        const auto row = m_state.channels.constFind(channel);
        if (row == m_state.channels.constEnd()
            || (!row->members.value(person).member && !MemoryState::isOpen(row->channel)))
            return fail(ErrorCode::UnknownChannel);
        return m_state.stateOf(person, *row);
    });
}

Task<Result<QList<MemberRecord>>> MemoryChannelStore::members(ChannelId channel, PersonId after, int limit) {
    return m_state.read([&]() -> Result<QList<MemberRecord>> {
        const Row row = m_state.channels.value(channel);
        QList<MemberRecord> members;
        for (const PersonId id : m_state.memberIds(row))
            if (id > after && members.size() < limit)
                members.append({m_state.people.value(id).account.person, row.members.value(id)});
        return members;
    });
}

Task<Result<Standing>> MemoryChannelStore::standing(PersonId person, ChannelId channel) {
    return m_state.read([&]() -> Result<Standing> {
        const auto row = m_state.channels.constFind(channel);
        if (row == m_state.channels.constEnd() || !m_state.people.contains(person))
            return fail(ErrorCode::UnknownChannel);
        return m_state.standingOf(person, *row);
    });
}

Task<Result<Membership>> MemoryChannelStore::membership(ChannelId channel, PersonId person) {
    ++m_placeReads;
    return m_state.read(
        [&]() -> Result<Membership> { return m_state.channels.value(channel).members.value(person); });
}

Task<Result<QHash<ChannelId, Membership>>> MemoryChannelStore::memberships(PersonId person) {
    return m_state.read([&]() -> Result<QHash<ChannelId, Membership>> {
        QHash<ChannelId, Membership> memberships;
        for (const Row& row : std::as_const(m_state.channels))
            if (const Membership membership = row.members.value(person); membership.member)
                memberships.insert(row.channel.id, membership);
        return memberships;
    });
}

Task<Result<QHash<ChannelId, Serial>>> MemoryChannelStore::heads(QList<ChannelId> channels) {
    return m_state.read([&]() -> Result<QHash<ChannelId, Serial>> {
        QHash<ChannelId, Serial> heads;
        for (const ChannelId channel : channels)
            if (m_state.channels.contains(channel))
                heads.insert(channel, m_state.channels.value(channel).head);
        return heads;
    });
}

Task<Result<ReadMoved>> MemoryChannelStore::markRead(PersonId person, ChannelId channel, Serial serial) {
    return m_state.write([&]() -> Result<ReadMoved> {
        const auto row = m_state.channels.find(channel);
        if (row == m_state.channels.end() || !row->members.value(person).member)
            return fail(ErrorCode::UnknownChannel);
        const Membership before = row->members[person];
        const Serial read = std::min(serial, row->head);
        if (before.read < read || before.markedUnread) {
            row->members[person].read = std::max(before.read, read);
            row->members[person].markedUnread = false;
        }
        const ChannelState state = m_state.stateOf(person, *row);
        const ReadMoved moved{channel, state.read, state.unread, state.mentions, state.markedUnread};
        if (row->members[person] != before)
            m_state.appendPrivate(person, moved);
        return moved;
    });
}

Task<Status> MemoryChannelStore::markUnread(PersonId person, ChannelId channel, bool marked) {
    return m_state.write([&]() -> Status {
        const auto row = m_state.channels.find(channel);
        if (row == m_state.channels.end() || !row->members.value(person).member)
            return fail(ErrorCode::UnknownChannel);
        if (row->members[person].markedUnread == marked)
            return {};
        row->members[person].markedUnread = marked;
        const ChannelState state = m_state.stateOf(person, *row);
        m_state.appendPrivate(person, ReadMoved{channel, state.read, state.unread, state.mentions, marked});
        return {};
    });
}

Task<Result<QList<MemberRecord>>> MemoryChannelStore::banned(ChannelId channel, std::int64_t now, int limit) {
    return m_state.read([&]() -> Result<QList<MemberRecord>> {
        const Row row = m_state.channels.value(channel);
        QList<MemberRecord> members;
        for (auto it = row.members.begin(); it != row.members.end(); ++it)
            if (it->bannedUntil > now && members.size() < limit)
                members.append({m_state.people.value(it.key()).account.person, *it});
        return members;
    });
}

Task<Result<QHash<ChannelId, std::int64_t>>> MemoryChannelStore::retentions() {
    return m_state.read([&]() -> Result<QHash<ChannelId, std::int64_t>> {
        QHash<ChannelId, std::int64_t> retentions;
        for (const Row& row : std::as_const(m_state.channels))
            if (row.channel.retention > 0)
                retentions.insert(row.channel.id, row.channel.retention);
        return retentions;
    });
}

Task<Status> MemoryChannelStore::saveDraft(PersonId person, ChannelId channel, QString text) {
    return m_state.write([&]() -> Status {
        if (!m_state.channels.value(channel).members.value(person).member)
            return fail(ErrorCode::UnknownChannel);
        auto& drafts = m_state.people[person].drafts;
        if (drafts.value(channel) == text)
            return {};
        if (text.isEmpty())
            drafts.remove(channel);
        else
            drafts.insert(channel, text);
        m_state.appendPrivate(person, DraftChanged{channel, text});
        return {};
    });
}

Task<Result<QList<DraftChanged>>> MemoryChannelStore::drafts(PersonId person) {
    return m_state.read([&]() -> Result<QList<DraftChanged>> {
        QList<DraftChanged> drafts;
        const auto& kept = m_state.people[person].drafts;
        for (auto it = kept.begin(); it != kept.end(); ++it)
            drafts.append({it.key(), it.value()});
        return drafts;
    });
}

Task<Status> MemoryChannelStore::setNotifications(PersonId person, ChannelId channel, Notifications setting) {
    return m_state.write([&]() -> Status {
        const auto row = m_state.channels.find(channel);
        if (row == m_state.channels.end() || !row->members.value(person).member)
            return fail(ErrorCode::UnknownChannel);
        row->members[person].notifications = setting;
        m_state.appendPrivate(person, ChannelJoined{m_state.stateOf(person, *row)});
        return {};
    });
}

} // namespace parlor::test
