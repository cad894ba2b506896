#pragma once

#include "server/domain/photos/photocatalogue.h"
#include "server/domain/photos/photoprocessing.h"
#include "server/domain/ports/albumstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/librarystore.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/ports/versionstore.h"

#include <QObject>
#include <QTimer>

namespace parlor::server {

/// Where a photo is shown beside its owner's library.
struct PhotoHolders {
    QList<ChannelId> conversations;
    int albums = 0;
};

/// One year of memories.
struct Memory {
    int year = 0;
    LibraryPage photos;
};

struct MonthPage {
    QList<IndexedPhoto> photos; ///< newest first
    bool more = false;
};

struct LibraryStatistics {
    LibraryUsage usage;
    QList<LibraryCount> shelves, favourites, ratings, cameras, types; ///< by key; the first 1 000 cameras
    QList<MonthCount> months;
};

/// What an owner does with photos: lists, edits, the trash, deleting for good. Domain thread only.
class Library final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t trashForMs = 30LL * 24 * 3'600'000;
    static constexpr qsizetype longestCaption = 2'000; ///< characters
    static constexpr int largestPage = 200;
    static constexpr int mostOfMonth = 100'000;

    /// All live longer.
    Library(PhotoStore& photos, VersionStore& versions, LibraryStore& lists, AlbumStore& albums,
            PhotoCatalogue& catalogue, PhotoProcessing& processing, MessageStore& messages,
            const Clock& clock, Executor& executor, QObject* parent = nullptr);

    /// Empties what is due from the trash, now and then.
    void start();

    Task<Result<LibraryPage>> page(LibraryQuery query);

    Task<Result<QList<MonthCount>>> months(PersonId owner) { return m_photos.months(owner); }

    Task<Result<PhotoIndexPage>> changedSince(PersonId owner, std::int64_t revision, int limit) {
        return m_photos.changedSince(owner, revision, limit);
    }

    /// Which of these the library has. The files of those outside the trash stay for a day, whatever
    /// happens: a client may rely on the answer.
    Task<Result<QList<KnownHash>>> check(PersonId owner, QList<QByteArray> sha256);

    /// By what parsePhotoQuery() understands. BadRequest when the text is too long.
    Task<Result<LibraryPage>> search(PersonId owner, const QString& text, std::optional<LibraryPlace> before,
                                     int limit);
    /// The light rows of a month (year × 12 + month − 1), newest first; with `before` those after it in that
    /// order. At most `limit`, and mostOfMonth.
    Task<Result<MonthPage>> month(PersonId owner, int month, std::optional<LibraryPlace> before, int limit);
    /// Earlier years that have photos of this day, newest first.
    Task<Result<QList<Memory>>> memories(PersonId owner, QDate day);
    Task<Result<GroupPage>> groups(PersonId owner, GroupKind kind, PhotoId before, int limit);
    Task<Result<QList<LibraryCount>>> tags(PersonId owner, const QString& after, int limit);
    Task<Result<LocalityPage>> localities(LocalityQuery query);
    Task<Result<LibraryStatistics>> statistics(PersonId owner);
    /// UnknownPhoto for everybody but the owner.
    Task<Result<PhotoHolders>> holders(PersonId owner, PhotoId id);

    /// BadRequest for a rotation that is no quarter and a rating above highestRating, BadText or TooLarge for
    /// the caption, TooLarge for metadata.
    Task<Result<StoredPhoto>> edit(PersonId owner, PhotoId id, PhotoEdit edit);

    /// VersionStore::part().
    Task<Result<StoredPhoto>> part(PersonId owner, PhotoId id,
                                   std::optional<QList<std::int64_t>> atRevisions) {
        return m_versions.part(owner, id, std::move(atRevisions));
    }

    /// For good. With `conversations` it vanishes from there too, where it is shown as removed by its owner;
    /// without, they go on showing it as long as a message does.
    Task<Status> remove(PersonId owner, PhotoId id, bool conversations = true);

    /// To be called with everything that is committed: who is erased takes the photos along.
    void committed(const CommittedItem& item);

    /// All of a person's photos and albums, for good and everywhere; how many photos there were.
    Task<Result<int>> erase(PersonId owner);

    /// Goes on with erasures that were not finished.
    void sweepErased();

    /// One round of what start() does in turns.
    void sweepTrash();

private:
    struct Erasure;

    static Status clean(PhotoEdit* edit);
    void settle();
    void eraseNext(const std::shared_ptr<Erasure>& erasure);
    void removeAll(const Result<QList<StoredPhoto>>& photos, std::function<void(int removed)> then);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    PhotoStore& m_photos;
    VersionStore& m_versions;
    LibraryStore& m_lists;
    AlbumStore& m_albums;
    PhotoCatalogue& m_catalogue;
    PhotoProcessing& m_processing;
    MessageStore& m_messages;
    const Clock& m_clock;
    Executor& m_executor;
    QTimer m_trashTimer;
};

} // namespace parlor::server
