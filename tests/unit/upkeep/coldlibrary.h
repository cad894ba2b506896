#pragma once

#include "server/blobs/localcoldfiles.h"
#include "server/domain/upkeep/coldkeeper.h"
#include "tests/support/memoryplacements.h"
#include "tests/unit/upkeep/mortalcold.h"
#include "tests/unit/upkeep/storedlibrary.h"

namespace parlor::server {

inline constexpr std::int64_t day = 24 * 3'600'000LL;

/// A library with a second directory for what nobody opens, whose process may die at any step.
class ColdLibrary : public SealableLibrary {
protected:
    void SetUp() override;

    [[nodiscard]] LocalBlobStore::Options options() const override;

    /// A fresh process on the same directories and rows.
    void restart();

    Result<QByteArray> read(const StoredPhoto& photo);

    Result<ColdReport> moveAll() { return test::await(cold->move({.unopenedMs = day})); }

    /// What was opened comes back.
    void settle();

    [[nodiscard]] QString coldRoot() const { return directory.filePath(u"cold"_qs); }

    [[nodiscard]] QString warmPath(const StoredPhoto& photo) const {
        return pathOf(BlobArea::Originals, photo.blob);
    }

    [[nodiscard]] QString coldPath(const StoredPhoto& photo) const;
    OriginalPlace placeOf(const StoredPhoto& photo);

    const QByteArray bytes = QByteArray(200'000, 'a') + "end";
    Fuse fuse;
    test::MemoryPlacementStore places{photos};
    MortalPlaces mortalPlaces{places, fuse};
    std::unique_ptr<LocalColdFiles> files;
    std::unique_ptr<MortalFiles> mortalFiles;
    std::unique_ptr<ColdKeeper> cold;
};

} // namespace parlor::server
