// What uploads need beside requests: recovery after a restart, expiry, people who are disabled.
#include "server/domain/uploads/activeupload.h"

#include <QLoggingCategory>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(uploadLog, "parlor.uploads")

constexpr std::int64_t idleMs = 10 * 60'000; // an open part costs a descriptor and a hash state
constexpr std::int64_t sweepEveryMs = 60 * 60'000;
constexpr int tidyEveryMs = 60'000;
constexpr int recoverPage = 100;
constexpr int sweepPage = 200;

} // namespace

void UploadService::start() {
    m_tidyTimer.start(tidyEveryMs);
    forgetWhole();
    sweep();
    recover({});
}

void UploadService::tidy() {
    forgetIdle();
    if (m_clock.monotonic() - m_lastSweep >= sweepEveryMs)
        sweep();
}

/// Forms of the process before this one: their senders heard the connection end and begin anew. What has come
/// of them holds no room meanwhile.
void UploadService::forgetWhole() {
    when(m_uploads.forgetWhole(), [this](const Result<QList<UploadId>>& gone) {
        if (!gone)
            qCWarning(uploadLog) << "what broke off holds its room until it expires:" << gone.error();
        for (const UploadId id : gone.value_or(QList<UploadId>()))
            when(m_blobs.removePart(id), [](const Status&) {}); // what stays goes with the stale parts
    });
}

void UploadService::recover(UploadId after) {
    when(m_uploads.receiving(after, recoverPage), [this](const Result<QList<Upload>>& uploads) {
        if (!uploads || uploads->isEmpty())
            return;
        for (const Upload& upload : *uploads)
            if (!upload.whole) // status() completes what is complete
                when(status(upload.id, {}), [](const Result<UploadStatus>&) {});
        if (uploads->size() == recoverPage)
            recover(uploads->last().id);
    });
}

void UploadService::sweep() {
    m_lastSweep = m_clock.monotonic();
    const std::int64_t now = m_clock.now();
    sweepExpired(now);
    // Parts whose row is gone; those of rows went above.
    when(m_blobs.removeStaleParts(now - 2 * m_rules.keepMs), [](const Result<int>&) {});
}

void UploadService::sweepExpired(std::int64_t now) {
    when(m_uploads.expired(now, sweepPage), [this, now](const Result<QList<Upload>>& expired) {
        struct Round {
            qsizetype open = 0;
            bool more = false;
        };
        const auto round = std::make_shared<Round>();
        const auto settled = [this, now, round](bool gone) {
            round->more = round->more && gone;
            if (--round->open == 0 && round->more)
                sweepExpired(now);
        };
        for (const Upload& upload : expired.value_or(QList<Upload>())) {
            const ActivePtr active = m_active.value(upload.id);
            if (active && active->busy)
                continue;
            m_active.remove(upload.id);
            ++round->open;
            when(m_blobs.removePart(upload.id), [this, settled, id = upload.id](const Status& removed) {
                if (!removed)
                    return settled(false);
                when(m_uploads.forget(id),
                     [settled](const Status& forgotten) { settled(forgotten.has_value()); });
            });
        }
        // A full page that went means that there may be more.
        round->more = round->open == sweepPage;
    });
}

void UploadService::committed(const CommittedItem& item) {
    const auto* changed = std::get_if<PersonChanged>(&item);
    if (changed == nullptr || !changed->disabled)
        return;
    // Their rows are closed. What is being written meets that when it is to become a photo.
    m_active.removeIf([owner = changed->person.id](const auto& entry) {
        return entry.value()->upload.owner == owner && !entry.value()->completing;
    });
}

void UploadService::forgetIdle() {
    const std::int64_t before = m_clock.monotonic() - idleMs;
    m_active.removeIf(
        [&](const auto& entry) { return !entry.value()->busy && entry.value()->usedAt < before; });
}

} // namespace parlor::server
