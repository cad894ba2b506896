#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <cstdint>

namespace parlor::server {

/// Where an original lies. The numbers stand in rows and are never changed. What is on its way is whole in at
/// least one of both directories.
enum class OriginalPlace {
    Warm = 0,
    Leaving = 1, ///< on its way to the cold directory
    Cold = 2,
    Returning = 3, ///< on its way to the data directory
};

struct PlacedOriginal {
    PhotoId photo;
    PersonId owner;
    QString blob;          ///< name in BlobArea::Originals
    QByteArray sha256;     ///< 32 bytes, of the plain bytes
    std::int64_t size = 0; ///< plain bytes
    OriginalPlace place = OriginalPlace::Warm;

    friend bool operator==(const PlacedOriginal&, const PlacedOriginal&) = default;
};

/// An original that somebody has asked for.
struct OpenedOriginal {
    PersonId owner;
    QString blob;
    bool cold = false; ///< it was read in the cold directory

    friend bool operator==(const OpenedOriginal&, const OpenedOriginal&) = default;
};

struct UnopenedPage {
    QList<PlacedOriginal> originals; ///< by id
    PhotoId last;                    ///< where to go on; 0 when all have been looked at
};

struct PlacementTotals {
    std::int64_t cold = 0; ///< originals
    std::int64_t coldBytes = 0;
    std::int64_t underWay = 0; ///< originals at both ends
    friend bool operator==(const PlacementTotals&, const PlacementTotals&) = default;
};

/// When originals were last opened, and which of them lie in the cold directory. Calls are thread-safe;
/// writes are durable when answered. Common errors: StoreFailed, DiskFull, Busy.
class PlacementStore {
public:
    /// An opening is written down at most this often.
    static constexpr std::int64_t openedEveryMs = 24 * 3'600'000LL;
    /// Photos looked at by one unopened().
    static constexpr int lookedAt = 2'000;

    virtual ~PlacementStore() = default;

    /// Answers those of them that are not Warm, or were opened cold: they are wanted back. What no photo
    /// names is passed over.
    virtual Task<Result<QList<PlacedOriginal>>> noteOpened(QList<OpenedOriginal> opened, std::int64_t at) = 0;
    /// Warm originals of photos beyond `after` that were uploaded and last opened before `before` (ms UTC);
    /// not those that a worker still has to look at.
    virtual Task<Result<UnopenedPage>> unopened(PhotoId after, std::int64_t before) = 0;
    /// Those at a place, by photo from the one after `after` on.
    virtual Task<Result<QList<PlacedOriginal>>> at(OriginalPlace place, PhotoId after, int limit) = 0;
    /// UnknownPhoto when it has been removed meanwhile.
    virtual Task<Status> setPlace(PhotoId photo, OriginalPlace place) = 0;
    virtual Task<Result<PlacementTotals>> totals() = 0;
};

} // namespace parlor::server
