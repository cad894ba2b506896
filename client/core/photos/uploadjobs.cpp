#include "client/core/photos/uploadjobs.h"

#include <algorithm>

namespace parlor::client {

UploadJobs::UploadJobs(Api& api, Cache& cache, Executor& executor, const Clock& clock, Hooks hooks,
                       QObject* parent)
    : QObject(parent),
      m_api(api),
      m_cache(cache),
      m_executor(executor),
      m_clock(clock),
      m_hooks(std::move(hooks)) {}

UploadJobs::~UploadJobs() {
    for (auto& [id, job] : m_jobs)
        job->cancelled->store(true);
}

UploadJob* UploadJobs::find(TransferId transfer) {
    const auto found = m_jobs.find(transfer);
    return found == m_jobs.end() ? nullptr : found->second.get();
}

void UploadJobs::add(std::unique_ptr<UploadJob> job) {
    const TransferId id = job->transfer.id;
    tell(*job);
    m_jobs.emplace(id, std::move(job));
}

void UploadJobs::remove(TransferId transfer) {
    UploadJob* job = find(transfer);
    if (!job)
        return;
    job->cancelled->store(true);
    cancelCall(*job);
    m_cache.tell([transfer, sha256 = job->sha256](CacheDatabase& database) -> Status {
        TRY(database.outgoing.storeUploadUrl(sha256, {}, 0));
        return database.outgoing.removeTransfer(transfer);
    });
    m_jobs.erase(transfer);
}

void UploadJobs::clear() {
    for (auto& [id, job] : m_jobs) {
        job->cancelled->store(true);
        cancelCall(*job);
    }
    m_jobs.clear();
}

void UploadJobs::keep(const UploadJob& job) {
    m_cache.tell([transfer = job.transfer](CacheDatabase& database) {
        return database.outgoing.storeTransfer(transfer);
    });
}

void UploadJobs::become(UploadJob& job, TransferState state) {
    if (job.transfer.state == state)
        return;
    job.transfer.state = state;
    if (state != TransferState::Uploading)
        job.transfer.rate = 0;
    tell(job);
}

void UploadJobs::call(UploadJob& job, HttpCall call,
                      std::function<void(UploadJob&, const Result<HttpAnswer>&)> then) {
    job.busy = true;
    job.handle = std::make_shared<Api::Handle>();
    whenDone(m_api.send(std::move(call), job.handle), &m_executor, this,
             [this, id = job.transfer.id, turn = job.turn, then](const Result<HttpAnswer>& answer) {
                 UploadJob* mine = find(id);
                 if (!mine || mine->turn != turn)
                     return;
                 mine->busy = false;
                 mine->handle.reset();
                 then(*mine, answer);
             });
}

void UploadJobs::cancelCall(UploadJob& job) {
    if (job.handle)
        m_api.cancel(*job.handle);
}

void UploadJobs::later(UploadJob& job, std::int64_t ms) {
    job.notBefore = m_clock.monotonic() + ms;
    if (!job.timer) {
        job.timer = std::make_unique<QTimer>();
        job.timer->setSingleShot(true);
        connect(job.timer.get(), &QTimer::timeout, this, [this, id = job.transfer.id] {
            if (UploadJob* mine = find(id))
                mine->notBefore = 0;
            pump();
        });
    }
    job.timer->start(static_cast<int>(std::min<std::int64_t>(ms, 3'600'000)));
    pump();
}

void UploadJobs::failed(UploadJob& job, const Error& error) {
    if (error.code == ErrorCode::Cancelled)
        return;
    if (!isTemporary(error.code)) {
        m_cache.tell([sha256 = job.sha256](CacheDatabase& database) {
            return database.outgoing.storeUploadUrl(sha256, {}, 0);
        });
        return finish(job, TransferState::Failed, error.code);
    }
    job.transfer.reason = error.code;
    become(job, TransferState::Waiting);
    (void)job.backoff.next();
    later(job, std::max(error.retryAfterMs, job.backoff.next()));
}

void UploadJobs::finish(UploadJob& job, TransferState state, std::optional<ErrorCode> reason) {
    job.stage = UploadJob::Stage::Over;
    ++job.turn;
    job.busy = false;
    job.transfer.reason = reason;
    job.transfer.rate = 0;
    job.transfer.state = state;
    if (state == TransferState::Done)
        m_cache.tell(
            [id = job.transfer.id](CacheDatabase& database) { return database.outgoing.removeTransfer(id); });
    else
        keep(job);
    tell(job);
    m_hooks.finished(job.transfer);
    pump();
}

} // namespace parlor::client
