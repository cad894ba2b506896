#pragma once

#include "shared/core/task.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QThread>
#include <QTimer>

namespace parlor::test {

/// Runs the event loop until `condition()` holds; false when `timeoutMs` went by first.
template<class Condition>
[[nodiscard]] bool waitFor(Condition condition, int timeoutMs = 60'000) {
    const QDeadlineTimer deadline(timeoutMs);
    // Another thread may fulfil the condition without an event here, so the sleep is short.
    constexpr int sleepMs = 2;
    const bool hasEvents = QCoreApplication::instance() != nullptr;
    QTimer wakeUp;
    wakeUp.setTimerType(Qt::PreciseTimer);
    if (hasEvents)
        wakeUp.start(sleepMs);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        // Without a time limit: with one, processEvents() ignores WaitForMoreEvents and spins.
        if (hasEvents)
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        else
            QThread::msleep(sleepMs);
    }
    return true;
}

/// Runs the event loop until the task is done and returns its answer; ends the process after `timeoutMs`.
template<class T>
T await(const Task<T>& task, int timeoutMs = 60'000) {
    if (!waitFor([&] { return task.isDone(); }, timeoutMs))
        qFatal("a task was not done in time");
    return task.value();
}

} // namespace parlor::test
