#pragma once

#include "client/core/cache/cache.h"
#include "client/core/photos/hasher.h"
#include "shared/core/executor.h"
#include "shared/protocol/serverlimits.h"

#include <QObject>

#include <functional>

namespace parlor::client {

/// The SHA-256 of files that may become photos. A file that has not changed since it was last hashed is not
/// read again, not even in another run of the program. Interface thread only.
class Fingerprints final : public QObject {
    Q_OBJECT
public:
    using Seen = std::function<void(const FileFacts&)>;
    using Done = std::function<void(const Result<HashedFile>&)>;

    /// All live longer.
    Fingerprints(Cache& cache, Hasher& hasher, Executor& executor, QObject* parent = nullptr);

    /// From now on: what find() takes for too large.
    void setLimits(const ServerLimits& limits) { m_limits = limits; }

    /// `seen`: size and time are known, before any hashing. Neither is called once `cancelled` holds, except
    /// that a hash under way ends `done` with Cancelled. TooLarge for more than a photo may have.
    void find(const QString& path, const Hasher::Cancelled& cancelled, Seen seen, Done done);

private:
    void hash(const QString& path, const Hasher::Cancelled& cancelled, const Done& done);

    Cache& m_cache;
    Hasher& m_hasher;
    Executor& m_executor;
    ServerLimits m_limits;
};

} // namespace parlor::client
