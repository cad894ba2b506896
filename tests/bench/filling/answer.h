#pragma once

#include "server/domain/ports/channelstore.h"
#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QCryptographicHash>

#include <future>

namespace parlor::bench {

/// Runs what it is given on the thread that gives it.
class Inline final : public Executor {
public:
    void post(Job job) override { job(); }
};

/// Waits for it; ends the program when it fails.
template<class T>
T answerOf(const Task<Result<T>>& task) {
    Inline executor;
    std::promise<Result<T>> answer;
    task.then(&executor, [&](const Result<T>& result) { answer.set_value(result); });
    const Result<T> result = answer.get_future().get();
    if (!result)
        qFatal("%s", qPrintable(result.error().detail));
    return *result;
}

/// One that nobody has done before.
inline server::Operation operationOf(PersonId person) {
    server::Operation operation;
    operation.person = person;
    operation.clientId = makeClientId();
    operation.requestHash =
        QCryptographicHash::hash(operation.clientId.toLatin1(), QCryptographicHash::Sha256).left(16);
    return operation;
}

} // namespace parlor::bench
