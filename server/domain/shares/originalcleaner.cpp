#include "server/domain/shares/originalcleaner.h"

namespace parlor::server {

namespace {
constexpr qsizetype mostBytes = 16 * 1024 * 1024;
// A whole file of each lies open in memory or on the disk, and strangers choose which.
constexpr int atOnce = 2;
constexpr qsizetype mostWaiting = 200;
} // namespace

OriginalCleaner::OriginalCleaner(BlobStore& blobs, MediaProcessor& media, Executor& executor, QObject* parent)
    : QObject(parent), m_blobs(blobs), m_media(media), m_executor(executor), m_known(mostBytes) {}

void OriginalCleaner::open(const StoredPhoto& photo, Opened opened) {
    whenDone(m_blobs.open(photo.photo.owner, BlobArea::Originals, photo.blob), &m_executor, this,
             [this, sha256 = photo.photo.sha256,
              opened = std::move(opened)](const Result<std::shared_ptr<Blob>>& blob) {
                 if (!blob)
                     return opened(std::unexpected(blob.error()));
                 if (const Known* known = m_known.object(sha256))
                     return answer(*known, *blob, opened);
                 if (m_later.size() >= mostWaiting && !m_waiting.contains(sha256))
                     return opened(fail(ErrorCode::Busy, {}, 2'000));
                 auto& waiting = m_waiting[sha256];
                 waiting.append({*blob, opened});
                 if (waiting.size() == 1)
                     look(sha256, *blob);
             });
}

void OriginalCleaner::look(const QByteArray& sha256, const std::shared_ptr<Blob>& blob) {
    if (m_looking >= atOnce)
        return m_later.append({sha256, blob});
    ++m_looking;
    whenDone(blob->plainDescriptor(), &m_executor, this,
             [this, sha256, blob](const Result<std::shared_ptr<const int>>& descriptor) {
                 if (!descriptor)
                     return found(sha256, std::unexpected(descriptor.error()));
                 MediaJob job;
                 job.descriptor = *descriptor;
                 job.size = blob->size();
                 job.clean = true;
                 whenDone(m_media.process(std::move(job)), &m_executor, this,
                          [this, sha256](const Result<MediaResult>& result) {
                              if (!result)
                                  return found(sha256, std::unexpected(result.error()));
                              found(sha256, std::make_shared<const QList<Overwrite>>(result->overwrites));
                          });
             });
}

void OriginalCleaner::found(const QByteArray& sha256, const Result<Overwrites>& overwrites) {
    --m_looking;
    if (!m_later.isEmpty()) {
        const auto next = m_later.takeFirst();
        look(next.first, next.second);
    }
    const auto waiting = m_waiting.take(sha256);
    const ErrorCode code = overwrites ? ErrorCode::UnsupportedType : overwrites.error().code;
    // What fells the worker once would do so at each request.
    const bool hopeless = !overwrites
                          && (code == ErrorCode::UnsupportedType || code == ErrorCode::BadImage
                              || code == ErrorCode::ImageCrashed);
    if (!overwrites && !hopeless) {
        for (const auto& [blob, opened] : waiting)
            opened(std::unexpected(overwrites.error()));
        return;
    }
    const Known known{overwrites.value_or(Overwrites())};
    qsizetype cost = 64;
    if (known.overwrites)
        for (const Overwrite& one : *known.overwrites)
            cost += static_cast<qsizetype>(sizeof(Overwrite)) + one.bytes.size();
    m_known.insert(sha256, new Known(known), cost);
    for (const auto& [blob, opened] : waiting)
        answer(known, blob, opened);
}

void OriginalCleaner::answer(const Known& known, const std::shared_ptr<Blob>& blob, const Opened& opened) {
    if (!known.overwrites)
        return opened(fail(ErrorCode::UnsupportedType));
    opened(std::make_shared<CleanedBlob>(blob, known.overwrites));
}

} // namespace parlor::server
