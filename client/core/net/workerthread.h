#pragma once

#include "shared/core/executor.h"

#include <QThread>

namespace parlor::client {

/// A thread with an event loop where jobs run in order. Objects given to it live there and are deleted there
/// when it ends; jobs still waiting then are dropped.
class WorkerThread {
public:
    explicit WorkerThread(const QString& name);
    ~WorkerThread();
    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    [[nodiscard]] Executor& executor() { return *m_executor; }

    /// Takes over an object without a parent.
    template<class T>
    T* adopt(T* object) {
        take(object);
        return object;
    }

    /// Lets jobs that wait run, then ends. Called by the destructor.
    void finish();

private:
    void take(QObject* object);

    QThread m_thread;
    QtExecutor* m_executor;
};

} // namespace parlor::client
