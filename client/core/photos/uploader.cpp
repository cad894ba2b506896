#include "client/core/photos/uploader.h"

#include "client/core/photos/photocheck.h"
#include "client/core/photos/tuscalls.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QFileInfo>
#include <QPointer>

namespace parlor::client {

namespace {

constexpr std::int64_t windowBytes = 8LL * 1024 * 1024;
constexpr int uploadsAtOnce = 3;
constexpr int hashesAtOnce = 2;
constexpr int askMs = 50; ///< files that are hashed in this time are asked about together
constexpr std::int64_t lookMostMs = 3'000;

} // namespace

Uploader::Uploader(Api& api, Cache& cache, Hasher& hasher, Executor& executor, const Clock& clock,
                   Hooks hooks, QObject* parent)
    : QObject(parent),
      m_api(api),
      m_cache(cache),
      m_executor(executor),
      m_clock(clock),
      m_hooks(std::move(hooks)),
      m_fingerprints(cache, hasher, executor),
      m_ask(this) {
    m_ask.setSingleShot(true);
    m_ask.setInterval(askMs);
    connect(&m_ask, &QTimer::timeout, this, &Uploader::askServer);
}

Uploader::~Uploader() {
    for (auto& [id, job] : m_jobs)
        job->cancelled->store(true);
}

Uploader::Job* Uploader::find(TransferId transfer) {
    const auto found = m_jobs.find(transfer);
    return found == m_jobs.end() ? nullptr : found->second.get();
}

TransferId Uploader::add(const QString& path, ChannelId channel, Finish finish) {
    auto job = std::make_unique<Job>();
    job->untilProcessed = finish == Finish::Processed;
    job->transfer.id = makeNew<TransferId>();
    job->transfer.path = QFileInfo(path).absoluteFilePath();
    job->transfer.name = QFileInfo(path).fileName();
    job->transfer.channel = channel;
    job->transfer.createdAt = m_clock.now();
    const TransferId id = job->transfer.id;
    keep(*job);
    m_hooks.changed(job->transfer);
    m_jobs.emplace(id, std::move(job));
    pump();
    return id;
}

void Uploader::restore(const QList<Transfer>& transfers) {
    for (const Transfer& transfer : transfers) {
        auto job = std::make_unique<Job>();
        job->transfer = transfer;
        if (transfer.state == TransferState::Failed)
            job->stage = Stage::Over;
        m_hooks.changed(job->transfer);
        m_jobs.emplace(transfer.id, std::move(job));
    }
    pump();
}

void Uploader::keep(const Job& job) {
    m_cache.tell([transfer = job.transfer](CacheDatabase& database) {
        return database.outgoing.storeTransfer(transfer);
    });
}

void Uploader::become(Job& job, TransferState state) {
    if (job.transfer.state == state)
        return;
    job.transfer.state = state;
    if (state != TransferState::Uploading)
        job.transfer.rate = 0;
    m_hooks.changed(job.transfer);
}

void Uploader::pump() {
    int hashing = 0;
    int uploading = 0;
    for (const auto& [id, job] : m_jobs) {
        hashing += job->busy && job->stage == Stage::Hash ? 1 : 0;
        uploading += job->busy && job->isSending() ? 1 : 0;
    }
    const std::int64_t now = m_clock.monotonic();
    for (const auto& [id, job] : m_jobs) {
        if (job->busy || job->stage == Stage::Over || job->stage == Stage::Asking
            || job->transfer.state == TransferState::Paused || job->notBefore > now)
            continue;
        if (job->stage == Stage::Hash && hashing >= hashesAtOnce)
            continue;
        if (job->isSending() && uploading >= uploadsAtOnce) {
            become(*job, TransferState::Queued);
            continue;
        }
        hashing += job->stage == Stage::Hash ? 1 : 0;
        uploading += job->isSending() ? 1 : 0;
        step(*job);
    }
}

void Uploader::step(Job& job) {
    switch (job.stage) {
    case Stage::Hash:
        return hash(job);
    case Stage::Ask:
        return askSoon();
    case Stage::Begin:
        return begin(job);
    case Stage::Upload:
        return job.located ? patch(job) : locate(job);
    case Stage::Look:
        return lookAtPhoto(job);
    case Stage::Asking:
    case Stage::Over:
        return;
    }
}

void Uploader::hash(Job& job) {
    job.busy = true;
    become(job, TransferState::Hashing);
    const TransferId id = job.transfer.id;
    const int turn = job.turn;
    m_fingerprints.find(
        job.transfer.path, job.cancelled,
        [this, id, turn](const FileFacts& facts) {
            Job* mine = find(id);
            if (mine && mine->turn == turn)
                mine->transfer.size = facts.size;
        },
        [this, id, turn](const Result<HashedFile>& hashed) {
            Job* mine = find(id);
            if (!mine || mine->turn != turn)
                return;
            mine->busy = false;
            if (!hashed)
                return failed(*mine, hashed.error());
            mine->facts = hashed->facts;
            mine->sha256 = hashed->sha256;
            mine->transfer.size = hashed->facts.size;
            mine->stage = Stage::Ask;
            become(*mine, TransferState::Queued);
            pump();
        });
}

void Uploader::askSoon() {
    if (!m_ask.isActive())
        m_ask.start();
}

void Uploader::askServer() {
    QList<TransferId> asking;
    QList<QByteArray> hashes;
    const std::int64_t now = m_clock.monotonic();
    for (const auto& [id, job] : m_jobs) {
        if (job->stage != Stage::Ask || job->transfer.state == TransferState::Paused || job->notBefore > now
            || asking.size() >= limits::checkHashes)
            continue;
        job->stage = Stage::Asking;
        asking.append(id);
        hashes.append(job->sha256);
    }
    if (asking.isEmpty())
        return;
    whenDone(m_api.json("POST", u"/v1/photos/check"_qs, photoCheckOf(hashes)), &m_executor, this,
             [this, asking](const Result<HttpAnswer>& answer) { asked(asking, answer); });
}

void Uploader::asked(const QList<TransferId>& jobs, const Result<HttpAnswer>& answer) {
    const auto known = knownPhotosOf(answer);
    for (const TransferId id : jobs) {
        Job* job = find(id);
        if (!job || job->stage != Stage::Asking)
            continue;
        if (!known) {
            job->stage = Stage::Ask;
            failed(*job, known.error());
            continue;
        }
        const auto have = known->have.constFind(job->hashText());
        const auto lost = known->trashed.constFind(job->hashText());
        if (have != known->have.cend()) {
            job->isThere(*have, true);
            become(*job, TransferState::Processing);
        } else if (lost != known->trashed.cend()) {
            bringBack(*job, *lost);
        } else {
            job->stage = Stage::Begin;
        }
    }
    pump();
}

void Uploader::bringBack(Job& job, PhotoId photo) {
    HttpCall call =
        jsonCall("PATCH", m_api.server(), u"/v1/photos/"_qs + photo.toString(), {{u"trashed"_qs, false}});
    this->call(job, std::move(call), [this, photo](Job& mine, const Result<HttpAnswer>& answer) {
        if (!answer) {
            mine.stage = Stage::Ask;
            return failed(mine, answer.error());
        }
        mine.isThere(photo, true);
        pump();
    });
}

void Uploader::call(Job& job, HttpCall call, std::function<void(Job&, const Result<HttpAnswer>&)> then) {
    job.busy = true;
    job.handle = std::make_shared<Api::Handle>();
    whenDone(m_api.send(std::move(call), job.handle), &m_executor, this,
             [this, id = job.transfer.id, turn = job.turn, then](const Result<HttpAnswer>& answer) {
                 Job* mine = find(id);
                 if (!mine || mine->turn != turn)
                     return;
                 mine->busy = false;
                 mine->handle.reset();
                 then(*mine, answer);
             });
}

void Uploader::begin(Job& job) {
    job.busy = true;
    become(job, TransferState::Uploading);
    whenDone(m_cache.ask([sha256 = job.sha256, now = m_clock.now()](CacheDatabase& database) {
        return database.outgoing.uploadUrl(sha256, now);
    }),
             &m_executor, this, [this, id = job.transfer.id, turn = job.turn](const Result<QString>& url) {
                 Job* mine = find(id);
                 if (!mine || mine->turn != turn)
                     return;
                 mine->busy = false;
                 mine->stage = Stage::Upload;
                 mine->url = url.value_or(QString());
                 mine->located = false;
                 locate(*mine);
             });
}

void Uploader::create(Job& job) {
    call(job, tus::create(job.transfer.name, job.facts.size, job.sha256, job.facts.changedAt),
         [this](Job& mine, const Result<HttpAnswer>& answer) {
             if (!answer)
                 return failed(mine, answer.error());
             mine.url = tus::uploadOf(*answer);
             if (mine.url.isEmpty())
                 return failed(mine, {ErrorCode::BadFrame, u"the server named no upload"_qs, 0});
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

void Uploader::locate(Job& job) {
    become(job, TransferState::Uploading);
    if (job.url.isEmpty())
        return create(job);
    call(job, tus::locate(job.url), [this](Job& mine, const Result<HttpAnswer>& answer) {
        if (!answer && isTemporary(answer.error().code))
            return failed(mine, answer.error());
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

void Uploader::patch(Job& job) {
    become(job, TransferState::Uploading);
    job.startMeasuring();
    HttpCall call = tus::patch(job.url, job.transfer.path, job.transfer.sent,
                               std::min(windowBytes, job.facts.size - job.transfer.sent));
    call.progress = [self = QPointer(this), id = job.transfer.id, turn = job.turn,
                     start = job.transfer.sent](std::int64_t sent) {
        Job* mine = self ? self->find(id) : nullptr;
        if (mine && mine->turn == turn && mine->stage == Stage::Upload)
            self->progress(*mine, start + sent);
    };
    this->call(job, std::move(call),
               [this](Job& mine, const Result<HttpAnswer>& answer) { patched(mine, answer); });
}

void Uploader::progress(Job& job, std::int64_t sent) {
    if (job.advance(sent))
        m_hooks.changed(job.transfer);
}

void Uploader::patched(Job& job, const Result<HttpAnswer>& answer) {
    if (!answer) {
        job.located = false;
        // Another offset than ours is no failure: HEAD tells where to go on.
        if (answer.error().code == ErrorCode::OffsetMismatch)
            return later(job, 0);
        if (answer.error().code == ErrorCode::NotFound || answer.error().code == ErrorCode::Gone) {
            job.url.clear();
            return later(job, 0);
        }
        return failed(job, answer.error());
    }
    job.backoff.reset();
    job.transfer.sent = tus::offsetOf(*answer).value_or(0);
    m_hooks.changed(job.transfer);
    if (tus::isComplete(*answer))
        return stored(job, *answer);
    if (job.transfer.sent >= job.facts.size) {
        job.located = false;
        return later(job, Job::firstLookMs);
    }
    patch(job);
}

void Uploader::stored(Job& job, const HttpAnswer& answer) {
    const auto photo = tus::storedOf(answer);
    if (!photo)
        return failed(job, {ErrorCode::BadFrame, u"the server named no photo"_qs, 0});
    job.isThere(photo->photo, photo->had);
    m_cache.tell([sha256 = job.sha256](CacheDatabase& database) {
        return database.outgoing.storeUploadUrl(sha256, {}, 0);
    });
    if (!job.untilProcessed)
        return finish(job, TransferState::Done, std::nullopt);
    become(job, TransferState::Processing);
    later(job, job.lookMs);
}

void Uploader::lookAtPhoto(Job& job) {
    if (!job.untilProcessed)
        return finish(job, TransferState::Done, std::nullopt);
    become(job, TransferState::Processing);
    HttpCall call = jsonCall("GET", m_api.server(), u"/v1/photos/"_qs + job.transfer.photo.toString());
    this->call(job, std::move(call), [this](Job& mine, const Result<HttpAnswer>& answer) {
        const auto object = objectOf(answer);
        if (!object)
            return failed(mine, object.error());
        const auto photo = codec::photoFromJson(*object);
        if (!photo)
            return failed(mine, photo.error());
        mine.backoff.reset();
        settle(mine, *photo);
        if (mine.stage == Stage::Look) {
            mine.lookMs = std::min(lookMostMs, mine.lookMs * 2);
            later(mine, mine.lookMs);
        }
    });
}

void Uploader::photoChanged(const Photo& photo) {
    QList<TransferId> waiting;
    for (const auto& [id, job] : m_jobs)
        if (job->stage == Stage::Look && job->transfer.photo == photo.id)
            waiting.append(id);
    for (const TransferId id : std::as_const(waiting))
        if (Job* job = find(id))
            settle(*job, photo);
}

void Uploader::settle(Job& job, const Photo& photo) {
    const std::optional<ErrorCode> reason =
        photo.reason.isEmpty() ? std::nullopt
                               : std::optional(errorCodeFromWire(photo.reason).value_or(ErrorCode::BadImage));
    switch (photo.state) {
    case PhotoState::Pending:
        return;
    case PhotoState::Ready:
        return finish(job, TransferState::Done, std::nullopt);
    case PhotoState::Damaged:
        return finish(job, TransferState::Done, reason.value_or(ErrorCode::BadImage));
    case PhotoState::Failed:
        return finish(job, TransferState::Failed, reason.value_or(ErrorCode::BadImage));
    }
}

void Uploader::finish(Job& job, TransferState state, std::optional<ErrorCode> reason) {
    job.stage = Stage::Over;
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
    m_hooks.changed(job.transfer);
    m_hooks.finished(job.transfer);
    pump();
}

void Uploader::failed(Job& job, const Error& error) {
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

void Uploader::later(Job& job, std::int64_t ms) {
    job.notBefore = m_clock.monotonic() + ms;
    if (!job.timer) {
        job.timer = std::make_unique<QTimer>();
        job.timer->setSingleShot(true);
        connect(job.timer.get(), &QTimer::timeout, this, [this, id = job.transfer.id] {
            if (Job* mine = find(id))
                mine->notBefore = 0;
            pump();
        });
    }
    job.timer->start(static_cast<int>(std::min<std::int64_t>(ms, 3'600'000)));
    pump();
}

void Uploader::pause(TransferId transfer) {
    Job* job = find(transfer);
    if (!job || job->stage == Stage::Over || job->stage == Stage::Look)
        return;
    if (job->handle)
        m_api.cancel(*job->handle);
    job->interrupt();
    become(*job, TransferState::Paused);
    keep(*job);
    pump();
}

void Uploader::resume(TransferId transfer) {
    Job* job = find(transfer);
    if (!job
        || (job->transfer.state != TransferState::Paused && job->transfer.state != TransferState::Failed))
        return;
    if (job->transfer.state == TransferState::Failed)
        job->stage = Stage::Hash;
    job->transfer.reason.reset();
    job->backoff.reset();
    job->notBefore = 0;
    become(*job, TransferState::Queued);
    keep(*job);
    pump();
}

void Uploader::cancel(TransferId transfer) {
    Job* job = find(transfer);
    if (!job)
        return;
    job->cancelled->store(true);
    if (job->handle)
        m_api.cancel(*job->handle);
    // What the server has of it goes by itself; asking it to is only polite.
    if (job->stage == Stage::Upload && !job->url.isEmpty()) {
        (void)m_api.send(tus::terminate(job->url));
    }
    m_cache.tell([transfer, sha256 = job->sha256](CacheDatabase& database) -> Status {
        TRY(database.outgoing.storeUploadUrl(sha256, {}, 0));
        return database.outgoing.removeTransfer(transfer);
    });
    m_jobs.erase(transfer);
    m_hooks.removed(transfer);
    pump();
}

void Uploader::online() {
    for (const auto& [id, job] : m_jobs) {
        if (job->transfer.state != TransferState::Waiting)
            continue;
        job->notBefore = 0;
        job->backoff.reset();
    }
    pump();
}

void Uploader::clear() {
    for (auto& [id, job] : m_jobs) {
        job->cancelled->store(true);
        if (job->handle)
            m_api.cancel(*job->handle);
    }
    m_jobs.clear();
    m_ask.stop();
}

} // namespace parlor::client
