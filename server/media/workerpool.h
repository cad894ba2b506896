#pragma once

#include "server/domain/ports/mediaprocessor.h"

#include <QString>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace parlor::server {

namespace media {
class Supervisor;
}

struct WorkerPoolOptions {
    QString program;                             ///< absolute path of parlor-media-worker
    int workers = 0;                             ///< at most so many processes; 0: one a core
    int queueLimit = 256;                        ///< jobs that wait, before Busy
    int cpuSeconds = 12;                         ///< a job
    std::chrono::milliseconds wallLimit{15'000}; ///< a job, then the worker is killed
    std::chrono::milliseconds idleLimit{60'000}; ///< all but one worker go home after so long without a job
    int jobsPerWorker = 300;                     ///< then it makes place for a fresh one
    int effort = 4;                              ///< of the WebP encoder: 2 is faster and about 14 % larger
};

/// What the first worker said when it started.
struct WorkerProbe {
    bool ready = false;  ///< false: every job is answered SandboxMissing
    int landlockAbi = 0; ///< 0: this kernel has no Landlock
    bool heif = false;   ///< HEIC and AVIF can be decoded
    QString problem;     ///< why not, for the log and for `doctor`
};

/// The MediaProcessor made of sandboxed worker processes, watched by one thread of its own. Workers start
/// when they are needed (the first at once, for the probe), do one job at a time and are killed when they are
/// done for. A job is answered within wallLimit of its start. All methods are thread-safe; the destructor
/// kills the workers and answers what is left with Draining.
class WorkerPool final : public MediaProcessor {
public:
    explicit WorkerPool(WorkerPoolOptions options);
    ~WorkerPool() override;

    Task<Result<MediaResult>> process(MediaJob job) override;

    /// Done once the first worker has come up or failed to.
    [[nodiscard]] Task<WorkerProbe> probe() const;

    /// Process ids of the workers that run now.
    [[nodiscard]] QList<qint64> workers() const;

    /// How many there are at most.
    [[nodiscard]] int size() const;

private:
    std::unique_ptr<media::Supervisor> m_supervisor;
    std::thread m_thread;
};

} // namespace parlor::server
