#include "server/domain/photos/photocopies.h"

#include "server/domain/shares/sharednames.h"

#include <algorithm>

namespace parlor::server {

namespace {

constexpr std::int64_t pieceBytes = 1024 * 1024;

/// It stands in the library as it is: there is nothing to copy.
bool stands(Shelf shelf) {
    return shelf == Shelf::Library || shelf == Shelf::Archive || shelf == Shelf::Paired;
}

} // namespace

struct PhotoCopies::Copying {
    PersonId saver;
    StoredPhoto photo;
    QString name;
    PhotoEdit edit;  ///< of the copy: what its owner has said, where the bytes say otherwise
    SavedCopy saved; ///< once its first file is there
    std::shared_ptr<Blob> blob;
    std::shared_ptr<UploadChunk> chunk;
    std::int64_t at = 0; ///< bytes copied
    Promise<Result<SavedCopy>> answer;
};

PhotoCopies::PhotoCopies(PhotoCatalogue& catalogue, PhotoAccess& access, PhotoProcessing& processing,
                         Library& library, OriginalCleaner& cleaner, BlobStore& blobs, UploadService& uploads,
                         const Clock& clock, Executor& executor, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue),
      m_access(access),
      m_processing(processing),
      m_library(library),
      m_cleaner(cleaner),
      m_blobs(blobs),
      m_uploads(uploads),
      m_clock(clock),
      m_executor(executor) {}

Task<Result<SavedCopy>> PhotoCopies::copy(PersonId saver, PhotoId id) {
    const auto copying = std::make_shared<Copying>();
    copying->saver = saver;
    m_catalogue.find(id, [this, copying](const Result<StoredPhoto>& photo) {
        if (!photo)
            return copying->answer.finish(std::unexpected(photo.error()));
        m_access.maySee(copying->saver, photo->photo.id, photo->photo.owner,
                        [this, copying, photo = *photo](bool may) {
                            if (!may)
                                return copying->answer.finish(fail(ErrorCode::UnknownPhoto));
                            found(copying, photo);
                        });
    });
    return copying->answer.task();
}

void PhotoCopies::found(const CopyingPtr& copying, const StoredPhoto& stored) {
    const Photo& photo = stored.photo;
    copying->photo = stored;
    if (photo.owner == copying->saver)
        return stands(stored.shelf) ? copying->answer.finish(SavedCopy{photo.id, true}) : openOwn(copying);
    if (photo.state == PhotoState::Pending)
        return copying->answer.finish(fail(ErrorCode::Busy, {}, 1'000));
    if (photo.state == PhotoState::Failed)
        return copying->answer.finish(fail(errorCodeFromWire(photo.reason).value_or(ErrorCode::BadImage)));
    if (!photo.crop.isWhole())
        return openFull(copying);
    openCleaned(copying);
}

/// Back into the library from the trash, or from conversations alone: its bytes are what counts.
void PhotoCopies::openOwn(const CopyingPtr& copying) {
    copying->name = copying->photo.photo.name;
    when(m_blobs.open(copying->saver, BlobArea::Originals, copying->photo.blob),
         [this, copying](const Result<std::shared_ptr<Blob>>& blob) { opened(copying, blob); });
}

void PhotoCopies::openCleaned(const CopyingPtr& copying) {
    m_cleaner.open(copying->photo, [this, copying](const Result<std::shared_ptr<CleanedBlob>>& blob) {
        const Photo& photo = copying->photo.photo;
        const bool hopeless = !blob && blob.error().code == ErrorCode::UnsupportedType;
        if (hopeless && !photo.facts.isVideo())
            return openRendering(copying, RenderingKind::View, {ErrorCode::UnsupportedType, {}, 0});
        if (photo.rotation != 0)
            copying->edit.rotation = photo.rotation;
        copying->name = dateName(photo, fileKindOf(photo.facts.mimeType).extension);
        opened(copying, blob ? Result<std::shared_ptr<Blob>>(*blob) : std::unexpected(blob.error()));
    });
}

/// The original shows what its owner has cut off.
void PhotoCopies::openFull(const CopyingPtr& copying) {
    m_processing.make(copying->photo, RenderingKind::Full, [this, copying](const Result<StoredPhoto>& made) {
        if (!made)
            return copying->answer.finish(std::unexpected(made.error()));
        copying->photo.renderings = made->renderings;
        openRendering(copying, RenderingKind::Full, {ErrorCode::Busy, {}, 1'000}); // edited meanwhile
    });
}

void PhotoCopies::openRendering(const CopyingPtr& copying, RenderingKind kind, const Error& otherwise) {
    const StoredPhoto& stored = copying->photo;
    const auto found = std::ranges::find(stored.renderings, kind, &StoredRendering::kind);
    if (found == stored.renderings.end())
        return copying->answer.finish(std::unexpected(otherwise));
    copying->name = dateName(stored.photo, fileKindOf(found->mimeType).extension);
    when(m_blobs.open(stored.photo.owner, BlobArea::Renderings, found->blob),
         [this, copying](const Result<std::shared_ptr<Blob>>& blob) { opened(copying, blob); });
}

/// As tus tells it: the time for bytes and a name that say none.
QByteArray PhotoCopies::timeOf(const Photo& photo) const {
    if (photo.takenAt <= 0 || photo.takenAt > m_clock.now())
        return {};
    return "modified " + QByteArray::number(qint64(photo.takenAt)).toBase64() + ",modified_offset "
           + QByteArray::number(photo.offsetMinutes).toBase64();
}

void PhotoCopies::opened(const CopyingPtr& copying, const Result<std::shared_ptr<Blob>>& blob) {
    if (!blob)
        return copying->answer.finish(std::unexpected(blob.error()));
    const StoredPhoto& stored = copying->photo;
    if (stored.takenEdited)
        copying->edit.taken = PhotoEdit::Taken{stored.photo.takenAt, stored.photo.offsetMinutes};
    begin(copying, *blob);
}

void PhotoCopies::begin(const CopyingPtr& copying, const std::shared_ptr<Blob>& blob) {
    copying->blob = blob;
    copying->at = 0;
    UploadRequest request;
    request.owner = copying->saver;
    request.name = copying->name;
    request.size = copying->blob->size();
    request.smallest = request.size;
    request.metadata = timeOf(copying->photo.photo);
    request.still = copying->saved.photo;
    when(m_uploads.beginWhole(request), [this, copying](const Result<std::shared_ptr<UploadChunk>>& chunk) {
        if (!chunk)
            return copying->answer.finish(std::unexpected(chunk.error()));
        copying->chunk = *chunk;
        copyOn(copying);
    });
}

void PhotoCopies::copyOn(const CopyingPtr& copying) {
    if (copying->at == copying->blob->size())
        return end(copying, {});
    when(copying->blob->read(copying->at, pieceBytes), [this, copying](const Result<QByteArray>& piece) {
        if (!piece)
            return end(copying, std::unexpected(piece.error()));
        if (piece->isEmpty())
            return end(copying, fail(ErrorCode::StoreFailed, QStringLiteral("a stored file is too short")));
        copying->at += piece->size();
        when(copying->chunk->write(*piece), [this, copying](const Status& written) {
            if (!written)
                return end(copying, written);
            copyOn(copying);
        });
    });
}

void PhotoCopies::end(const CopyingPtr& copying, const Status& status) {
    when(m_uploads.end(copying->chunk, status.has_value()),
         [this, copying, status](const Result<UploadProgress>& progress) {
             if (!status || !progress)
                 return copying->answer.finish(std::unexpected(status ? progress.error() : status.error()));
             if (copying->saved.photo.isValid())
                 return copying->answer.finish(copying->saved);
             copying->saved = {progress->photo, progress->had};
             adjust(copying);
         });
}

/// How its owner has turned and dated it, so that the copy shows what the saver saw.
void PhotoCopies::adjust(const CopyingPtr& copying) {
    const bool own = copying->photo.photo.owner == copying->saver;
    if (own) // its moving half never left it
        return copying->answer.finish(copying->saved);
    if (copying->saved.had || (!copying->edit.rotation && !copying->edit.taken))
        return findHalf(copying);
    when(m_library.edit(copying->saver, copying->saved.photo, copying->edit),
         [this, copying](const Result<StoredPhoto>& edited) {
             if (!edited)
                 return copying->answer.finish(std::unexpected(edited.error()));
             findHalf(copying);
         });
}

/// Of a live photo the video comes too, unless the saver's still has one or it shows what was cut off.
void PhotoCopies::findHalf(const CopyingPtr& copying) {
    const StoredPhoto& stored = copying->photo;
    if (!stored.partner.isValid() || stored.photo.facts.isVideo() || !stored.photo.crop.isWhole())
        return copying->answer.finish(copying->saved);
    m_catalogue.find(copying->saved.photo, [this, copying](const Result<StoredPhoto>& mine) {
        if (!mine || mine->partner.isValid())
            return copying->answer.finish(copying->saved);
        m_catalogue.find(copying->photo.partner, [this, copying](const Result<StoredPhoto>& half) {
            if (!half)
                return copying->answer.finish(copying->saved);
            copyHalf(copying, *half);
        });
    });
}

void PhotoCopies::copyHalf(const CopyingPtr& copying, const StoredPhoto& half) {
    copying->name = dateName(copying->photo.photo, fileKindOf(half.photo.facts.mimeType).extension);
    m_cleaner.open(half, [this, copying](const Result<std::shared_ptr<CleanedBlob>>& blob) {
        if (blob)
            return begin(copying, *blob);
        if (blob.error().code == ErrorCode::UnsupportedType) // it was only its owner's to see
            return copying->answer.finish(copying->saved);
        copying->answer.finish(std::unexpected(blob.error()));
    });
}

} // namespace parlor::server
