#pragma once

#include "server/domain/archives/zipblob.h"
#include "server/domain/photos/photoaccess.h"
#include "server/domain/ports/albumstore.h"
#include "server/domain/ports/archivestore.h"
#include "server/domain/ports/photostore.h"
#include "shared/core/clock.h"

#include <QCache>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace parlor::server {

/// A zip that somebody may fetch, as often and from wherever in it they like, for a day.
struct Archive {
    ArchiveId id;
    PersonId person;
    QString name;               ///< of the zip, without its extension
    int files = 0;              ///< in it
    int leftOut = 0;            ///< of others, without a picture that could be given
    std::int64_t size = 0;      ///< bytes of the zip
    std::int64_t expiresAt = 0; ///< ms UTC
    QByteArray etag;            ///< with its quotes
};

/// Zips of photos that one may see: one's own as they came (with the video of a live photo beside its still,
/// and the original version behind an edited one), those of others as `view`, which says nothing of where
/// they were taken. What goes in is fixed when it is made; whoever may not see one of its photos any more, or
/// after one is gone, gets no byte of it. What is written down of one makes the same zip again in another
/// life of the server, as long as its photos are as they were. Domain thread only.
class Archives final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype mostPhotos = 20'000; ///< of one zip
    static constexpr int mostKept = 8;              ///< of one person; the oldest goes first
    static constexpr int mostFilesKept = 200'000;   ///< of everybody in memory; the others are made anew
    static constexpr std::int64_t keepMs = 24 * 3'600'000LL;
    static constexpr int sweepMs = 3'600'000;

    /// All live longer, the blob store longer than what open() gave.
    Archives(ArchiveStore& rows, PhotoStore& photos, AlbumStore& albums, PhotoAccess& access,
             BlobStore& blobs, const Clock& clock, Executor& executor, QObject* parent = nullptr);

    /// Forgets what has lapsed, now and from time to time.
    void start();

    /// In this order. BadRequest for none or one twice, TooLarge, UnknownPhoto for one that can't be seen.
    Task<Result<Archive>> ofPhotos(PersonId person, QList<PhotoId> photos);
    /// UnknownAlbum, TooLarge, UnknownPhoto when nothing is in it.
    Task<Result<Archive>> ofAlbum(PersonId person, AlbumId album);

    struct Opened {
        Archive archive;
        std::shared_ptr<ZipBlob> zip;
    };

    /// NotFound for one that is not there, has lapsed or is another's; Gone when a photo in it can't be seen
    /// any more, when another's shows another picture, or when one's own has become another and the zip is
    /// not in memory.
    Task<Result<Opened>> open(ArchiveId id, PersonId person);

private:
    struct Making;
    using MakingPtr = std::shared_ptr<Making>;
    struct Kept;
    using KeptPtr = std::shared_ptr<const Kept>;
    using Made = std::function<void(const Result<KeptPtr>&)>;
    using Seen = std::function<void(const Result<QList<StoredPhoto>>&)>;

    void sweep();
    MakingPtr begin(PersonId person, const QString& name, Made made);
    Made writtenDown(const Promise<Result<Archive>>& answer);
    void look(PersonId person, const QList<PhotoId>& ids, Seen seen);
    void nextPage(const MakingPtr& making, AlbumId album, PhotoId after);
    void addVersions(const MakingPtr& making);
    void findPartners(const MakingPtr& making);
    void nextFile(const MakingPtr& making);
    void addPicture(const MakingPtr& making, const StoredPhoto& photo);
    void finish(const MakingPtr& making);
    void makeAgain(const StoredArchive& row);
    void madeAgain(const StoredArchive& row, const Result<KeptPtr>& made);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ArchiveStore& m_rows;
    PhotoStore& m_photos;
    AlbumStore& m_albums;
    PhotoAccess& m_access;
    BlobStore& m_blobs;
    const Clock& m_clock;
    Executor& m_executor;
    QCache<ArchiveId, KeptPtr> m_kept;                          ///< by the files in them
    QHash<ArchiveId, QList<Promise<Result<Opened>>>> m_waiting; ///< for what is being made again
    QTimer m_sweepTimer;
};

} // namespace parlor::server
