#include "server/domain/accounts/erasure.h"

#include "server/domain/commands/operations.h"

#include <QLoggingCategory>
#include <QTimer>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.erasure")

constexpr int atOnce = 200;
constexpr int retryMs = 5'000;

} // namespace

Erasure::Erasure(ErasureStore& store, Executor& executor, QObject* parent)
    : QObject(parent), m_store(store), m_executor(executor) {}

Task<Result<Committed>> Erasure::erase(const Principal& principal, const ErasePerson& command) {
    if (principal.role < Role::Admin)
        return doneTask<Result<Committed>>(fail(ErrorCode::Forbidden));
    const Promise<Result<Committed>> promise;
    const Operation operation = operationFor(principal, command);
    whenDone(m_store.erase(operation, command.person, command.messages), &m_executor, this,
             [this, command, promise](const Result<Outcome>& outcome) {
                 if (!outcome)
                     return promise.finish(std::unexpected(outcome.error()));
                 m_forget(command.person);
                 if (command.messages)
                     next(command.person);
                 promise.finish(Committed{command.clientId, {}, {}, outcome->time, outcome->duplicate, {}});
             });
    return promise.task();
}

void Erasure::resume() {
    whenDone(m_store.erasing(), &m_executor, this, [this](const Result<QList<PersonId>>& people) {
        if (!people) {
            qCWarning(log) << "can not look for what is still to be erased:" << people.error();
            return;
        }
        for (const PersonId person : *people)
            next(person);
    });
}

void Erasure::next(PersonId person) {
    whenDone(m_store.eraseMessages(person, atOnce), &m_executor, this,
             [this, person](const Result<int>& erased) {
                 if (!erased) {
                     qCWarning(log) << "can not go on with erasing now:" << erased.error();
                     QTimer::singleShot(retryMs, this, [this, person] { next(person); });
                 } else if (*erased > 0) {
                     next(person);
                 }
             });
}

} // namespace parlor::server
