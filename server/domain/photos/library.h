#pragma once

#include "server/domain/photos/photocatalogue.h"
#include "server/domain/photos/photoprocessing.h"
#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/photostore.h"

#include <QObject>
#include <QTimer>

namespace parlor::server {

/// What an owner does with photos: lists, edits, the trash, deleting for good. Domain thread only.
class Library final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t trashForMs = 30LL * 24 * 3'600'000;
    static constexpr qsizetype longestCaption = 2'000; ///< characters
    static constexpr int largestPage = 200;

    /// All live longer.
    Library(PhotoStore& photos, PhotoCatalogue& catalogue, PhotoProcessing& processing, BlobStore& blobs,
            MessageStore& messages, const Clock& clock, Executor& executor, QObject* parent = nullptr);

    /// Empties what is due from the trash, and removes files that no row names, now and then.
    void start();

    Task<Result<LibraryPage>> page(LibraryQuery query);

    Task<Result<QList<MonthCount>>> months(PersonId owner) { return m_photos.months(owner); }

    Task<Result<PhotoIndexPage>> changedSince(PersonId owner, std::int64_t revision, int limit) {
        return m_photos.changedSince(owner, revision, limit);
    }

    Task<Result<QList<KnownHash>>> check(PersonId owner, QList<QByteArray> sha256) {
        return m_photos.byHashes(owner, std::move(sha256));
    }

    /// BadRequest for a rotation that is no quarter, BadText or TooLarge for the caption, TooLarge for
    /// metadata.
    Task<Result<StoredPhoto>> edit(PersonId owner, PhotoId id, PhotoEdit edit);

    /// For good: it vanishes from conversations too, where it is shown as removed by its owner.
    Task<Status> remove(PersonId owner, PhotoId id);

    /// One round of what start() does in turns.
    void sweepTrash();
    void sweepFiles();

private:
    struct FileSweep;

    static Status check(const PhotoEdit& edit);
    void sweepNext(const std::shared_ptr<FileSweep>& sweep);
    void sweepFolder(const std::shared_ptr<FileSweep>& sweep, const QList<StoredFile>& files);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    PhotoStore& m_photos;
    PhotoCatalogue& m_catalogue;
    PhotoProcessing& m_processing;
    BlobStore& m_blobs;
    MessageStore& m_messages;
    const Clock& m_clock;
    Executor& m_executor;
    QTimer m_trashTimer;
    QTimer m_filesTimer;
};

} // namespace parlor::server
