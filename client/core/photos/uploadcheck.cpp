#include "client/core/photos/uploadcheck.h"

#include "client/core/photos/photocheck.h"
#include "shared/protocol/limits.h"

namespace parlor::client {

namespace {

using Stage = UploadJob::Stage;

constexpr int askMs = 50; ///< files that are hashed in this time are asked about together

} // namespace

UploadCheck::UploadCheck(UploadJobs& jobs, Api& api, Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent), m_jobs(jobs), m_api(api), m_executor(executor), m_clock(clock), m_ask(this) {
    m_ask.setSingleShot(true);
    m_ask.setInterval(askMs);
    connect(&m_ask, &QTimer::timeout, this, &UploadCheck::ask);
}

void UploadCheck::askSoon() {
    if (!m_ask.isActive())
        m_ask.start();
}

void UploadCheck::ask() {
    QList<TransferId> asking;
    QList<QByteArray> hashes;
    const std::int64_t now = m_clock.monotonic();
    for (const auto& [id, job] : m_jobs.all()) {
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

void UploadCheck::asked(const QList<TransferId>& jobs, const Result<HttpAnswer>& answer) {
    const auto known = knownPhotosOf(answer);
    for (const TransferId id : jobs) {
        UploadJob* job = m_jobs.find(id);
        if (!job || job->stage != Stage::Asking)
            continue;
        if (!known) {
            job->stage = Stage::Ask;
            m_jobs.failed(*job, known.error());
            continue;
        }
        const auto have = known->have.constFind(job->hashText());
        const auto lost = known->trashed.constFind(job->hashText());
        if (have != known->have.cend()) {
            job->isThere(*have, true);
            m_jobs.become(*job, TransferState::Processing);
        } else if (lost != known->trashed.cend()) {
            bringBack(*job, *lost);
        } else {
            job->stage = Stage::Begin;
        }
    }
    m_jobs.pump();
}

void UploadCheck::bringBack(UploadJob& job, PhotoId photo) {
    HttpCall call =
        jsonCall("PATCH", m_api.server(), u"/v1/photos/"_qs + photo.toString(), {{u"trashed"_qs, false}});
    m_jobs.call(job, std::move(call), [this, photo](UploadJob& mine, const Result<HttpAnswer>& answer) {
        if (!answer) {
            mine.stage = Stage::Ask;
            return m_jobs.failed(mine, answer.error());
        }
        mine.isThere(photo, true);
        m_jobs.pump();
    });
}

} // namespace parlor::client
