#pragma once

#include "server/domain/ports/blobstore.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/photo.h"
#include "shared/protocol/photoindex.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QSet>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// Where a photo lies in its owner's library; part of the key of every list.
enum class Shelf {
    Library, ///< the timeline
    Archive,
    Trash,   ///< until `endsAt`
    Refused, ///< no picture could be made of it; told to its owner and kept until `endsAt`
    Held,    ///< taken out of the library, still shown in conversations
    Paired, ///< stands behind another photo: the moving half of a live one, the original version of an edited
            ///< one
};

/// A rendering as it is stored.
struct StoredRendering {
    RenderingKind kind = RenderingKind::Thumb;
    int recipe = 0;    ///< version of how it was made
    int revision = 0;  ///< the photo's edit revision that it shows
    QByteArray sha256; ///< 32 bytes, of its own bytes
    QString blob;      ///< name in BlobArea::Renderings
    QByteArray mimeType;
    std::int64_t size = 0;
    int width = 0;
    int height = 0;

    friend bool operator==(const StoredRendering&, const StoredRendering&) = default;
};

/// A photo's row: the truth from which files are found.
struct StoredPhoto {
    Photo photo;  ///< `renderings` repeats the list below as others may see it
    QString blob; ///< name of the original in BlobArea::Originals
    std::uint32_t crc32 = 0;
    Shelf shelf = Shelf::Library;
    bool takenEdited = false;  ///< the owner has set the date: facts do not change it any more
    bool placeEdited = false;  ///< the same for the place
    bool ratingEdited = false; ///< the same for the stars
    PhotoId partner;           ///< the other half of a live photo: of the still its video, and back
    PhotoId version;           ///< of an edited pair: of the edited one its original version, and back
    int editRevision = 0;      ///< rises with each edit that changes the pictures
    bool needsWork = true;     ///< a worker has to look at it
    std::optional<std::int64_t> endsAt; ///< ms UTC: removed for good then
    std::int64_t revision = 0;          ///< of the owner's library, when this row last changed
    QList<StoredRendering> renderings;

    friend bool operator==(const StoredPhoto&, const StoredPhoto&) = default;
};

/// The renderings as others see them.
QList<Rendering> publicRenderings(const QList<StoredRendering>& renderings);

/// The photo as it stands in a message.
PhotoReference referenceTo(const Photo& photo);

struct NewPhoto {
    PersonId owner;
    QString name; ///< cleaned
    BlobInfo blob;
    std::int64_t takenAt = 0; ///< ms UTC: the best guess before anybody has looked inside
    int offsetMinutes = 0;
    std::int64_t takenLocal = 0;
    UploadId upload; ///< marked as done in the same commit; 0 for none
    PhotoId still{}; ///< this is its moving half, whatever both say of themselves; 0 for none
};

struct AddedPhoto {
    StoredPhoto stored;
    bool existed = false; ///< these bytes were in the library already
};

/// What a worker made of it.
struct Processed {
    PhotoState state = PhotoState::Ready; ///< anything but Pending
    std::optional<ErrorCode> reason;      ///< for Damaged and Failed
    PhotoFacts facts;
    QByteArray placeholder;
    std::int64_t takenAt = 0; ///< used unless the owner has set the date
    int offsetMinutes = 0;
    std::int64_t takenLocal = 0;
    int editRevision = 0; ///< which edit was looked at; an older one is ignored
    QList<StoredRendering> renderings;
    std::int64_t refusedUntil = 0; ///< ms UTC: for Failed, when the row goes
};

struct PhotoEdit {
    std::optional<bool> favourite, archived;
    std::optional<bool> trashed;
    std::int64_t trashedUntil = 0; ///< ms UTC: for trashed == true, when it goes for good
    std::optional<QString> caption;

    /// Either stays as it is without the other.
    struct Taken {
        std::optional<std::int64_t> at; ///< ms UTC
        std::optional<int> offsetMinutes;
    };

    std::optional<Taken> taken;

    struct Place {
        std::optional<double> latitude, longitude; ///< degrees; both or neither
    };

    std::optional<Place> place;
    std::optional<QStringList> tags; ///< all of them; clean, no two with the same key
    std::optional<int> rating;       ///< 0 to highestRating; 0 for none
    std::optional<int> rotation;     ///< 0, 90, 180, 270
    std::optional<PhotoCrop> crop;   ///< the whole: none
    std::optional<QJsonObject> metadata;
    std::optional<QList<std::int64_t>> atRevisions; ///< only while the photo is at one of them
};

/// A place in a list: photos are sorted by (takenLocal, id), newest first.
struct LibraryPlace {
    std::int64_t takenLocal = 0;
    PhotoId id;
    friend bool operator==(const LibraryPlace&, const LibraryPlace&) = default;
};

struct LibraryQuery {
    PersonId owner;
    Shelf shelf = Shelf::Library;
    bool favourites = false;            ///< of Shelf::Library
    QString tag;                        ///< as tagKey() makes it; empty for any
    LocalityId locality;                ///< 0 for any
    std::optional<LibraryPlace> before; ///< exclusive
    int limit = 10;
    int leastRating = 0; ///< of Shelf::Library; 0 for any
};

struct LibraryPage {
    QList<StoredPhoto> photos; ///< newest first
    bool end = true;           ///< nothing follows
};

struct MonthCount {
    int month = 0; ///< year × 12 + month − 1, by local time
    int photos = 0;
    friend bool operator==(const MonthCount&, const MonthCount&) = default;
};

struct KnownHash {
    QByteArray sha256;
    PhotoId id;
    Shelf shelf = Shelf::Library;
    friend bool operator==(const KnownHash&, const KnownHash&) = default;
};

struct LibraryUsage {
    std::int64_t bytes = 0; ///< originals, the trash too
    std::int64_t photos = 0;
    std::int64_t revision = 0;
    friend bool operator==(const LibraryUsage&, const LibraryUsage&) = default;
};

/// Photos and their renderings. Calls are thread-safe; writes are durable when answered and, but for
/// addRendering(), stand in the owner's private stream (LibraryPhotoChanged, LibraryPhotoRemoved) with the
/// same commit. Common errors: UnknownPhoto, StoreFailed, DiskFull, Busy.
class PhotoStore {
public:
    virtual ~PhotoStore() = default;

    /// A row of state Pending, or the one that has these bytes already: a refused one is tried anew, one in
    /// the trash comes back. Of two at once one exists. With a `still` that is the owner's and stands alone
    /// it lies on Shelf::Paired from the first moment, and the still moves once it is known to be a video.
    virtual Task<Result<AddedPhoto>> add(NewPhoto photo) = 0;
    virtual Task<Result<StoredPhoto>> byId(PhotoId id) = 0;
    /// Those that exist, in no order.
    virtual Task<Result<QList<StoredPhoto>>> byIds(QList<PhotoId> ids) = 0;
    virtual Task<Result<QList<KnownHash>>> byHashes(PersonId owner, QList<QByteArray> sha256) = 0;

    virtual Task<Result<LibraryPage>> page(LibraryQuery query) = 0;
    virtual Task<Result<QList<MonthCount>>> months(PersonId owner) = 0; ///< newest first, Shelf::Library only
    /// The light index: all that changed in a library after a revision, oldest change first; refused photos
    /// count as removed. The page's cursor is a revision; its epoch is left to the caller. From 0 on nothing
    /// is `removed`.
    virtual Task<Result<PhotoIndexPage>> changedSince(PersonId owner, std::int64_t revision, int limit) = 0;
    virtual Task<Result<LibraryUsage>> usage(PersonId owner) = 0;

    /// Finds the other half of a live photo, too (areHalves()): the video goes to Shelf::Paired, told as
    /// LibraryPhotoRemoved, and the still says that it moves. So it does with the other one of an edited pair
    /// (isEditOf()): the original version goes to Shelf::Paired.
    virtual Task<Result<StoredPhoto>> finish(PhotoId id, Processed processed) = 0;
    /// For renderings made on demand. Makes no event. Ignored when its revision is not the photo's any more.
    virtual Task<Result<StoredPhoto>> addRendering(PhotoId id, StoredRendering rendering) = 0;
    /// Only the owner: UnknownPhoto for everybody else. Conflict when it is at none of `atRevisions`,
    /// UnsupportedType for a crop of a video. A new date may show that it is one of an edited pair.
    virtual Task<Result<StoredPhoto>> edit(PersonId owner, PhotoId id, PhotoEdit edit) = 0;
    /// Out of the library for good, while conversations go on showing it: to Shelf::Held, told as
    /// LibraryPhotoRemoved.
    virtual Task<Result<StoredPhoto>> release(PersonId owner, PhotoId id) = 0;
    /// For good, with the video and the original version that belong to it. Answers what was there; its files
    /// stay named for restMs.
    virtual Task<Result<StoredPhoto>> remove(PersonId owner, PhotoId id) = 0;

    /// At most `limit` of the refused photos of everybody with this reason: pending again. How many.
    virtual Task<Result<int>> reopen(ErrorCode reason, int limit) = 0;
    /// Photos with needsWork, oldest first.
    virtual Task<Result<QList<PhotoId>>> needingWork(int limit) = 0;
    /// Photos whose endsAt lies before `now`.
    virtual Task<Result<QList<StoredPhoto>>> ended(std::int64_t now, int limit) = 0;
    /// Photos on Shelf::Held that no message shows any more.
    virtual Task<Result<QList<StoredPhoto>>> unheld(int limit) = 0;
    /// One more time these bytes broke what looks at pictures; how often that was. Of everybody: a file that
    /// does harm is known as such, whoever sends it.
    virtual Task<Result<int>> noteCrash(QByteArray sha256) = 0;
    /// All files that did, and how often.
    virtual Task<Result<QHash<QByteArray, int>>> crashes() = 0;
    /// Any photos of a person, of every shelf.
    virtual Task<Result<QList<StoredPhoto>>> anyOf(PersonId owner, int limit) = 0;

    /// How long a file outlives the last row that named it.
    static constexpr std::int64_t restMs = 24 * 3'600'000LL;
    /// Files of these photos stay until then (ms UTC), whatever becomes of the rows.
    virtual Task<Status> pin(PersonId owner, QList<QByteArray> sha256, std::int64_t until) = 0;
    /// Forgets pins that have ended.
    virtual Task<Status> unpin(std::int64_t now) = 0;
    /// Photos of everybody on any shelf, by id from the one after `id` on.
    virtual Task<Result<QList<StoredPhoto>>> after(PhotoId id, int limit) = 0;
    /// Which of these files a row or a pin names.
    virtual Task<Result<QSet<QString>>> named(PersonId owner, BlobArea area, QStringList blobs) = 0;
};

} // namespace parlor::server
