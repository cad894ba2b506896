#include "client/core/net/workerthread.h"

#include "shared/core/handover.h"

#include <semaphore>

namespace parlor::client {

WorkerThread::WorkerThread(const QString& name) : m_executor(new QtExecutor) {
    m_thread.setObjectName(name);
    take(m_executor);
    QObject::connect(
        &m_thread, &QThread::finished, &m_thread, [this] { handOver(this); }, Qt::DirectConnection);
    m_thread.start();
}

WorkerThread::~WorkerThread() {
    finish();
}

void WorkerThread::take(QObject* object) {
    object->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, object, &QObject::deleteLater);
}

void WorkerThread::finish() {
    if (!m_thread.isRunning())
        return;
    // Not ended by a job: posting one still touches the thread's event dispatcher after the job is in, and by
    // then a job that ends the thread may have had it deleted.
    std::binary_semaphore drained(0);
    m_executor->post([&drained] { drained.release(); });
    drained.acquire();
    m_thread.quit();
    m_thread.wait();
    takeOver(this);
}

} // namespace parlor::client
