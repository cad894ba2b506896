#pragma once

#include "server/domain/photos/library.h"
#include "server/domain/photos/photoaccess.h"
#include "server/domain/photos/photocatalogue.h"
#include "server/domain/photos/photoprocessing.h"
#include "server/domain/shares/originalcleaner.h"
#include "server/domain/uploads/uploadservice.h"

#include <QObject>

namespace parlor::server {

struct SavedCopy {
    PhotoId photo;
    bool had = false; ///< those bytes were in the saver's library already
};

/// What somebody keeps of a photo that others show: a photo of its own, with its own file, quota and fate,
/// which goes the way of every upload. Others than the owner get what they may have: the original without
/// where it was taken and with which camera's numbers; of what can't be cleaned or is cropped the picture
/// that they see. Of a live photo both halves are copied, the video when it can be cleaned and its still is
/// whole, and are one again. Domain thread only.
class PhotoCopies final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    PhotoCopies(PhotoCatalogue& catalogue, PhotoAccess& access, PhotoProcessing& processing, Library& library,
                OriginalCleaner& cleaner, BlobStore& blobs, UploadService& uploads, const Clock& clock,
                Executor& executor, QObject* parent = nullptr);

    /// UnknownPhoto (also for who may not see it), Busy (nobody has looked at it yet), UnsupportedType (a
    /// video that can't be cleaned), why it was refused, and all of UploadService.
    Task<Result<SavedCopy>> copy(PersonId saver, PhotoId id);

private:
    struct Copying;
    using CopyingPtr = std::shared_ptr<Copying>;

    void found(const CopyingPtr& copying, const StoredPhoto& photo);
    void openOwn(const CopyingPtr& copying);
    void openCleaned(const CopyingPtr& copying);
    void openFull(const CopyingPtr& copying);
    void openRendering(const CopyingPtr& copying, RenderingKind kind, const Error& otherwise);
    void opened(const CopyingPtr& copying, const Result<std::shared_ptr<Blob>>& blob);
    void copyOn(const CopyingPtr& copying);
    void end(const CopyingPtr& copying, const Status& status);
    void begin(const CopyingPtr& copying, const std::shared_ptr<Blob>& blob);
    void adjust(const CopyingPtr& copying);
    void findHalf(const CopyingPtr& copying);
    void copyHalf(const CopyingPtr& copying, const StoredPhoto& half);
    [[nodiscard]] QByteArray timeOf(const Photo& photo) const;

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    PhotoCatalogue& m_catalogue;
    PhotoAccess& m_access;
    PhotoProcessing& m_processing;
    Library& m_library;
    OriginalCleaner& m_cleaner;
    BlobStore& m_blobs;
    UploadService& m_uploads;
    const Clock& m_clock;
    Executor& m_executor;
};

} // namespace parlor::server
