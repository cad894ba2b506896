#pragma once

#include "shared/core/task.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>

namespace parlor::test {

/// Runs the event loop until `condition()` holds; false when `timeoutMs` went by first.
template<class Condition>
[[nodiscard]] bool waitFor(Condition condition, int timeoutMs = 10'000) {
    const QDeadlineTimer deadline(timeoutMs);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 10);
    }
    return true;
}

/// Runs the event loop until the task is done and returns its answer; ends the process after `timeoutMs`.
template<class T>
T await(const Task<T>& task, int timeoutMs = 30'000) {
    if (!waitFor([&] { return task.isDone(); }, timeoutMs))
        qFatal("a task was not done in time");
    return task.value();
}

} // namespace parlor::test
