// From the last byte to the photo's row.
#include "server/domain/photos/takentime.h"
#include "server/domain/uploads/activeupload.h"
#include "server/domain/uploads/filetime.h"

#include <QLoggingCategory>

#include <utility>

namespace parlor::server {

namespace {
Q_LOGGING_CATEGORY(uploadLog, "parlor.uploads")
} // namespace

void UploadService::complete(const ActivePtr& active, Completed done) {
    active->completing = true;
    done = [active, done = std::move(done)](const Result<UploadProgress>& progress) {
        completed(active, progress, done);
    };
    const Upload& upload = active->upload;
    when(active->part->finish(upload.owner, BlobArea::Originals, upload.sha256),
         [this, active, done = std::move(done)](const Result<BlobInfo>& blob) {
             if (blob)
                 return addPhoto(active, *blob, done);
             // What can't be resumed holds no room in the hope of it.
             if (blob.error().code == ErrorCode::ChecksumMismatch || active->smallest)
                 return refuse(active, blob.error(), done);
             qCWarning(uploadLog) << "upload" << active->upload.id.toString()
                                  << "not stored:" << blob.error();
             m_active.remove(active->upload.id);
             done(std::unexpected(blob.error()));
         });
}

/// The right to write is free before anybody is told, who may go on at once.
void UploadService::completed(const ActivePtr& active, const Result<UploadProgress>& progress,
                              const Completed& done) {
    active->busy = false;
    active->completing = false;
    active->add = {};
    done(progress);
    for (const auto& goOn : std::exchange(active->waiting, {}))
        goOn();
}

void UploadService::addPhoto(const ActivePtr& active, const BlobInfo& blob, Completed done) {
    if (m_intake.isBanned(blob.sha256)) // the file goes with those that no row names
        return refuse(active, Error{ErrorCode::ImageBanned, {}, 0}, std::move(done));
    const Upload& upload = active->upload;
    const std::int64_t now = m_clock.now();
    const FileTime file = fileTimeIn(upload.metadata, now).value_or(FileTime{now, 0});
    const TakenTime taken = takenTime({}, upload.name, takenTimeAt(file.at, file.offsetMinutes));
    const NewPhoto fresh{upload.owner,        upload.name, blob,      taken.at,
                         taken.offsetMinutes, taken.local, upload.id, active->still};
    when(active->add ? active->add(fresh) : m_photos.add(fresh),
         [this, active, done = std::move(done)](const Result<AddedPhoto>& added) {
             if (!added && (active->add || active->smallest))
                 return refuse(active, added.error(), done);
             if (!added) {
                 m_active.remove(active->upload.id);
                 return done(std::unexpected(added.error()));
             }
             active->upload.stage = UploadStage::Done;
             active->upload.photo = added->stored.photo.id;
             active->upload.had = added->existed;
             active->state = added->stored.photo.state;
             active->part.reset();
             when(m_blobs.removePart(active->upload.id), [](const Status&) {});
             if (added->stored.needsWork)
                 m_intake.added(added->stored, !isOfImport(active->upload.metadata));
             done(progressOf(*active));
         });
}

void UploadService::refuse(const ActivePtr& active, const Error& error, Completed done) {
    const UploadId id = active->upload.id;
    when(m_blobs.removePart(id), [](const Status&) {});
    // Of what comes whole or not at all nothing is left: whoever sends it again has the same ticket.
    when(active->smallest ? m_uploads.forget(id) : m_uploads.close(id, UploadStage::Refused, error.code),
         [this, id, error, done = std::move(done)](const Status&) {
             m_active.remove(id); // not before its row says so: it would be opened anew
             done(std::unexpected(error));
         });
}

} // namespace parlor::server
