#include "server/store/planstoresqlite.h"

#include "server/store/channeltable.h"
#include "server/store/entryextra.h"
#include "server/store/messagetable.h"
#include "server/store/operationtable.h"
#include "server/store/personeventtable.h"
#include "server/store/rowvalues.h"
#include "shared/protocol/limits.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// Numbers in plans.kind; never changed.
enum class Kind { Message = 0, Reminder = 1 };

StoredPlan planAt(const Rows& rows) {
    StoredPlan stored{
        .person = rows.id<PersonId>(1), .plan = {}, .clientId = rows.text(6), .keyName = rows.text(11)};
    const auto message = rows.isNull(5) ? std::nullopt : std::optional(rows.id<MessageId>(5));
    if (enumAt<Kind>(rows, 3) == Kind::Reminder) {
        stored.plan = Reminder{.id = rows.id<PlanId>(0),
                               .at = rows.number(2),
                               .channel = rows.id<ChannelId>(4),
                               .message = message.value_or(MessageId()),
                               .text = rows.text(8)};
        return stored;
    }
    ScheduledMessage scheduled{.id = rows.id<PlanId>(0),
                               .channel = rows.id<ChannelId>(4),
                               .at = rows.number(2),
                               .entry = {},
                               .replyTo = message};
    scheduled.entry.kind = enumAt<EntryKind>(rows, 7);
    scheduled.entry.text = rows.text(8);
    if (!rows.isNull(9))
        setExtra(scheduled.entry, rows.object(9));
    if (!rows.isNull(10))
        scheduled.failed = errorCodeFromWire(rows.text(10)).value_or(ErrorCode::Internal);
    stored.plan = std::move(scheduled);
    return stored;
}

QList<StoredPlan> plansAt(Rows& rows) {
    QList<StoredPlan> plans;
    while (rows.next())
        plans.append(planAt(rows));
    return plans;
}

Result<std::optional<StoredPlan>> planOf(Connection& connection, PlanId id) {
    TRY_ASSIGN(Rows rows, connection.statement("plans.one"_L1).run(id));
    return rows.next() ? std::optional(planAt(rows)) : std::nullopt;
}

/// The checks of both kinds; the earlier outcome when there is one.
Result<std::optional<Outcome>> begin(Connection& connection, const Operation& operation, ChannelId channel,
                                     std::optional<MessageId> message, std::int64_t now) {
    TRY_ASSIGN(const Guard guard, connection.table<OperationTable>().guard(operation, channel));
    if (guard.earlier)
        return guard.earlier;
    if (channel.isValid())
        TRY(guard.beMember(now));
    if (message) {
        TRY_ASSIGN(const auto row, connection.table<MessageTable>().live(channel, *message));
        if (row.serial < guard.membership.visibleFrom)
            return fail(ErrorCode::UnknownMessage);
    }
    TRY_ASSIGN(Rows rows, connection.statement("plans.count"_L1).run(operation.person));
    if (rows.next() && rows.number(0) >= limits::plansPerPerson)
        return fail(ErrorCode::TooLarge);
    return std::optional<Outcome>();
}

Status tell(Connection& connection, Effects& effects, PersonId person, PlanId plan, PlanState state) {
    TRY(connection.table<PersonEventTable>().append(person, PlanChanged{plan, state}, effects));
    return {};
}

Result<Outcome> planned(Connection& connection, Effects& effects, const Operation& operation,
                        OperationKind kind, ChannelId channel, PlanId plan) {
    TRY(tell(connection, effects, operation.person, plan, PlanState::Planned));
    return connection.table<OperationTable>().record(operation, kind,
                                                     {.channel = channel,
                                                      .message = MessageId(plan.value()),
                                                      .serial = {},
                                                      .time = effects.now(),
                                                      .duplicate = false});
}

} // namespace

Task<Result<Outcome>> SqlitePlanStore::schedule(Operation operation, ScheduledMessage message,
                                                QString keyName) {
    return m_writer.submit<Outcome>(
        [operation, message, keyName](Connection& connection, Effects& effects) -> Result<Outcome> {
            TRY_ASSIGN(const auto earlier,
                       begin(connection, operation, message.channel, message.replyTo, effects.now()));
            if (earlier)
                return *earlier;
            const auto id = makeNew<PlanId>();
            TRY(connection.statement("plans.insert"_L1)
                    .run(id, operation.person, message.at, Kind::Message, message.channel, message.replyTo,
                         makeClientId(), message.entry.kind, message.entry.text, extraOf(message.entry),
                         keyName));
            return planned(connection, effects, operation, OperationKind::Schedule, message.channel, id);
        });
}

Task<Result<Outcome>> SqlitePlanStore::remind(Operation operation, Reminder reminder) {
    return m_writer.submit<Outcome>(
        [operation, reminder](Connection& connection, Effects& effects) -> Result<Outcome> {
            const auto message = reminder.message.isValid() ? std::optional(reminder.message) : std::nullopt;
            TRY_ASSIGN(const auto earlier,
                       begin(connection, operation, reminder.channel, message, effects.now()));
            if (earlier)
                return *earlier;
            const auto id = makeNew<PlanId>();
            TRY(connection.statement("plans.insert"_L1)
                    .run(id, operation.person, reminder.at, Kind::Reminder, reminder.channel, message,
                         QString(), EntryKind::Text, reminder.text, QJsonObject(), QString()));
            return planned(connection, effects, operation, OperationKind::Remind, reminder.channel, id);
        });
}

Task<Status> SqlitePlanStore::drop(PersonId person, PlanId plan) {
    return m_writer.submit<void>([person, plan](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const auto stored, planOf(connection, plan));
        if (!stored || stored->person != person)
            return fail(ErrorCode::NotFound);
        TRY(connection.statement("plans.remove"_L1).run(plan));
        return tell(connection, effects, person, plan, PlanState::Cancelled);
    });
}

Task<Result<QList<StoredPlan>>> SqlitePlanStore::ofPerson(PersonId person) {
    return m_readers.run<QList<StoredPlan>>([person](Connection& connection) -> Result<QList<StoredPlan>> {
        TRY_ASSIGN(Rows rows, connection.statement("plans.of_person"_L1).run(person));
        return plansAt(rows);
    });
}

Task<Result<QList<StoredPlan>>> SqlitePlanStore::due(std::int64_t now, int limit) {
    return m_readers.run<QList<StoredPlan>>(
        [now, limit](Connection& connection) -> Result<QList<StoredPlan>> {
            TRY_ASSIGN(Rows rows, connection.statement("plans.due"_L1).run(now, limit));
            return plansAt(rows);
        });
}

Task<Result<std::optional<std::int64_t>>> SqlitePlanStore::next() {
    return m_readers.run<std::optional<std::int64_t>>(
        [](Connection& connection) -> Result<std::optional<std::int64_t>> {
            TRY_ASSIGN(Rows rows, connection.statement("plans.next"_L1).run());
            return rows.next() && !rows.isNull(0) ? std::optional(rows.number(0)) : std::nullopt;
        });
}

Task<Status> SqlitePlanStore::settle(PlanId plan, std::optional<ErrorCode> failed) {
    return m_writer.submit<void>([plan, failed](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const auto stored, planOf(connection, plan));
        if (!stored)
            return {};
        if (failed)
            TRY(connection.statement("plans.fail"_L1).run(plan, QString(wireCode(*failed))));
        else
            TRY(connection.statement("plans.remove"_L1).run(plan));
        return tell(connection, effects, stored->person, plan, failed ? PlanState::Failed : PlanState::Sent);
    });
}

Task<Status> SqlitePlanStore::postpone(PlanId plan, std::int64_t at) {
    return m_writer.submit<void>([plan, at](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("plans.postpone"_L1).run(plan, at));
        return {};
    });
}

Task<Status> SqlitePlanStore::fire(PlanId plan) {
    return m_writer.submit<void>([plan](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const auto stored, planOf(connection, plan));
        const auto* reminder = stored ? std::get_if<Reminder>(&stored->plan) : nullptr;
        if (!reminder)
            return {};
        TRY(connection.statement("plans.remove"_L1).run(plan));
        TRY(connection.table<PersonEventTable>().append(stored->person, ReminderDue{*reminder}, effects));
        return {};
    });
}

} // namespace parlor::server
