#pragma once

#include "server/domain/messages/messageservice.h"
#include "server/domain/ports/keystore.h"
#include "server/domain/ports/planstore.h"
#include "shared/core/clock.h"

#include <QObject>

namespace parlor::server {

/// Messages for later and reminders. A scheduled message goes the way of any other (filter, mentions, rights
/// of the moment it is sent) under an id of its own, so that it is sent once, however often the server ends
/// meanwhile. What was due while the server was down is done at the first tick. Domain thread only.
class PlanService final : public QObject {
    Q_OBJECT
public:
    PlanService(PlanStore& plans, MessageService& messages, KeyStore& keys, Executor& executor,
                const Clock& clock, QObject* parent = nullptr);

    /// What a key schedules goes out only if the key may still publish there by then. Forbidden for other
    /// tokens that don't reach everything: they are not kept. Both answer with the one plan (nothing when it
    /// is done already). BadRequest (nothing said, more than a year ahead), and what PlanStore says.
    Task<Result<PlanList>> schedule(const Principal& principal, const ScheduleMessage& command);
    Task<Result<PlanList>> remind(const Principal& principal, const Remind& command);
    Task<Result<Done>> drop(const Principal& principal, const DropPlan& command);
    Task<Result<PlanList>> list(const Principal& principal);

    /// Once a second: does what is due.
    void tick();

private:
    [[nodiscard]] bool isTooFar(std::int64_t at) const;
    Task<Result<PlanList>> added(const Principal& principal, std::int64_t at,
                                 const Task<Result<Outcome>>& written);
    void give(PersonId person, PlanId only, const Promise<Result<PlanList>>& promise);
    void take(const QList<StoredPlan>& due);
    void postForKey(const StoredPlan& stored, const ScheduledMessage& message);
    void post(const StoredPlan& stored, const ScheduledMessage& message);
    void settle(const Task<Status>& settled);
    void oneDone();
    void again();

    PlanStore& m_plans;
    MessageService& m_messages;
    KeyStore& m_keys;
    Executor& m_executor;
    const Clock& m_clock;
    std::int64_t m_next = 0;  ///< ms UTC: nothing is due before
    std::int64_t m_retry = 0; ///< ms UTC: what could not be done now is tried then; 0: all was done
    int m_waiting = 0;        ///< plans that are being done
    bool m_asking = false;
};

} // namespace parlor::server
