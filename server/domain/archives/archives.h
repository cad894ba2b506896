#pragma once

#include "server/domain/archives/zipblob.h"
#include "server/domain/photos/photoaccess.h"
#include "server/domain/ports/albumstore.h"
#include "server/domain/ports/photostore.h"
#include "shared/core/clock.h"

#include <QHash>
#include <QObject>

namespace parlor::server {

using ArchiveId = Id<struct ArchiveTag>;

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

/// Zips of photos that one may see: one's own as they came (with the video of a live photo beside its still),
/// those of others as `view`, which says nothing of where they were taken. What goes in is fixed when it is
/// made; whoever may not see one of its photos any more, or after one is gone, gets no byte of it. The same
/// photos make the same zip, so that after a restart, which forgets these, a client asks again and goes on
/// where it was. Domain thread only.
class Archives final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype mostPhotos = 20'000; ///< of one zip
    static constexpr int mostKept = 8;              ///< of one person; the oldest goes first
    static constexpr int mostFilesKept = 200'000;   ///< of everybody
    static constexpr std::int64_t keepMs = 24 * 3'600'000LL;

    /// All live longer, the blob store longer than what open() gave.
    Archives(PhotoStore& photos, AlbumStore& albums, PhotoAccess& access, BlobStore& blobs,
             const Clock& clock, Executor& executor, QObject* parent = nullptr);

    /// In this order. BadRequest for none or one twice, TooLarge, UnknownPhoto for one that can't be seen.
    Task<Result<Archive>> ofPhotos(PersonId person, QList<PhotoId> photos);
    /// UnknownAlbum, TooLarge, UnknownPhoto when nothing is in it.
    Task<Result<Archive>> ofAlbum(PersonId person, AlbumId album);

    struct Opened {
        Archive archive;
        std::shared_ptr<ZipBlob> zip;
    };

    /// NotFound for one that is not there, has lapsed or is another's; Gone when a photo in it can't be seen
    /// any more.
    Task<Result<Opened>> open(ArchiveId id, PersonId person);

private:
    struct Making;
    using MakingPtr = std::shared_ptr<Making>;
    struct Kept;
    using Seen = std::function<void(const Result<QList<StoredPhoto>>&)>;

    void look(PersonId person, const QList<PhotoId>& ids, Seen seen);
    void nextPage(const MakingPtr& making, AlbumId album, PhotoId after);
    void findPartners(const MakingPtr& making);
    void nextFile(const MakingPtr& making);
    void addPicture(const MakingPtr& making, const StoredPhoto& photo);
    void keep(const MakingPtr& making);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    PhotoStore& m_photos;
    AlbumStore& m_albums;
    PhotoAccess& m_access;
    BlobStore& m_blobs;
    const Clock& m_clock;
    Executor& m_executor;
    QHash<ArchiveId, std::shared_ptr<const Kept>> m_kept;
};

} // namespace parlor::server
