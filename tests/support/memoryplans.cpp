#include "tests/support/memoryplans.h"

#include "shared/protocol/limits.h"

#include <algorithm>

namespace parlor::test {

namespace {

std::int64_t timeOf(const StoredPlan& stored) {
    return std::visit([](const auto& plan) { return plan.at; }, stored.plan);
}

bool hasFailed(const StoredPlan& stored) {
    const auto* scheduled = std::get_if<ScheduledMessage>(&stored.plan);
    return scheduled && scheduled->failed;
}

} // namespace

QList<StoredPlan> MemoryPlanStore::sorted() const {
    QList<StoredPlan> plans = m_state.plans.values();
    std::stable_sort(plans.begin(), plans.end(),
                     [](const auto& a, const auto& b) { return timeOf(a) < timeOf(b); });
    return plans;
}

template<class Plan>
Result<Outcome> MemoryPlanStore::add(const Operation& operation, Plan plan, std::optional<MessageId> message,
                                     const QString& keyName) {
    TRY_ASSIGN(const auto earlier, m_state.begin(operation));
    if (earlier)
        return *earlier;
    Serial visibleFrom;
    if (plan.channel.isValid()) {
        TRY_ASSIGN(const MemoryState::ChannelRow* row,
                   m_state.channelForMember(operation.person, plan.channel));
        visibleFrom = row->members.value(operation.person).visibleFrom;
    }
    if (message) {
        const auto row = m_state.messages.constFind(*message);
        if (row == m_state.messages.constEnd() || row->channel != plan.channel || row->serial < visibleFrom)
            return fail(ErrorCode::UnknownMessage);
        if (row->now.deleted)
            return fail(ErrorCode::Gone);
    }
    const auto mine = std::count_if(m_state.plans.begin(), m_state.plans.end(), [&](const StoredPlan& other) {
        return other.person == operation.person;
    });
    if (mine >= limits::plansPerPerson)
        return fail(ErrorCode::TooLarge);
    plan.id = makeNew<PlanId>();
    m_state.plans.insert(plan.id, StoredPlan{operation.person, plan, makeClientId(), keyName});
    m_state.appendPrivate(operation.person, PlanChanged{plan.id, PlanState::Planned});
    return m_state.record(operation, {.channel = plan.channel,
                                      .message = MessageId(plan.id.value()),
                                      .serial = {},
                                      .time = m_state.clock.now(),
                                      .duplicate = false});
}

Task<Result<Outcome>> MemoryPlanStore::schedule(Operation operation, ScheduledMessage message,
                                                QString keyName) {
    return m_state.write([&] { return add(operation, message, message.replyTo, keyName); });
}

Task<Result<Outcome>> MemoryPlanStore::remind(Operation operation, Reminder reminder) {
    return m_state.write([&] {
        return add(operation, reminder,
                   reminder.message.isValid() ? std::optional(reminder.message) : std::nullopt);
    });
}

Task<Status> MemoryPlanStore::drop(PersonId person, PlanId plan) {
    return m_state.write([&]() -> Status {
        if (!m_state.plans.contains(plan) || m_state.plans.value(plan).person != person)
            return fail(ErrorCode::NotFound);
        m_state.plans.remove(plan);
        m_state.appendPrivate(person, PlanChanged{plan, PlanState::Cancelled});
        return {};
    });
}

Task<Result<QList<StoredPlan>>> MemoryPlanStore::ofPerson(PersonId person) {
    return m_state.read([&]() -> Result<QList<StoredPlan>> {
        QList<StoredPlan> plans = sorted();
        plans.removeIf([person](const StoredPlan& plan) { return plan.person != person; });
        return plans;
    });
}

Task<Result<QList<StoredPlan>>> MemoryPlanStore::due(std::int64_t now, int limit) {
    return m_state.read([&]() -> Result<QList<StoredPlan>> {
        QList<StoredPlan> plans = sorted();
        plans.removeIf([now](const StoredPlan& plan) { return timeOf(plan) > now || hasFailed(plan); });
        return plans.mid(0, limit);
    });
}

Task<Result<std::optional<std::int64_t>>> MemoryPlanStore::next() {
    return m_state.read([&]() -> Result<std::optional<std::int64_t>> {
        QList<StoredPlan> plans = sorted();
        plans.removeIf(hasFailed);
        return plans.isEmpty() ? std::nullopt : std::optional(timeOf(plans.first()));
    });
}

Task<Status> MemoryPlanStore::settle(PlanId plan, std::optional<ErrorCode> failed) {
    return m_state.write([&]() -> Status {
        const auto stored = m_state.plans.find(plan);
        if (stored == m_state.plans.end())
            return {};
        const PersonId person = stored->person;
        if (failed)
            std::get<ScheduledMessage>(stored->plan).failed = failed;
        else
            m_state.plans.erase(stored);
        m_state.appendPrivate(person, PlanChanged{plan, failed ? PlanState::Failed : PlanState::Sent});
        return {};
    });
}

Task<Status> MemoryPlanStore::postpone(PlanId plan, std::int64_t at) {
    return m_state.write([&]() -> Status {
        const auto stored = m_state.plans.find(plan);
        if (stored == m_state.plans.end() || hasFailed(*stored))
            return {};
        if (auto* message = std::get_if<ScheduledMessage>(&stored->plan))
            message->at = at;
        else
            std::get<Reminder>(stored->plan).at = at;
        return {};
    });
}

Task<Status> MemoryPlanStore::fire(PlanId plan) {
    return m_state.write([&]() -> Status {
        if (!m_state.plans.contains(plan))
            return {};
        const StoredPlan due = m_state.plans.take(plan);
        m_state.appendPrivate(due.person, ReminderDue{std::get<Reminder>(due.plan)});
        return {};
    });
}

Task<Status> MemoryKeywordStore::setKeywords(PersonId person, QStringList words) {
    return m_state.write([&]() -> Status {
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(person));
        words.sort();
        words.removeDuplicates();
        if (row->keywords == words)
            return {};
        row->keywords = words;
        m_state.appendPrivate(person, KeywordsChanged{words});
        return {};
    });
}

Task<Result<QStringList>> MemoryKeywordStore::keywords(PersonId person) {
    return m_state.read([&]() -> Result<QStringList> { return m_state.people.value(person).keywords; });
}

Task<Result<QHash<PersonId, QStringList>>> MemoryKeywordStore::allKeywords() {
    return m_state.read([&]() -> Result<QHash<PersonId, QStringList>> {
        QHash<PersonId, QStringList> all;
        for (const MemoryState::PersonRow& row : std::as_const(m_state.people))
            if (!row.keywords.isEmpty() && !row.account.disabled)
                all.insert(row.account.person.id, row.keywords);
        return all;
    });
}

Task<Result<Outcome>> MemoryErasureStore::erase(Operation operation, PersonId person, bool messages) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(person));
        const Role own = m_state.people.value(operation.person).account.person.role;
        if (own < Role::Admin || row->account.person.role > own)
            return fail(ErrorCode::Forbidden);
        if (m_state.isLastOwner(person))
            return fail(ErrorCode::Conflict);
        m_state.revokeSessions(person, [](const SessionRecord&) { return true; });
        Person& former = row->account.person;
        former.name = QStringLiteral("former-") + person.toString();
        former.displayName = QStringLiteral("former member");
        former.role = Role::Guest;
        former.metadata = {};
        row->account.passwordHash.clear();
        row->account.disabled = true;
        row->settings = {};
        row->drafts.clear();
        row->keywords.clear();
        row->saved.clear();
        row->erasing = messages;
        for (auto& channel : m_state.channels) {
            if (channel.channel.kind == ChannelKind::Direct || !channel.members.value(person).member)
                continue;
            channel.members[person].member = false;
            m_state.append(channel.channel.id, operation, MessageId(),
                           MemberChanged{former, MemberChange::Left, channel.members[person].role});
            m_state.appendPrivate(person, ChannelLeft{channel.channel.id});
        }
        row->stream.clear();
        row->floor = row->head;
        for (const PlanId plan : m_state.plans.keys())
            if (m_state.plans.value(plan).person == person)
                m_state.plans.remove(plan);
        m_state.committed.append(PersonChanged{former, true});
        return m_state.record(
            operation,
            {.channel = {}, .message = {}, .serial = {}, .time = m_state.clock.now(), .duplicate = false});
    });
}

Task<Result<int>> MemoryErasureStore::eraseMessages(PersonId person, int limit) {
    return m_state.write([&]() -> Result<int> {
        int count = 0;
        for (MemoryState::MessageRow& row : m_state.messages) {
            if (row.author != person || row.now.deleted || count == limit)
                continue;
            const EntryKind kind = row.now.entry.kind;
            row.now.entry = {};
            row.now.entry.kind = kind;
            row.now.deleted = true;
            row.now.pinned = false;
            row.now.reactions.clear();
            row.versions.clear();
            m_state.append(row.channel, {person, {}, {}, {}}, row.id, MessageDeleted());
            ++count;
        }
        if (count == 0)
            m_state.people[person].erasing = false;
        return count;
    });
}

Task<Result<QList<PersonId>>> MemoryErasureStore::erasing() {
    return m_state.read([&]() -> Result<QList<PersonId>> {
        QList<PersonId> people;
        for (const MemoryState::PersonRow& row : std::as_const(m_state.people))
            if (row.erasing)
                people.append(row.account.person.id);
        return people;
    });
}

} // namespace parlor::test
