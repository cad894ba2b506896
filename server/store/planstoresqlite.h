#pragma once

#include "server/domain/ports/planstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqlitePlanStore final : public PlanStore {
public:
    /// Both live longer.
    SqlitePlanStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<Outcome>> schedule(Operation operation, ScheduledMessage message, QString keyName) override;
    Task<Result<Outcome>> remind(Operation operation, Reminder reminder) override;
    Task<Status> drop(PersonId person, PlanId plan) override;
    Task<Result<QList<StoredPlan>>> ofPerson(PersonId person) override;
    Task<Result<QList<StoredPlan>>> due(std::int64_t now, int limit) override;
    Task<Result<std::optional<std::int64_t>>> next() override;
    Task<Status> settle(PlanId plan, std::optional<ErrorCode> failed) override;
    Task<Status> postpone(PlanId plan, std::int64_t at) override;
    Task<Status> fire(PlanId plan) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
