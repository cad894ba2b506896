#include "client/core/photos/uploadsending.h"

#include "client/core/photos/tuscalls.h"

#include <QPointer>

#include <algorithm>

namespace parlor::client {

namespace {

using Stage = UploadJob::Stage;

constexpr std::int64_t windowBytes = 8LL * 1024 * 1024;

} // namespace

UploadSending::UploadSending(UploadJobs& jobs, Cache& cache, Executor& executor, const Clock& clock,
                             QObject* parent)
    : QObject(parent), m_jobs(jobs), m_cache(cache), m_executor(executor), m_clock(clock) {}

void UploadSending::begin(UploadJob& job) {
    job.busy = true;
    m_jobs.become(job, TransferState::Uploading);
    whenDone(m_cache.ask([sha256 = job.sha256, now = m_clock.now()](CacheDatabase& database) {
        return database.outgoing.uploadUrl(sha256, now);
    }),
             &m_executor, this, [this, id = job.transfer.id, turn = job.turn](const Result<QString>& url) {
                 UploadJob* mine = m_jobs.find(id);
                 if (!mine || mine->turn != turn)
                     return;
                 mine->busy = false;
                 mine->stage = Stage::Upload;
                 mine->url = url.value_or(QString());
                 mine->located = false;
                 locate(*mine);
             });
}

void UploadSending::goOn(UploadJob& job) {
    if (job.located)
        patch(job);
    else
        locate(job);
}

void UploadSending::create(UploadJob& job) {
    m_jobs.call(job, tus::create(job.transfer.name, job.facts.size, job.sha256, job.facts.changedAt),
                [this](UploadJob& mine, const Result<HttpAnswer>& answer) {
                    if (!answer)
                        return m_jobs.failed(mine, answer.error());
                    mine.url = tus::uploadOf(*answer);
                    if (mine.url.isEmpty())
                        return m_jobs.failed(mine,
                                             {ErrorCode::BadFrame, u"the server named no upload"_qs, 0});
                    m_cache.tell(
                        [sha256 = mine.sha256, url = mine.url, now = m_clock.now()](CacheDatabase& database) {
                            return database.outgoing.storeUploadUrl(sha256, url, now);
                        });
                    mine.located = true;
                    mine.transfer.sent = 0;
                    if (tus::isComplete(*answer))
                        return stored(mine, *answer);
                    patch(mine);
                });
}

void UploadSending::locate(UploadJob& job) {
    m_jobs.become(job, TransferState::Uploading);
    if (job.url.isEmpty())
        return create(job);
    m_jobs.call(job, tus::locate(job.url), [this](UploadJob& mine, const Result<HttpAnswer>& answer) {
        if (!answer && isTemporary(answer.error().code))
            return m_jobs.failed(mine, answer.error());
        const auto offset = answer ? tus::offsetOf(*answer) : std::nullopt;
        if (!offset || *offset > mine.facts.size) {
            // Gone (24 h are over): from the beginning.
            mine.url.clear();
            return create(mine);
        }
        mine.transfer.sent = *offset;
        mine.located = true;
        if (tus::isComplete(*answer))
            return stored(mine, *answer);
        patch(mine);
    });
}

void UploadSending::patch(UploadJob& job) {
    m_jobs.become(job, TransferState::Uploading);
    job.startMeasuring();
    HttpCall call = tus::patch(job.url, job.transfer.path, job.transfer.sent,
                               std::min(windowBytes, job.facts.size - job.transfer.sent));
    call.progress = [self = QPointer(this), id = job.transfer.id, turn = job.turn,
                     start = job.transfer.sent](std::int64_t sent) {
        UploadJob* mine = self ? self->m_jobs.find(id) : nullptr;
        if (mine && mine->turn == turn && mine->stage == Stage::Upload && mine->advance(start + sent))
            self->m_jobs.tell(*mine);
    };
    m_jobs.call(job, std::move(call),
                [this](UploadJob& mine, const Result<HttpAnswer>& answer) { patched(mine, answer); });
}

void UploadSending::patched(UploadJob& job, const Result<HttpAnswer>& answer) {
    if (!answer) {
        job.located = false;
        // Another offset than ours is no failure: HEAD tells where to go on.
        if (answer.error().code == ErrorCode::OffsetMismatch)
            return m_jobs.later(job, 0);
        if (answer.error().code == ErrorCode::NotFound || answer.error().code == ErrorCode::Gone) {
            job.url.clear();
            return m_jobs.later(job, 0);
        }
        return m_jobs.failed(job, answer.error());
    }
    job.backoff.reset();
    job.transfer.sent = tus::offsetOf(*answer).value_or(0);
    m_jobs.tell(job);
    if (tus::isComplete(*answer))
        return stored(job, *answer);
    if (job.transfer.sent >= job.facts.size) {
        job.located = false;
        return m_jobs.later(job, UploadJob::firstLookMs);
    }
    patch(job);
}

void UploadSending::stored(UploadJob& job, const HttpAnswer& answer) {
    const auto photo = tus::storedOf(answer);
    if (!photo)
        return m_jobs.failed(job, {ErrorCode::BadFrame, u"the server named no photo"_qs, 0});
    job.isThere(photo->photo, photo->had);
    m_cache.tell([sha256 = job.sha256](CacheDatabase& database) {
        return database.outgoing.storeUploadUrl(sha256, {}, 0);
    });
    if (!job.untilProcessed)
        return m_jobs.finish(job, TransferState::Done, std::nullopt);
    m_jobs.become(job, TransferState::Processing);
    m_jobs.later(job, job.lookMs);
}

} // namespace parlor::client
