#include "server/media/workerpool.h"

#include "server/media/supervisor.h"

namespace parlor::server {

WorkerPool::WorkerPool(WorkerPoolOptions options)
    : m_supervisor(std::make_unique<media::Supervisor>(std::move(options))),
      m_thread([supervisor = m_supervisor.get()] { supervisor->run(); }) {}

WorkerPool::~WorkerPool() {
    m_supervisor->stop();
    m_thread.join();
}

Task<Result<MediaResult>> WorkerPool::process(MediaJob job) {
    return m_supervisor->process(std::move(job));
}

Task<WorkerProbe> WorkerPool::probe() const {
    return m_supervisor->probe();
}

int WorkerPool::size() const {
    return m_supervisor->most();
}

QList<qint64> WorkerPool::workers() const {
    return m_supervisor->workers();
}

} // namespace parlor::server
