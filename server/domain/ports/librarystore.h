#pragma once

#include "server/domain/ports/photostore.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/query.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// Times of the wall clock, [from, to).
struct LocalSpan {
    std::int64_t from = 0;
    std::int64_t to = 0;
    friend bool operator==(const LocalSpan&, const LocalSpan&) = default;
};

/// All conditions hold together; without any it is the whole shelf.
struct PhotoSearch {
    PersonId owner;
    Shelf shelf = Shelf::Library; ///< or Archive
    QList<Query::Term> terms;     ///< in name, caption, tags, make, model, lens, locality
    /// Live photos are pictures.
    enum class Only { Any = 0, Pictures = 1, Videos = 2 } only = Only::Any;
    bool favourite = false, place = false, caption = false, panorama = false, motion = false;
    QString tag;      ///< as it is written; empty for any
    QString locality; ///< words of its names, next to each other; empty for any
    int leastRating = 0, mostRating = highestRating; ///< 0 is that of a photo without stars
    LocalSpan taken{INT64_MIN, INT64_MAX};
    std::optional<LibraryPlace> before; ///< exclusive
    int limit = 10;
};

enum class GroupKind {
    Similar, ///< look nearly the same
    Burst,   ///< one camera, one after the other
};

struct PhotoGroup {
    PhotoId id;                ///< of one of them, at some time
    QList<StoredPhoto> photos; ///< oldest first
};

struct GroupPage {
    QList<PhotoGroup> groups; ///< newest id first
    bool end = true;
};

/// What is counted beside the months; the numbers stand in rows.
enum class CountKind {
    Shelf = 0, ///< key: the shelf's number
    Favourite = 1,
    Camera = 2,   ///< key: make and model
    Type = 3,     ///< key: media type
    Tag = 4,      ///< key: the tag without case; label: as written
    Rating = 5,   ///< key: the stars; those with none are not counted
    Locality = 6, ///< key: its id; label: its name
};

struct LibraryCount {
    CountKind kind = CountKind::Shelf;
    QString key;
    QString label;
    std::int64_t photos = 0;
    std::int64_t bytes = 0;
    friend bool operator==(const LibraryCount&, const LibraryCount&) = default;
};

struct Settled {
    QList<PhotoId> changed; ///< their rows say something else than before
    bool more = false;      ///< not all are entered
};

enum class LocalityOrder {
    Count, ///< the one with most photos first
    Name,
};

/// A place in a list of localities.
struct LocalityPlace {
    std::int64_t photos = 0;
    QString sortKey; ///< as localitySortKey() makes it
    LocalityId id;
};

struct LocalityQuery {
    PersonId owner;
    LocalityOrder order = LocalityOrder::Count;
    std::optional<LocalityPlace> after; ///< exclusive; of it `photos` or `sortKey` counts, as the order says
    int limit = 100;
};

struct LibraryLocality {
    Locality locality;
    std::int64_t photos = 0; ///< of Shelf::Library
    std::int64_t bytes = 0;
    PhotoReference newest;
};

struct LocalityPage {
    QList<LibraryLocality> localities;
    bool end = true; ///< nothing follows
};

/// A tag as it is compared: NFC, trimmed, without case.
QString tagKey(const QString& tag);

/// Make and model as people say them, once: "Canon EOS 5D", "Apple iPhone 15".
QString cameraName(const PhotoFacts& facts);

/// What one asks of a whole library. All is kept up with each write of a photo, so that every answer takes
/// the same time for ten photos and for a million. Only Shelf::Library but where said. Calls are thread-safe.
/// Common errors: StoreFailed.
class LibraryStore {
public:
    virtual ~LibraryStore() = default;

    /// Newest first by the wall clock.
    virtual Task<Result<LibraryPage>> search(PhotoSearch search) = 0;
    /// The light rows of a span, newest first, at most `limit`; of those at the very end of the span the ones
    /// with an id below `before`, so that a page goes on at the last row of the one before.
    virtual Task<Result<QList<IndexedPhoto>>> index(PersonId owner, LocalSpan span, PhotoId before,
                                                    int limit) = 0;
    /// The newest `limit` photos of each span.
    virtual Task<Result<QList<LibraryPage>>> spans(PersonId owner, QList<LocalSpan> spans, int limit) = 0;
    /// Groups with an id below `before` (0: from the newest on).
    virtual Task<Result<GroupPage>> groups(PersonId owner, GroupKind kind, PhotoId before, int limit) = 0;
    /// By key, those after `after`; zero counts are left out.
    virtual Task<Result<QList<LibraryCount>>> counts(PersonId owner, CountKind kind, QString after,
                                                     int limit) = 0;
    virtual Task<Result<LocalityPage>> localities(LocalityQuery query) = 0;
    /// People who were erased and whose photos or albums are still there.
    virtual Task<Result<QList<PersonId>>> erased(int limit) = 0;
    /// Photos that no list knows yet, or whose locality nobody has looked up (of an older build), are
    /// entered, a few at a time; changes nothing that their owner is told of.
    virtual Task<Result<Settled>> settle(int limit) = 0;
};

} // namespace parlor::server
