#pragma once

#include "server/domain/ports/committed.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/plan.h"

#include <QList>

#include <optional>
#include <variant>

namespace parlor::server {

/// One plan as it waits for its time.
struct StoredPlan {
    PersonId person;
    std::variant<ScheduledMessage, Reminder> plan;
    QString clientId;  ///< under which a scheduled message is posted, so that it is posted once
    QString keyName{}; ///< of the API key that it was scheduled with; empty for people

    [[nodiscard]] PlanId id() const {
        return std::visit([](const auto& one) { return one.id; }, plan);
    }
};

/// What people have planned. Calls are thread-safe; writes are durable when answered, every change is an
/// event of the person's private stream.
class PlanStore {
public:
    virtual ~PlanStore() = default;

    /// Outcome::message holds the plan's id, also of a duplicate. TooLarge: 100 are there already;
    /// UnknownChannel, UnknownMessage: not a member, or it is not there.
    virtual Task<Result<Outcome>> schedule(Operation operation, ScheduledMessage message,
                                           QString keyName) = 0;
    virtual Task<Result<Outcome>> remind(Operation operation, Reminder reminder) = 0;
    /// NotFound.
    virtual Task<Status> drop(PersonId person, PlanId plan) = 0;
    /// By their time.
    virtual Task<Result<QList<StoredPlan>>> ofPerson(PersonId person) = 0;

    /// Those whose time has come by `now` (ms UTC) and that have not failed, by their time.
    virtual Task<Result<QList<StoredPlan>>> due(std::int64_t now, int limit) = 0;
    /// When the next one is due; nullopt: none waits.
    virtual Task<Result<std::optional<std::int64_t>>> next() = 0;
    /// A scheduled message was posted, or (`failed`) never will be: then it stays in the list. Again:
    /// nothing.
    virtual Task<Status> settle(PlanId plan, std::optional<ErrorCode> failed) = 0;
    /// Not now: due again at `at` (ms UTC).
    virtual Task<Status> postpone(PlanId plan, std::int64_t at) = 0;
    /// A reminder's time has come: it goes and its event comes, both or neither. Again: nothing.
    virtual Task<Status> fire(PlanId plan) = 0;
};

} // namespace parlor::server
