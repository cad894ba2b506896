#pragma once

#include "client/core/cache/cache.h"
#include "client/core/photos/uploadjob.h"
#include "client/core/session/api.h"
#include "shared/core/clock.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>

namespace parlor::client {

/// The files on their way: what is told and kept of each, its calls to the server, its pauses and its end.
/// Which of them goes on, and with what, is for others to say. Interface thread only.
class UploadJobs final : public QObject {
    Q_OBJECT
public:
    struct Hooks {
        std::function<void(const Transfer&)> changed;
        std::function<void(const Transfer&)> finished;
        std::function<void()> pump; ///< something may go on now
    };

    using Table = std::map<TransferId, std::unique_ptr<UploadJob>>;

    /// All live longer.
    UploadJobs(Api& api, Cache& cache, Executor& executor, const Clock& clock, Hooks hooks,
               QObject* parent = nullptr);
    /// Whatever is under way is told to end.
    ~UploadJobs() override;

    [[nodiscard]] const Table& all() const { return m_jobs; }

    /// nullptr for one that is not there any more.
    UploadJob* find(TransferId transfer);

    void add(std::unique_ptr<UploadJob> job);
    /// Ends what is under way of it and forgets it, here and in the local store.
    void remove(TransferId transfer);
    void clear();

    /// Into the local store.
    void keep(const UploadJob& job);

    void tell(const UploadJob& job) { m_hooks.changed(job.transfer); }

    void become(UploadJob& job, TransferState state);

    /// `then` is not called once the job has been interrupted.
    void call(UploadJob& job, HttpCall call, std::function<void(UploadJob&, const Result<HttpAnswer>&)> then);
    /// Breaks the call that is under way, if any.
    void cancelCall(UploadJob& job);

    /// It rests for so many ms.
    void later(UploadJob& job, std::int64_t ms);
    /// Again later, or over.
    void failed(UploadJob& job, const Error& error);
    void finish(UploadJob& job, TransferState state, std::optional<ErrorCode> reason);

    void pump() { m_hooks.pump(); }

private:
    Api& m_api;
    Cache& m_cache;
    Executor& m_executor;
    const Clock& m_clock;
    const Hooks m_hooks;
    Table m_jobs;
};

} // namespace parlor::client
