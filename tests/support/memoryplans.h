#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

class MemoryPlanStore final : public PlanStore {
public:
    explicit MemoryPlanStore(MemoryState& state) : m_state(state) {}

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
    template<class Plan>
    Result<Outcome> add(const Operation& operation, Plan plan, std::optional<MessageId> message,
                        const QString& keyName = {});
    QList<StoredPlan> sorted() const;

    MemoryState& m_state;
};

class MemoryKeywordStore final : public KeywordStore {
public:
    explicit MemoryKeywordStore(MemoryState& state) : m_state(state) {}

    Task<Status> setKeywords(PersonId person, QStringList words) override;
    Task<Result<QStringList>> keywords(PersonId person) override;
    Task<Result<QHash<PersonId, QStringList>>> allKeywords() override;

private:
    MemoryState& m_state;
};

class MemoryErasureStore final : public ErasureStore {
public:
    explicit MemoryErasureStore(MemoryState& state) : m_state(state) {}

    Task<Result<Outcome>> erase(Operation operation, PersonId person, bool messages) override;
    Task<Result<int>> eraseMessages(PersonId person, int limit) override;
    Task<Result<QList<PersonId>>> erasing() override;

private:
    MemoryState& m_state;
};

} // namespace parlor::test
