#include "server/domain/photos/photoprocessing.h"

#include "server/domain/photos/takentime.h"

#include <QLoggingCategory>

#include <algorithm>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(photoLog, "parlor.photos")

constexpr int retryMs = 2'000;
constexpr int sweepMs = 60'000;
constexpr int sweepPage = 1'000;
constexpr qsizetype mostNoted = 10'000;
constexpr std::size_t mostOnDemand = 256; // that wait, before Busy

/// The picture's own fault: trying again would give the same.
bool isFinal(ErrorCode code) {
    return code == ErrorCode::UnsupportedType || code == ErrorCode::ImageTooLarge
           || code == ErrorCode::BadImage || code == ErrorCode::ImageCrashed
           || code == ErrorCode::ImageBanned;
}

} // namespace

struct PhotoProcessing::Job {
    StoredPhoto photo;
    QList<RenderingKind> kinds;
    bool urgent = true;
    bool onDemand = false;
    MediaResult result;
    QList<StoredRendering> stored; ///< of result.renderings, as far as they are on disk
};

PhotoProcessing::PhotoProcessing(PhotoStore& photos, PhotoCatalogue& catalogue, BlobStore& blobs,
                                 MediaProcessor& media, MessageStore& messages, ModerationLog& audit,
                                 const Clock& clock, Executor& executor, int atOnce, QObject* parent)
    : QObject(parent),
      m_photos(photos),
      m_catalogue(catalogue),
      m_blobs(blobs),
      m_media(media),
      m_messages(messages),
      m_audit(audit),
      m_clock(clock),
      m_executor(executor),
      m_atOnce(std::max(1, atOnce)) {
    connect(&m_sweepTimer, &QTimer::timeout, this, &PhotoProcessing::sweep);
}

void PhotoProcessing::start() {
    m_sweepTimer.start(sweepMs);
    when(m_photos.crashes(), [this](const Result<QHash<QByteArray, int>>& crashes) {
        if (crashes)
            m_crashes.insert(*crashes);
        else
            qCWarning(photoLog) << "which files are banned is not known:" << crashes.error();
        reopen();
    });
}

/// Earlier versions refused for good what they could not look at without workers.
void PhotoProcessing::reopen() {
    when(m_photos.reopen(ErrorCode::SandboxMissing, sweepPage), [this](const Result<int>& reopened) {
        if (reopened.value_or(0) == sweepPage)
            return reopen();
        sweep();
    });
}

bool PhotoProcessing::isBanned(const QByteArray& sha256) const {
    return m_crashes.value(sha256) >= crashesToBan;
}

void PhotoProcessing::sweep() {
    if (load() > 0)
        return; // what is waiting here is in the same list
    when(m_photos.needingWork(sweepPage), [this](const Result<QList<PhotoId>>& ids) {
        for (const PhotoId id : ids.value_or(QList<PhotoId>()))
            enqueue(id, false);
    });
}

void PhotoProcessing::added(const StoredPhoto& photo, bool urgent) {
    enqueue(photo.photo.id, urgent);
}

void PhotoProcessing::enqueue(PhotoId id, bool urgent) {
    if (m_known.contains(id)) {
        m_again.insert(id);
        if (urgent)
            hurry(id);
        return;
    }
    m_known.insert(id);
    (urgent ? m_urgent : m_later).push_back(id);
    pump();
}

void PhotoProcessing::hurry(PhotoId id) {
    if (!m_known.contains(id))
        return;
    const auto waiting = std::ranges::find(m_later, id);
    if (waiting == m_later.end())
        return;
    m_later.erase(waiting);
    m_urgent.push_back(id);
}

void PhotoProcessing::pump() {
    while (m_running < m_atOnce && !(m_urgent.empty() && m_later.empty())) {
        const bool urgent = !m_urgent.empty();
        auto& queue = urgent ? m_urgent : m_later;
        const PhotoId id = queue.front();
        queue.pop_front();
        ++m_running;
        begin(id, urgent);
    }
}

void PhotoProcessing::begin(PhotoId id, bool urgent) {
    const auto job = std::make_shared<Job>();
    job->urgent = urgent;
    job->kinds = {RenderingKind::Thumb, RenderingKind::View};
    job->photo.photo.id = id;
    when(m_photos.byId(id), [this, job](const Result<StoredPhoto>& photo) {
        if (!photo && photo.error().code != ErrorCode::UnknownPhoto)
            return retry(job, photo.error());
        if (!photo || !photo->needsWork)
            return done(job, photo);
        job->photo = *photo;
        if (isBanned(photo->photo.sha256))
            return noteRefusal(job, Error{ErrorCode::ImageBanned, {}, 0});
        openOriginal(job);
    });
}

void PhotoProcessing::make(const StoredPhoto& photo, RenderingKind kind, Made made) {
    if (isBanned(photo.photo.sha256))
        return made(fail(ErrorCode::ImageBanned));
    const std::pair key(photo.photo.id, static_cast<int>(kind));
    if (!m_making.contains(key) && m_onDemand.size() >= mostOnDemand)
        return made(fail(ErrorCode::Busy, {}, retryMs));
    auto& waiting = m_making[key];
    waiting.append(std::move(made));
    if (waiting.size() > 1)
        return;
    const auto job = std::make_shared<Job>();
    job->photo = photo;
    job->kinds = {kind};
    job->onDemand = true;
    m_onDemand.push_back(job);
    pumpOnDemand();
}

/// Each holds a plain copy of its original, which may lie in memory.
void PhotoProcessing::pumpOnDemand() {
    while (m_runningOnDemand < m_atOnce && !m_onDemand.empty()) {
        const JobPtr job = m_onDemand.front();
        m_onDemand.pop_front();
        ++m_running;
        ++m_runningOnDemand;
        openOriginal(job);
    }
}

void PhotoProcessing::openOriginal(const JobPtr& job) {
    const Photo& photo = job->photo.photo;
    when(m_blobs.open(photo.owner, BlobArea::Originals, job->photo.blob),
         [this, job](const Result<std::shared_ptr<Blob>>& blob) {
             if (!blob)
                 return retry(job, blob.error());
             when((*blob)->plainDescriptor(),
                  [this, job](const Result<std::shared_ptr<const int>>& descriptor) {
                      if (!descriptor)
                          return retry(job, descriptor.error());
                      process(job, *descriptor);
                  });
         });
}

void PhotoProcessing::process(const JobPtr& job, const std::shared_ptr<const int>& descriptor) {
    const Photo& photo = job->photo.photo;
    MediaJob media;
    media.descriptor = descriptor;
    media.size = photo.size;
    media.renderings = job->kinds;
    media.rotation = photo.rotation;
    media.crop = photo.crop;
    media.urgent = job->urgent;
    when(m_media.process(std::move(media)),
         [this, job](const Result<MediaResult>& result) { processed(job, result); });
}

void PhotoProcessing::processed(const JobPtr& job, const Result<MediaResult>& result) {
    if (!result && result.error().code == ErrorCode::ImageCrashed)
        return noteCrash(job, result.error());
    if (!result)
        return isFinal(result.error().code) && !job->onDemand ? noteRefusal(job, result.error())
                                                              : retry(job, result.error());
    job->result = *result;
    storeRendering(job);
}

void PhotoProcessing::storeRendering(const JobPtr& job) {
    if (job->stored.size() == job->result.renderings.size())
        return job->onDemand ? finishOnDemand(job) : finish(job);
    MadeRendering& made = job->result.renderings[job->stored.size()];
    when(m_blobs.put(job->photo.photo.owner, BlobArea::Renderings, std::exchange(made.bytes, {})),
         [this, job](const Result<BlobInfo>& blob) {
             if (!blob)
                 return retry(job, blob.error());
             const MadeRendering& rendering = job->result.renderings.at(job->stored.size());
             job->stored.append({rendering.kind, recipe, job->photo.editRevision, blob->sha256, blob->name,
                                 rendering.mimeType, blob->size, rendering.width, rendering.height});
             storeRendering(job);
         });
}

void PhotoProcessing::finish(const JobPtr& job) {
    const Photo& photo = job->photo.photo;
    Processed out;
    out.state = job->result.damaged ? PhotoState::Damaged : PhotoState::Ready;
    if (job->result.damaged)
        out.reason = ErrorCode::BadImage;
    out.facts = job->result.facts;
    out.placeholder = job->result.placeholder;
    // The row knows what was the best guess before anybody looked inside.
    const TakenTime taken =
        takenTime(out.facts, photo.name, {photo.takenAt, photo.offsetMinutes, photo.takenLocal});
    out.takenAt = taken.at;
    out.offsetMinutes = taken.offsetMinutes;
    out.takenLocal = taken.local;
    out.editRevision = job->photo.editRevision;
    out.renderings = job->stored;
    save(job, out);
}

/// Once a file, however often it is sent again.
void PhotoProcessing::noteRefusal(const JobPtr& job, const Error& error) {
    const Photo& photo = job->photo.photo;
    const QByteArray file = photo.owner.toString().toLatin1() + ' ' + photo.sha256;
    if (m_noted.contains(file))
        return refuse(job, error);
    if (m_noted.size() >= mostNoted)
        m_noted.clear();
    m_noted.insert(file);
    ModerationEntry entry;
    entry.action = QStringLiteral("photo.refuse");
    entry.person = photo.owner;
    entry.detail =
        QStringLiteral("photo %1, sha256 %2: %3")
            .arg(photo.id.toString(), QString::fromLatin1(photo.sha256.toHex()), wireCode(error.code));
    when(m_audit.record(entry), [this, job, error](const Status& recorded) {
        if (!recorded)
            qCWarning(photoLog) << "not in the log of moderators:" << recorded.error();
        refuse(job, error);
    });
}

void PhotoProcessing::refuse(const JobPtr& job, const Error& error) {
    Processed out;
    out.state = PhotoState::Failed;
    out.reason = error.code;
    out.editRevision = job->photo.editRevision;
    out.refusedUntil = m_clock.now() + refusedForMs;
    qCInfo(photoLog) << "photo" << job->photo.photo.id.toString() << "refused:" << error;
    save(job, out);
}

/// Counted before anything else is done, so that a file can not break more workers by ending us with them.
void PhotoProcessing::noteCrash(const JobPtr& job, const Error& error) {
    when(m_photos.noteCrash(job->photo.photo.sha256), [this, job, error](const Result<int>& times) {
        if (!times)
            return retry(job, times.error());
        m_crashes.insert(job->photo.photo.sha256, *times);
        quarantine(job, error, *times);
    });
}

void PhotoProcessing::quarantine(const JobPtr& job, const Error& error, int crashes) {
    const Photo& photo = job->photo.photo;
    ModerationEntry entry;
    entry.action = crashes >= crashesToBan ? QStringLiteral("photo.ban") : QStringLiteral("photo.quarantine");
    entry.person = photo.owner;
    entry.detail = QStringLiteral("photo %1, sha256 %2, %3 of %4: %5")
                       .arg(photo.id.toString(), QString::fromLatin1(photo.sha256.toHex()))
                       .arg(crashes)
                       .arg(crashesToBan)
                       .arg(error.detail);
    qCWarning(photoLog).noquote() << entry.action << entry.detail;
    when(m_audit.record(entry), [this, job, error](const Status& recorded) {
        if (!recorded)
            qCWarning(photoLog) << "not in the log of moderators:" << recorded.error();
        if (job->onDemand)
            return done(job, std::unexpected(error));
        refuse(job, error);
    });
}

void PhotoProcessing::save(const JobPtr& job, const Processed& out) {
    when(m_photos.finish(job->photo.photo.id, out), [this, job, out](const Result<StoredPhoto>& saved) {
        if (!saved && saved.error().code != ErrorCode::UnknownPhoto)
            return retry(job, saved.error());
        if (saved) {
            when(m_messages.photoChanged(saved->photo.owner, referenceTo(saved->photo),
                                         saved->photo.state == PhotoState::Failed),
                 [](const Result<int>&) {});
        }
        done(job, saved);
    });
}

void PhotoProcessing::finishOnDemand(const JobPtr& job) {
    if (job->stored.isEmpty())
        return done(job, fail(ErrorCode::BadImage, QStringLiteral("no such rendering")));
    when(m_photos.addRendering(job->photo.photo.id, job->stored.first()),
         [this, job](const Result<StoredPhoto>& saved) {
             m_catalogue.forget(job->photo.photo.id);
             done(job, saved);
         });
}

/// The server's fault, not the picture's: the row still says what is to be done. A full queue empties soon,
/// so the place is kept; for anything else the next sweep tries again.
void PhotoProcessing::retry(const JobPtr& job, const Error& error) {
    if (job->onDemand)
        return done(job, std::unexpected(error));
    qCWarning(photoLog) << "photo" << job->photo.photo.id.toString() << "is tried again:" << error;
    if (error.code == ErrorCode::SandboxMissing)
        putOff();
    if (error.code != ErrorCode::Busy)
        return done(job, std::unexpected(error));
    QTimer::singleShot(retryMs, this, [this, id = job->photo.photo.id, urgent = job->urgent] {
        --m_running;
        (urgent ? m_urgent : m_later).push_back(id);
        pump();
    });
}

/// Without workers none of those that wait can be looked at: the next sweep finds their rows.
void PhotoProcessing::putOff() {
    for (auto* queue : {&m_urgent, &m_later}) {
        for (const PhotoId id : *queue) {
            m_known.remove(id);
            m_again.remove(id);
        }
        queue->clear();
    }
}

void PhotoProcessing::done(const JobPtr& job, const Result<StoredPhoto>& result) {
    --m_running;
    const PhotoId id = job->photo.photo.id;
    if (job->onDemand) {
        for (const Made& made : m_making.take({id, static_cast<int>(job->kinds.first())}))
            made(result);
        --m_runningOnDemand;
        pumpOnDemand();
        return pump();
    }
    m_known.remove(id);
    if (m_again.remove(id))
        enqueue(id, job->urgent);
    pump();
}

} // namespace parlor::server
