#include "server/store/channelstoresqlite.h"

#include "server/store/channeltable.h"
#include "server/store/eventtable.h"
#include "server/store/membershipwork.h"
#include "server/store/operationtable.h"
#include "server/store/peopletable.h"
#include "server/store/personeventtable.h"
#include "server/store/rowvalues.h"

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Outcome unchanged(ChannelId channel, Serial head, const Effects& effects) {
    return {.channel = channel, .message = {}, .serial = head, .time = effects.now(), .duplicate = false};
}

Outcome outcomeOf(ChannelId channel, const Event& event) {
    return {.channel = channel,
            .message = event.message,
            .serial = event.serial,
            .time = event.time,
            .duplicate = false};
}

Event channelEvent(const Operation& operation, const Channel& channel) {
    return {.serial = {},
            .message = {},
            .author = operation.person,
            .time = 0,
            .clientId = operation.clientId,
            .body = ChannelChanged{channel}};
}

/// Members, and of a public channel moderators of the server whether members or not, as long as their role is
/// enough. What is private stays private also for those.
Status mayManage(const Guard& guard, Role atLeast, std::int64_t now) {
    if (!guard.channelExists)
        return fail(ErrorCode::UnknownChannel);
    if (guard.serverRole < Role::Moderator || !guard.isOpen())
        TRY(guard.beMember(now));
    return guard.manages(atLeast) ? Status() : fail(ErrorCode::Forbidden);
}

/// What everybody to whom the channel grants it may set, though not a moderator.
bool isEverydayChange(const ChannelUpdate& update) {
    return !update.archived && !update.retention && !update.rights;
}

Result<QList<PersonId>> everybody(Connection& connection, PersonId maker, const QList<PersonId>& others) {
    QList<PersonId> people{maker};
    for (const PersonId person : others) {
        if (people.contains(person))
            continue;
        TRY_ASSIGN(const Account account, connection.table<PeopleTable>().byId(person));
        if (account.disabled)
            return fail(ErrorCode::UnknownPerson);
        people.append(person);
    }
    return people;
}

} // namespace

Task<Result<Outcome>> SqliteChannelStore::create(Operation operation, NewChannel wanted) {
    return m_writer.submit<Outcome>(
        [operation, wanted](Connection& connection, Effects& effects) -> Result<Outcome> {
            auto& operations = connection.table<OperationTable>();
            auto& channels = connection.table<ChannelTable>();
            TRY_ASSIGN(const Guard guard, operations.guard(operation, ChannelId()));
            if (guard.earlier)
                return *guard.earlier;
            TRY_ASSIGN(const auto people, everybody(connection, operation.person, wanted.people));
            const bool direct = wanted.kind == ChannelKind::Direct;
            if (direct) {
                TRY_ASSIGN(const auto known, channels.byPeople(people));
                if (known)
                    return operations.record(operation, OperationKind::Create,
                                             unchanged(known->channel.id, known->head, effects));
            }
            const Channel channel{.id = makeNew<ChannelId>(),
                                  .kind = wanted.kind,
                                  .visibility = wanted.kind == ChannelKind::Channel ? wanted.visibility
                                                                                    : Visibility::Private,
                                  .name = direct ? QString() : wanted.name,
                                  .topic = wanted.topic,
                                  .archived = false,
                                  .metadata = wanted.metadata,
                                  .createdAt = effects.now(),
                                  .createdBy = operation.person,
                                  .description = wanted.description};
            TRY(channels.insert(channel, people));
            TRY_ASSIGN(Event last, connection.table<EventTable>().append(
                                       channel.id, channelEvent(operation, channel), effects));
            MembershipWork work(connection, effects);
            for (const PersonId person : people) {
                const Role role = person == operation.person && !direct ? Role::Owner : Role::Member;
                TRY_ASSIGN(last, work.join(operation, channel.id, person, role, true));
            }
            for (const PersonId person : people)
                TRY(work.announce(channel.id, person, true));
            return operations.record(operation, OperationKind::Create, outcomeOf(channel.id, last));
        });
}

Task<Result<Outcome>> SqliteChannelStore::join(Operation operation, ChannelId channel, bool seesHistory) {
    return m_writer.submit<Outcome>([operation, channel, seesHistory](Connection& connection,
                                                                      Effects& effects) -> Result<Outcome> {
        auto& operations = connection.table<OperationTable>();
        TRY_ASSIGN(const Guard guard, operations.guard(operation, channel));
        if (guard.earlier)
            return *guard.earlier;
        if (guard.channelExists && guard.membership.member)
            return operations.record(operation, OperationKind::Join, unchanged(channel, guard.head, effects));
        TRY(guard.mayEnter(effects.now()));
        const Invitation invited = guard.membership.invited;
        MembershipWork work(connection, effects);
        TRY_ASSIGN(const Event event,
                   work.join(operation, channel, operation.person, Role::Member,
                             invited == Invitation::None ? seesHistory : invited == Invitation::WithHistory));
        TRY(work.announce(channel, operation.person, true));
        return operations.record(operation, OperationKind::Join, outcomeOf(channel, event));
    });
}

Task<Result<Outcome>> SqliteChannelStore::leave(Operation operation, ChannelId channel) {
    return m_writer.submit<Outcome>(
        [operation, channel](Connection& connection, Effects& effects) -> Result<Outcome> {
            auto& operations = connection.table<OperationTable>();
            TRY_ASSIGN(const Guard guard, operations.guard(operation, channel));
            if (guard.earlier)
                return *guard.earlier;
            const bool invited = guard.membership.invited != Invitation::None;
            if (!guard.channelExists || (!guard.membership.member && !invited && !guard.isOpen()))
                return fail(ErrorCode::UnknownChannel);
            if (guard.kind == ChannelKind::Direct)
                return fail(ErrorCode::Forbidden);
            if (!guard.membership.member && !invited)
                return operations.record(operation, OperationKind::Leave,
                                         unchanged(channel, guard.head, effects));
            Membership after = guard.membership;
            after.member = false;
            after.invited = Invitation::None;
            const bool declined = !guard.membership.member;
            MembershipWork work(connection, effects);
            TRY_ASSIGN(const Event event,
                       work.change(operation, channel, operation.person, guard.membership, after,
                                   declined ? MemberChange::Uninvited : MemberChange::Left));
            TRY(work.announce(channel, operation.person, false));
            return operations.record(operation, OperationKind::Leave, outcomeOf(channel, event));
        });
}

Task<Result<Outcome>> SqliteChannelStore::changeMember(Operation operation, ChannelId channel,
                                                       MemberUpdate update, Role atLeast) {
    return m_writer.submit<Outcome>(
        [operation, channel, update, atLeast](Connection& connection, Effects& effects) -> Result<Outcome> {
            auto& operations = connection.table<OperationTable>();
            TRY_ASSIGN(const Guard guard, operations.guard(operation, channel));
            if (guard.earlier)
                return *guard.earlier;
            TRY(mayManage(guard, atLeast, effects.now()));
            if (guard.kind == ChannelKind::Direct)
                return fail(ErrorCode::Forbidden);
            if (guard.archived)
                return fail(ErrorCode::Archived);
            TRY_ASSIGN(const auto event,
                       MembershipWork(connection, effects).apply(operation, guard, channel, update));
            return operations.record(operation, OperationKind::Member,
                                     event ? outcomeOf(channel, *event)
                                           : unchanged(channel, guard.head, effects));
        });
}

Task<Result<Outcome>> SqliteChannelStore::update(Operation operation, ChannelId id, ChannelUpdate update,
                                                 Role atLeast) {
    return m_writer.submit<Outcome>(
        [operation, id, update, atLeast](Connection& connection, Effects& effects) -> Result<Outcome> {
            auto& operations = connection.table<OperationTable>();
            auto& channels = connection.table<ChannelTable>();
            TRY_ASSIGN(const Guard guard, operations.guard(operation, id));
            if (guard.earlier)
                return *guard.earlier;
            const bool granted = isEverydayChange(update) && guard.grants(ChannelRight::Manage);
            TRY(mayManage(guard, granted ? Role::Guest : atLeast, effects.now()));
            if (guard.kind == ChannelKind::Direct)
                return fail(ErrorCode::Forbidden);
            if (guard.archived && update.archived.value_or(true))
                return fail(ErrorCode::Archived);
            TRY_ASSIGN(const ChannelTable::Row row, channels.byId(id));
            Channel channel = row.channel;
            channel.name = update.name.value_or(channel.name);
            channel.topic = update.topic.value_or(channel.topic);
            channel.archived = update.archived.value_or(channel.archived);
            channel.metadata = update.metadata.value_or(channel.metadata);
            channel.description = update.description.value_or(channel.description);
            channel.slowMode = update.slowMode.value_or(channel.slowMode);
            channel.retention = update.retention.value_or(channel.retention);
            channel.rights = update.rights.value_or(channel.rights);
            if (channel == row.channel)
                return operations.record(operation, OperationKind::Update, unchanged(id, row.head, effects));
            TRY(channels.update(channel));
            TRY_ASSIGN(const Event event,
                       connection.table<EventTable>().append(id, channelEvent(operation, channel), effects));
            return operations.record(operation, OperationKind::Update, outcomeOf(id, event));
        });
}

Task<Result<Channel>> SqliteChannelStore::byId(ChannelId id) {
    return m_readers.run<Channel>([id](Connection& connection) -> Result<Channel> {
        TRY_ASSIGN(ChannelTable::Row row, connection.table<ChannelTable>().byId(id));
        return std::move(row.channel);
    });
}

Task<Result<Channel>> SqliteChannelStore::byName(QString name) {
    return m_readers.run<Channel>([name](Connection& connection) -> Result<Channel> {
        TRY_ASSIGN(ChannelTable::Row row, connection.table<ChannelTable>().byName(name));
        return std::move(row.channel);
    });
}

Task<Result<std::optional<ChannelId>>> SqliteChannelStore::findDirect(QList<PersonId> people) {
    return m_readers.run<std::optional<ChannelId>>(
        [people](Connection& connection) -> Result<std::optional<ChannelId>> {
            TRY_ASSIGN(const auto row, connection.table<ChannelTable>().byPeople(people));
            return row ? std::optional(row->channel.id) : std::nullopt;
        });
}

Task<Result<QList<ChannelState>>> SqliteChannelStore::list(PersonId person, bool discover) {
    return m_readers.run<QList<ChannelState>>([person, discover](Connection& connection) {
        return connection.table<ChannelTable>().states(person, discover);
    });
}

Task<Result<ChannelState>> SqliteChannelStore::state(PersonId person, ChannelId channel) {
    return m_readers.run<ChannelState>([person, channel](Connection& connection) {
        return connection.table<ChannelTable>().stateFor(person, channel);
    });
}

Task<Result<QList<MemberRecord>>> SqliteChannelStore::members(ChannelId channel, PersonId after, int limit) {
    return m_readers.run<QList<MemberRecord>>([channel, after, limit](Connection& connection) {
        return connection.table<ChannelTable>().members(channel, after, limit);
    });
}

Task<Result<Standing>> SqliteChannelStore::standing(PersonId person, ChannelId channel) {
    return m_readers.run<Standing>([person, channel](Connection& connection) {
        return connection.table<ChannelTable>().standing(person, channel);
    });
}

Task<Result<Membership>> SqliteChannelStore::membership(ChannelId channel, PersonId person) {
    return m_readers.run<Membership>([channel, person](Connection& connection) {
        return connection.table<ChannelTable>().membership(channel, person);
    });
}

Task<Result<QHash<ChannelId, Membership>>> SqliteChannelStore::memberships(PersonId person) {
    return m_readers.run<QHash<ChannelId, Membership>>(
        [person](Connection& connection) -> Result<QHash<ChannelId, Membership>> {
            TRY_ASSIGN(Rows rows, connection.statement("members.of_person"_L1).run(person));
            QHash<ChannelId, Membership> memberships;
            while (rows.next())
                memberships.insert(rows.id<ChannelId>(11), membershipAt(rows, 0));
            return memberships;
        });
}

Task<Result<QHash<ChannelId, Serial>>> SqliteChannelStore::heads(QList<ChannelId> channels) {
    return m_readers.run<QHash<ChannelId, Serial>>(
        [channels](Connection& connection) -> Result<QHash<ChannelId, Serial>> {
            QHash<ChannelId, Serial> heads;
            for (const ChannelId channel : channels) {
                TRY_ASSIGN(const auto head, connection.table<ChannelTable>().head(channel));
                if (head)
                    heads.insert(channel, *head);
            }
            return heads;
        });
}

Task<Result<ReadMoved>> SqliteChannelStore::markRead(PersonId person, ChannelId channel, Serial serial) {
    return m_writer.submit<ReadMoved>([person, channel, serial](Connection& connection,
                                                                Effects& effects) -> Result<ReadMoved> {
        auto& channels = connection.table<ChannelTable>();
        TRY_ASSIGN(const auto head, channels.head(channel));
        if (!head)
            return fail(ErrorCode::UnknownChannel);
        TRY_ASSIGN(
            const int moved,
            connection.statement("members.move_read"_L1).change(channel, person, std::min(serial, *head)));
        TRY_ASSIGN(const ChannelState state, channels.state(person, channel));
        if (!state.member)
            return fail(ErrorCode::UnknownChannel);
        const ReadMoved read{channel, state.read, state.unread, state.mentions, state.markedUnread};
        if (moved > 0)
            TRY(connection.table<PersonEventTable>().append(person, read, effects));
        return read;
    });
}

Task<Status> SqliteChannelStore::markUnread(PersonId person, ChannelId channel, bool marked) {
    return m_writer.submit<void>(
        [person, channel, marked](Connection& connection, Effects& effects) -> Status {
            TRY_ASSIGN(const int changed,
                       connection.statement("members.mark_unread"_L1).change(channel, person, marked));
            TRY_ASSIGN(const ChannelState state, connection.table<ChannelTable>().state(person, channel));
            if (!state.member)
                return fail(ErrorCode::UnknownChannel);
            const ReadMoved read{channel, state.read, state.unread, state.mentions, state.markedUnread};
            if (changed > 0)
                TRY(connection.table<PersonEventTable>().append(person, read, effects));
            return {};
        });
}

Task<Result<QList<MemberRecord>>> SqliteChannelStore::banned(ChannelId channel, std::int64_t now, int limit) {
    return m_readers.run<QList<MemberRecord>>([channel, now, limit](Connection& connection) {
        return connection.table<ChannelTable>().banned(channel, now, limit);
    });
}

Task<Result<QHash<ChannelId, std::int64_t>>> SqliteChannelStore::retentions() {
    return m_readers.run<QHash<ChannelId, std::int64_t>>(
        [](Connection& connection) -> Result<QHash<ChannelId, std::int64_t>> {
            TRY_ASSIGN(Rows rows, connection.statement("channels.retentions"_L1).run());
            QHash<ChannelId, std::int64_t> retentions;
            while (rows.next())
                retentions.insert(rows.id<ChannelId>(0), rows.number(1));
            return retentions;
        });
}

Task<Status> SqliteChannelStore::saveDraft(PersonId person, ChannelId channel, QString text) {
    return m_writer.submit<void>([person, channel, text](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const Membership membership, connection.table<ChannelTable>().membership(channel, person));
        if (!membership.member)
            return fail(ErrorCode::UnknownChannel);
        QString before;
        {
            TRY_ASSIGN(Rows rows, connection.statement("members.draft"_L1).run(person, channel));
            if (rows.next())
                before = rows.text(0);
        }
        if (before == text)
            return {};
        if (text.isEmpty())
            TRY(connection.statement("members.clear_draft"_L1).run(person, channel));
        else
            TRY(connection.statement("members.save_draft"_L1).run(person, channel, text, effects.now()));
        TRY(connection.table<PersonEventTable>().append(person, DraftChanged{channel, text}, effects));
        return {};
    });
}

Task<Result<QList<DraftChanged>>> SqliteChannelStore::drafts(PersonId person) {
    return m_readers.run<QList<DraftChanged>>(
        [person](Connection& connection) -> Result<QList<DraftChanged>> {
            TRY_ASSIGN(Rows rows, connection.statement("members.drafts"_L1).run(person));
            QList<DraftChanged> drafts;
            while (rows.next())
                drafts.append({rows.id<ChannelId>(0), rows.text(1)});
            return drafts;
        });
}

Task<Status> SqliteChannelStore::setNotifications(PersonId person, ChannelId channel, Notifications setting) {
    return m_writer.submit<void>(
        [person, channel, setting](Connection& connection, Effects& effects) -> Status {
            TRY_ASSIGN(const int changed,
                       connection.statement("members.set_notifications"_L1).change(channel, person, setting));
            if (changed == 0)
                return fail(ErrorCode::UnknownChannel);
            return MembershipWork(connection, effects).announce(channel, person, true);
        });
}

} // namespace parlor::server
