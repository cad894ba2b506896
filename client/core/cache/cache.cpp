#include "client/core/cache/cache.h"

#include <QLoggingCategory>

namespace parlor::client {

namespace {
Q_LOGGING_CATEGORY(log, "parlor.client.cache")
} // namespace

Cache::Cache(WorkerThread& worker, const QString& file)
    : m_worker(worker), m_database(worker.adopt(new CacheDatabase(file))) {}

void Cache::logFailure(const Status& status) {
    if (!status)
        qCWarning(log) << "the local store failed:" << status.error();
}

} // namespace parlor::client
