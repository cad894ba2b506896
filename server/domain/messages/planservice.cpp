#include "server/domain/messages/planservice.h"

#include "server/domain/commands/operations.h"
#include "shared/protocol/limits.h"

#include <QLoggingCategory>

#include <limits>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.plans")

constexpr int atOnce = 50;
constexpr std::int64_t retryMs = 5'000;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

void append(PlanList& list, const StoredPlan& stored) {
    if (const auto* message = std::get_if<ScheduledMessage>(&stored.plan))
        list.scheduled.append(*message);
    else
        list.reminders.append(std::get<Reminder>(stored.plan));
}

} // namespace

PlanService::PlanService(PlanStore& plans, MessageService& messages, KeyStore& keys, Executor& executor,
                         const Clock& clock, QObject* parent)
    : QObject(parent),
      m_plans(plans),
      m_messages(messages),
      m_keys(keys),
      m_executor(executor),
      m_clock(clock) {}

bool PlanService::isTooFar(std::int64_t at) const {
    return at > m_clock.now() + limits::planAheadMs;
}

Task<Result<PlanList>> PlanService::schedule(const Principal& principal, const ScheduleMessage& command) {
    if (isTooFar(command.at))
        return doneTask<Result<PlanList>>(fail(ErrorCode::BadRequest));
    if (const Status said = MessageService::check(command.entry); !said)
        return doneTask<Result<PlanList>>(std::unexpected(said.error()));
    // A key can be asked again when the time has come; what else narrows a token is gone by then.
    if (principal.keyName.isEmpty() && principal.isNarrowed())
        return doneTask<Result<PlanList>>(fail(ErrorCode::Forbidden));
    if (!MessageService::mayQuote(principal, command.entry))
        return doneTask<Result<PlanList>>(fail(ErrorCode::UnknownChannel));
    const ScheduledMessage message{.id = {},
                                   .channel = command.channel,
                                   .at = command.at,
                                   .entry = command.entry,
                                   .replyTo = command.replyTo};
    return added(principal, command.at,
                 m_plans.schedule(operationFor(principal, command), message, principal.keyName));
}

Task<Result<PlanList>> PlanService::remind(const Principal& principal, const Remind& command) {
    if (isTooFar(command.at))
        return doneTask<Result<PlanList>>(fail(ErrorCode::BadRequest));
    if (!command.channel.isValid() && principal.isNarrowed())
        return doneTask<Result<PlanList>>(fail(ErrorCode::Forbidden));
    const Reminder reminder{.id = {},
                            .at = command.at,
                            .channel = command.channel,
                            .message = command.message,
                            .text = command.text};
    return added(principal, command.at, m_plans.remind(operationFor(principal, command), reminder));
}

Task<Result<PlanList>> PlanService::added(const Principal& principal, std::int64_t at,
                                          const Task<Result<Outcome>>& written) {
    const Promise<Result<PlanList>> promise;
    whenDone(written, &m_executor, this,
             [this, person = principal.person.id, at, promise](const Result<Outcome>& outcome) {
                 if (!outcome)
                     return promise.finish(std::unexpected(outcome.error()));
                 m_next = std::min(m_next, at);
                 give(person, PlanId(outcome->message.value()), promise);
             });
    return promise.task();
}

void PlanService::give(PersonId person, PlanId only, const Promise<Result<PlanList>>& promise) {
    whenDone(m_plans.ofPerson(person), &m_executor, this,
             [only, promise](const Result<QList<StoredPlan>>& plans) {
                 if (!plans)
                     return promise.finish(std::unexpected(plans.error()));
                 PlanList list;
                 for (const StoredPlan& stored : *plans)
                     if (!only.isValid() || stored.id() == only)
                         append(list, stored);
                 promise.finish(list);
             });
}

Task<Result<Done>> PlanService::drop(const Principal& principal, const DropPlan& command) {
    const Promise<Result<Done>> promise;
    whenDone(m_plans.drop(principal.person.id, command.plan), &m_executor, this,
             [promise](const Status& dropped) {
                 promise.finish(dropped ? Result<Done>(Done()) : std::unexpected(dropped.error()));
             });
    return promise.task();
}

Task<Result<PlanList>> PlanService::list(const Principal& principal) {
    const Promise<Result<PlanList>> promise;
    give(principal.person.id, PlanId(), promise);
    return promise.task();
}

void PlanService::tick() {
    if (m_asking || m_waiting > 0 || m_clock.now() < m_next)
        return;
    m_asking = true;
    whenDone(m_plans.due(m_clock.now(), atOnce), &m_executor, this,
             [this](const Result<QList<StoredPlan>>& due) {
                 m_asking = false;
                 if (!due) {
                     qCWarning(log) << "plans can not be read now:" << due.error();
                     m_next = m_clock.now() + retryMs;
                     return;
                 }
                 take(*due);
             });
}

void PlanService::take(const QList<StoredPlan>& due) {
    m_retry = 0;
    m_waiting = static_cast<int>(due.size()) + 1;
    for (const StoredPlan& stored : due) {
        if (const auto* message = std::get_if<ScheduledMessage>(&stored.plan))
            stored.keyName.isEmpty() ? post(stored, *message) : postForKey(stored, *message);
        else
            settle(m_plans.fire(stored.id()));
    }
    oneDone();
}

void PlanService::postForKey(const StoredPlan& stored, const ScheduledMessage& message) {
    whenDone(m_keys.byName(stored.keyName), &m_executor, this,
             [this, stored, message](const Result<ApiKey>& key) {
                 if (!key && isTemporary(key.error().code)) {
                     again();
                     return oneDone();
                 }
                 const bool may = key && !key->revoked && key->person == stored.person
                                  && key->capability.allows(channelResource(message.channel), u"publish");
                 if (!may)
                     return settle(m_plans.settle(message.id, ErrorCode::Forbidden));
                 post(stored, message);
             });
}

void PlanService::post(const StoredPlan& stored, const ScheduledMessage& message) {
    const Task<Result<Committed>> posted =
        m_messages.sendFor(stored.person, stored.clientId, message.channel, message.entry, message.replyTo);
    whenDone(posted, &m_executor, this, [this, plan = message.id](const Result<Committed>& committed) {
        // A slow channel's messages make room for everybody else's.
        if (!committed && committed.error().code == ErrorCode::SlowMode)
            return settle(m_plans.postpone(
                plan, m_clock.now() + std::max<std::int64_t>(committed.error().retryAfterMs, retryMs)));
        if (!committed && isTemporary(committed.error().code)) {
            again();
            return oneDone();
        }
        settle(m_plans.settle(plan, committed ? std::nullopt : std::optional(committed.error().code)));
    });
}

void PlanService::settle(const Task<Status>& settled) {
    whenDone(settled, &m_executor, this, [this](const Status& done) {
        if (!done) {
            qCWarning(log) << "a plan can not be settled now:" << done.error();
            again();
        }
        oneDone();
    });
}

void PlanService::again() {
    m_retry = m_clock.now() + retryMs;
}

void PlanService::oneDone() {
    if (--m_waiting > 0)
        return;
    if (m_retry > 0) {
        m_next = m_retry;
        return;
    }
    m_next = never;
    whenDone(m_plans.next(), &m_executor, this, [this](const Result<std::optional<std::int64_t>>& next) {
        m_next = std::min(m_next, next ? next->value_or(never) : m_clock.now() + retryMs);
    });
}

} // namespace parlor::server
