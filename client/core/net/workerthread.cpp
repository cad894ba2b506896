#include "client/core/net/workerthread.h"

namespace parlor::client {

WorkerThread::WorkerThread(const QString& name) : m_executor(new QtExecutor) {
    m_thread.setObjectName(name);
    take(m_executor);
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
}

} // namespace parlor::client
