#include "client/core/photos/uploader.h"

#include "client/core/photos/tuscalls.h"
#include "shared/protocol/codec.h"

#include <QFileInfo>

namespace parlor::client {

namespace {

using Stage = UploadJob::Stage;

constexpr int uploadsAtOnce = 3;
constexpr int hashesAtOnce = 2;
constexpr std::int64_t lookMostMs = 3'000;

} // namespace

Uploader::Uploader(Api& api, Cache& cache, Hasher& hasher, Executor& executor, const Clock& clock,
                   Hooks hooks, QObject* parent)
    : QObject(parent),
      m_api(api),
      m_clock(clock),
      m_hooks(std::move(hooks)),
      m_fingerprints(cache, hasher, executor),
      m_jobs(api, cache, executor, clock, {m_hooks.changed, m_hooks.finished, [this] { pump(); }}),
      m_check(m_jobs, api, executor, clock),
      m_sending(m_jobs, cache, executor, clock) {}

TransferId Uploader::add(const QString& path, ChannelId channel, Finish finish) {
    auto job = std::make_unique<UploadJob>();
    job->untilProcessed = finish == Finish::Processed;
    job->transfer.id = makeNew<TransferId>();
    job->transfer.path = QFileInfo(path).absoluteFilePath();
    job->transfer.name = QFileInfo(path).fileName();
    job->transfer.channel = channel;
    job->transfer.createdAt = m_clock.now();
    const TransferId id = job->transfer.id;
    m_jobs.keep(*job);
    m_jobs.add(std::move(job));
    pump();
    return id;
}

void Uploader::restore(const QList<Transfer>& transfers) {
    for (const Transfer& transfer : transfers) {
        auto job = std::make_unique<UploadJob>();
        job->transfer = transfer;
        if (transfer.state == TransferState::Failed)
            job->stage = Stage::Over;
        m_jobs.add(std::move(job));
    }
    pump();
}

void Uploader::pump() {
    int hashing = 0;
    int uploading = 0;
    for (const auto& [id, job] : m_jobs.all()) {
        hashing += job->busy && job->stage == Stage::Hash ? 1 : 0;
        uploading += job->busy && job->isSending() ? 1 : 0;
    }
    const std::int64_t now = m_clock.monotonic();
    for (const auto& [id, job] : m_jobs.all()) {
        if (job->busy || job->stage == Stage::Over || job->stage == Stage::Asking
            || job->transfer.state == TransferState::Paused || job->notBefore > now)
            continue;
        if (job->stage == Stage::Hash && hashing >= hashesAtOnce)
            continue;
        if (job->isSending() && uploading >= uploadsAtOnce) {
            m_jobs.become(*job, TransferState::Queued);
            continue;
        }
        hashing += job->stage == Stage::Hash ? 1 : 0;
        uploading += job->isSending() ? 1 : 0;
        step(*job);
    }
}

void Uploader::step(UploadJob& job) {
    switch (job.stage) {
    case Stage::Hash:
        return hash(job);
    case Stage::Ask:
        return m_check.askSoon();
    case Stage::Begin:
        return m_sending.begin(job);
    case Stage::Upload:
        return m_sending.goOn(job);
    case Stage::Look:
        return lookAtPhoto(job);
    case Stage::Asking:
    case Stage::Over:
        return;
    }
}

void Uploader::hash(UploadJob& job) {
    job.busy = true;
    m_jobs.become(job, TransferState::Hashing);
    const TransferId id = job.transfer.id;
    const int turn = job.turn;
    m_fingerprints.find(
        job.transfer.path, job.cancelled,
        [this, id, turn](const FileFacts& facts) {
            UploadJob* mine = m_jobs.find(id);
            if (mine && mine->turn == turn)
                mine->transfer.size = facts.size;
        },
        [this, id, turn](const Result<HashedFile>& hashed) {
            UploadJob* mine = m_jobs.find(id);
            if (!mine || mine->turn != turn)
                return;
            mine->busy = false;
            if (!hashed)
                return m_jobs.failed(*mine, hashed.error());
            mine->facts = hashed->facts;
            mine->sha256 = hashed->sha256;
            mine->transfer.size = hashed->facts.size;
            mine->stage = Stage::Ask;
            m_jobs.become(*mine, TransferState::Queued);
            pump();
        });
}

void Uploader::lookAtPhoto(UploadJob& job) {
    if (!job.untilProcessed)
        return m_jobs.finish(job, TransferState::Done, std::nullopt);
    m_jobs.become(job, TransferState::Processing);
    HttpCall call = jsonCall("GET", m_api.server(), u"/v1/photos/"_qs + job.transfer.photo.toString());
    m_jobs.call(job, std::move(call), [this](UploadJob& mine, const Result<HttpAnswer>& answer) {
        const auto object = objectOf(answer);
        if (!object)
            return m_jobs.failed(mine, object.error());
        const auto photo = codec::photoFromJson(*object);
        if (!photo)
            return m_jobs.failed(mine, photo.error());
        mine.backoff.reset();
        settle(mine, *photo);
        if (mine.stage == Stage::Look) {
            mine.lookMs = std::min(lookMostMs, mine.lookMs * 2);
            m_jobs.later(mine, mine.lookMs);
        }
    });
}

void Uploader::photoChanged(const Photo& photo) {
    QList<TransferId> waiting;
    for (const auto& [id, job] : m_jobs.all())
        if (job->stage == Stage::Look && job->transfer.photo == photo.id)
            waiting.append(id);
    for (const TransferId id : std::as_const(waiting))
        if (UploadJob* job = m_jobs.find(id))
            settle(*job, photo);
}

void Uploader::settle(UploadJob& job, const Photo& photo) {
    const std::optional<ErrorCode> reason =
        photo.reason.isEmpty() ? std::nullopt
                               : std::optional(errorCodeFromWire(photo.reason).value_or(ErrorCode::BadImage));
    switch (photo.state) {
    case PhotoState::Pending:
        return;
    case PhotoState::Ready:
        return m_jobs.finish(job, TransferState::Done, std::nullopt);
    case PhotoState::Damaged:
        return m_jobs.finish(job, TransferState::Done, reason.value_or(ErrorCode::BadImage));
    case PhotoState::Failed:
        return m_jobs.finish(job, TransferState::Failed, reason.value_or(ErrorCode::BadImage));
    }
}

void Uploader::pause(TransferId transfer) {
    UploadJob* job = m_jobs.find(transfer);
    if (!job || job->stage == Stage::Over || job->stage == Stage::Look)
        return;
    m_jobs.cancelCall(*job);
    job->interrupt();
    m_jobs.become(*job, TransferState::Paused);
    m_jobs.keep(*job);
    pump();
}

void Uploader::resume(TransferId transfer) {
    UploadJob* job = m_jobs.find(transfer);
    if (!job
        || (job->transfer.state != TransferState::Paused && job->transfer.state != TransferState::Failed))
        return;
    if (job->transfer.state == TransferState::Failed)
        job->stage = Stage::Hash;
    job->transfer.reason.reset();
    job->backoff.reset();
    job->notBefore = 0;
    m_jobs.become(*job, TransferState::Queued);
    m_jobs.keep(*job);
    pump();
}

void Uploader::cancel(TransferId transfer) {
    UploadJob* job = m_jobs.find(transfer);
    if (!job)
        return;
    // What the server has of it goes by itself; asking it to is only polite.
    const QString begun = job->stage == Stage::Upload ? job->url : QString();
    m_jobs.remove(transfer);
    if (!begun.isEmpty())
        (void)m_api.send(tus::terminate(begun));
    m_hooks.removed(transfer);
    pump();
}

void Uploader::online() {
    for (const auto& [id, job] : m_jobs.all()) {
        if (job->transfer.state != TransferState::Waiting)
            continue;
        job->notBefore = 0;
        job->backoff.reset();
    }
    pump();
}

void Uploader::clear() {
    m_jobs.clear();
    m_check.clear();
}

} // namespace parlor::client
