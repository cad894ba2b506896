#include "server/store/erasurestoresqlite.h"

#include "server/store/channeltable.h"
#include "server/store/eventtable.h"
#include "server/store/membershipwork.h"
#include "server/store/messagetable.h"
#include "server/store/operationtable.h"
#include "server/store/peopletable.h"
#include "server/store/sessiontable.h"
#include "server/store/uploadtable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Status leaveAll(Connection& connection, Effects& effects, const Operation& operation, PersonId person) {
    QList<ChannelId> channels;
    {
        TRY_ASSIGN(Rows rows, connection.statement("members.of_member"_L1).run(person));
        while (rows.next())
            channels.append(rows.id<ChannelId>(0));
    }
    MembershipWork work(connection, effects);
    for (const ChannelId channel : channels) {
        TRY_ASSIGN(const Membership before, connection.table<ChannelTable>().membership(channel, person));
        Membership after = before;
        after.member = false;
        TRY(work.change(operation, channel, person, before, after, MemberChange::Left));
        TRY(work.announce(channel, person, false)); // live sockets are told to go before the stream goes
    }
    return {};
}

} // namespace

Task<Result<Outcome>> SqliteErasureStore::erase(Operation operation, PersonId person, bool messages) {
    return m_writer.submit<Outcome>(
        [operation, person, messages](Connection& connection, Effects& effects) -> Result<Outcome> {
            auto& operations = connection.table<OperationTable>();
            auto& people = connection.table<PeopleTable>();
            TRY_ASSIGN(const Guard guard, operations.guard(operation, ChannelId()));
            if (guard.earlier)
                return *guard.earlier;
            TRY_ASSIGN(const Account account, people.byId(person));
            if (guard.serverRole < Role::Admin || account.person.role > guard.serverRole)
                return fail(ErrorCode::Forbidden);
            TRY(people.keepAnOwner(account));
            TRY(connection.table<SessionTable>().revokeAll(person, SessionId(), effects));
            TRY(connection.table<UploadTable>().endAllOf(person));
            // The name goes first: the events of leaving show it as it is now.
            const QString name = u"former-"_qs + person.toString();
            TRY(connection.statement("erasure.person"_L1)
                    .run(person, name, nameKey(name), u"former member"_qs, messages ? 2 : 1));
            TRY(leaveAll(connection, effects, operation, person));
            for (const auto statement :
                 {"erasure.drafts"_L1, "erasure.saved"_L1, "erasure.keywords"_L1, "erasure.plans"_L1,
                  "erasure.shares"_L1, "erasure.archives"_L1, "erasure.stream"_L1, "erasure.sessions"_L1})
                TRY(connection.statement(statement).run(person));
            TRY_ASSIGN(const Person former, people.person(person));
            effects.add(PersonChanged{former, true});
            return operations.record(
                operation, OperationKind::Erase,
                {.channel = {}, .message = {}, .serial = {}, .time = effects.now(), .duplicate = false});
        });
}

Task<Result<int>> SqliteErasureStore::eraseMessages(PersonId person, int limit) {
    return m_writer.submit<int>([person, limit](Connection& connection, Effects& effects) -> Result<int> {
        auto& messages = connection.table<MessageTable>();
        TRY_ASSIGN(const auto ids, messages.byAuthor(person, limit));
        for (const MessageId id : ids) {
            TRY_ASSIGN(const auto row, messages.byId(id));
            TRY_ASSIGN(const Event event,
                       connection.table<EventTable>().append(row.channel,
                                                             Event{.serial = {},
                                                                   .message = id,
                                                                   .author = person,
                                                                   .time = 0,
                                                                   .clientId = {},
                                                                   .body = MessageDeleted()},
                                                             effects));
            TRY(messages.setDeleted(row, event.serial, effects));
        }
        if (ids.isEmpty())
            TRY(connection.statement("erasure.done"_L1).run(person));
        return static_cast<int>(ids.size());
    });
}

Task<Result<QList<PersonId>>> SqliteErasureStore::erasing() {
    return m_readers.run<QList<PersonId>>([](Connection& connection) -> Result<QList<PersonId>> {
        TRY_ASSIGN(Rows rows, connection.statement("erasure.erasing"_L1).run());
        QList<PersonId> people;
        while (rows.next())
            people.append(rows.id<PersonId>(0));
        return people;
    });
}

} // namespace parlor::server
