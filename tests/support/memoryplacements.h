#pragma once

#include "server/domain/ports/placementstore.h"
#include "tests/support/memoryphotos.h"

#include <map>

namespace parlor::test {

/// Twin of the real one, over photos in memory. Answers at once; one thread.
class MemoryPlacementStore final : public PlacementStore {
public:
    explicit MemoryPlacementStore(MemoryPhotoStore& photos) : m_photos(photos) {}

    Task<Result<QList<PlacedOriginal>>> noteOpened(QList<OpenedOriginal> opened, std::int64_t at) override;
    Task<Result<UnopenedPage>> unopened(PhotoId after, std::int64_t before) override;
    Task<Result<QList<PlacedOriginal>>> at(OriginalPlace place, PhotoId after, int limit) override;
    Task<Status> setPlace(PhotoId photo, OriginalPlace place) override;
    Task<Result<PlacementTotals>> totals() override;

private:
    struct Kept {
        OriginalPlace place = OriginalPlace::Warm;
        std::int64_t openedAt = 0;
    };

    [[nodiscard]] QList<StoredPhoto> byId();
    [[nodiscard]] PlacedOriginal placed(const StoredPhoto& photo) const;

    MemoryPhotoStore& m_photos;
    std::map<PhotoId, Kept> m_kept;
};

} // namespace parlor::test
