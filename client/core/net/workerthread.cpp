#include "client/core/net/workerthread.h"

#include "shared/core/handover.h"

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
    m_executor->post([thread = &m_thread] { thread->quit(); });
    m_thread.wait();
    takeOver(this);
}

} // namespace parlor::client
