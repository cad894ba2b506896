#include "server/domain/shares/originalcleaner.h"

namespace parlor::server {

namespace {
constexpr qsizetype mostBytes = 16 * 1024 * 1024;
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
                 auto& waiting = m_waiting[sha256];
                 waiting.append({*blob, opened});
                 if (waiting.size() == 1)
                     look(sha256, *blob);
             });
}

void OriginalCleaner::look(const QByteArray& sha256, const std::shared_ptr<Blob>& blob) {
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
    const auto waiting = m_waiting.take(sha256);
    const bool hopeless = !overwrites && overwrites.error().code == ErrorCode::UnsupportedType;
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
