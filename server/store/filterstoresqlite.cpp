#include "server/store/filterstoresqlite.h"

#include "server/store/channeltable.h"
#include "server/store/membershipwork.h"
#include "server/store/moderationtable.h"
#include "server/store/operationtable.h"
#include "server/store/rowvalues.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

FilterRule ruleAt(const Rows& rows) {
    return {.id = rows.id<FilterRuleId>(0),
            .pattern = rows.text(1),
            .channel = rows.id<ChannelId>(2),
            .action = enumAt<FilterAction>(rows, 3),
            .dryRun = rows.flag(4),
            .minutes = static_cast<int>(rows.number(5)),
            .createdBy = rows.id<PersonId>(6),
            .createdAt = rows.number(7),
            .hits = rows.number(8),
            .lastHitAt = rows.number(9)};
}

Result<FilterCounts> countsOf(Connection& connection, ChannelId channel) {
    TRY_ASSIGN(Rows rows, connection.statement("filter.size"_L1).run(channel));
    return rows.next() ? FilterCounts{rows.number(0), rows.number(1), rows.number(2)} : FilterCounts();
}

Status log(Connection& connection, Effects& effects, QLatin1StringView action, const FilterRule& rule,
           PersonId by) {
    return connection.table<ModerationTable>().record(
        {.id = 0,
         .time = 0,
         .actor = by,
         .action = QString(action),
         .channel = rule.channel,
         .person = {},
         .message = {},
         .detail = rule.pattern + u' ' + nameOf(rule.action) + (rule.dryRun ? u" dry-run"_qs : QString())},
        effects);
}

Status timeOut(Connection& connection, Effects& effects, const Operation& operation, ChannelId channel,
               const Guard& guard, std::int64_t until) {
    if (guard.role() >= Role::Moderator || guard.membership.mutedUntil >= until)
        return {};
    Membership after = guard.membership;
    after.mutedUntil = until;
    TRY(MembershipWork(connection, effects)
            .change(operation, channel, operation.person, guard.membership, after, MemberChange::Muted));
    return connection.table<ModerationTable>().record({.id = 0,
                                                       .time = 0,
                                                       .actor = {},
                                                       .action = u"filter.time_out"_qs,
                                                       .channel = channel,
                                                       .person = operation.person,
                                                       .message = {},
                                                       .detail = {}},
                                                      effects);
}

} // namespace

Task<Result<FilterRule>> SqliteFilterStore::add(FilterRule rule) {
    return m_writer.submit<FilterRule>(
        [rule](Connection& connection, Effects& effects) -> Result<FilterRule> {
            FilterRule added = rule;
            if (added.channel.isValid())
                TRY(connection.table<ChannelTable>().byId(added.channel));
            TRY_ASSIGN(const FilterCounts counts, countsOf(connection, added.channel));
            TRY(checkRoom(counts, added.channel));
            added.createdAt = effects.now();
            TRY(connection.statement("filter.insert"_L1)
                    .run(added.id, added.pattern, added.channel, added.action, added.dryRun, added.minutes,
                         added.createdBy, added.createdAt));
            TRY(log(connection, effects, "filter.add"_L1, added, added.createdBy));
            return added;
        });
}

Task<Status> SqliteFilterStore::remove(FilterRuleId id, PersonId by) {
    return m_writer.submit<void>([id, by](Connection& connection, Effects& effects) -> Status {
        FilterRule rule;
        {
            TRY_ASSIGN(Rows rows, connection.statement("filter.one"_L1).run(id));
            if (!rows.next())
                return fail(ErrorCode::NotFound);
            rule = ruleAt(rows);
        }
        TRY(connection.statement("filter.remove"_L1).run(id));
        return log(connection, effects, "filter.remove"_L1, rule, by);
    });
}

Task<Result<QList<FilterRule>>> SqliteFilterStore::rules() {
    return m_readers.run<QList<FilterRule>>([](Connection& connection) -> Result<QList<FilterRule>> {
        TRY_ASSIGN(Rows rows, connection.statement("filter.list"_L1).run());
        QList<FilterRule> rules;
        while (rows.next())
            rules.append(ruleAt(rows));
        return rules;
    });
}

Task<Status> SqliteFilterStore::count(QList<FilterHits> hits) {
    return m_writer.submit<void>([hits](Connection& connection, Effects& effects) -> Status {
        for (const FilterHits& hit : hits)
            TRY(connection.statement("filter.count"_L1).run(hit.rule, hit.count, effects.now()));
        return {};
    });
}

Task<Result<Outcome>> SqliteFilterStore::refuse(Operation operation, ChannelId channel,
                                                std::int64_t mutedUntil) {
    return m_writer.submit<Outcome>(
        [operation, channel, mutedUntil](Connection& connection, Effects& effects) -> Result<Outcome> {
            auto& operations = connection.table<OperationTable>();
            TRY_ASSIGN(const Guard guard, operations.guard(operation, channel));
            if (guard.earlier)
                return *guard.earlier;
            TRY(guard.mayWrite(effects.now()));
            TRY(guard.need(ChannelRight::Publish));
            if (mutedUntil > 0)
                TRY(timeOut(connection, effects, operation, channel, guard, mutedUntil));
            return operations.record(
                operation, OperationKind::Refused,
                {.channel = channel, .message = {}, .serial = {}, .time = effects.now(), .duplicate = false});
        });
}

} // namespace parlor::server
