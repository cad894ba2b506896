#include "tests/support/memoryplacements.h"

#include <algorithm>

namespace parlor::test {

QList<StoredPhoto> MemoryPlacementStore::byId() {
    QList<StoredPhoto> photos = m_photos.all();
    std::ranges::sort(photos, {}, [](const StoredPhoto& stored) { return stored.photo.id; });
    return photos;
}

PlacedOriginal MemoryPlacementStore::placed(const StoredPhoto& stored) const {
    const auto kept = m_kept.find(stored.photo.id);
    return {stored.photo.id,   stored.photo.owner,
            stored.blob,       stored.photo.sha256,
            stored.photo.size, kept == m_kept.end() ? OriginalPlace::Warm : kept->second.place};
}

Task<Result<QList<PlacedOriginal>>> MemoryPlacementStore::noteOpened(QList<OpenedOriginal> opened,
                                                                     std::int64_t at) {
    QList<PlacedOriginal> wanted;
    const QList<StoredPhoto> photos = byId();
    for (const OpenedOriginal& one : opened)
        for (const StoredPhoto& stored : photos) {
            if (stored.photo.owner != one.owner || stored.blob != one.blob)
                continue;
            if (stored.photo.uploadedAt < at - openedEveryMs)
                m_kept[stored.photo.id].openedAt = std::max(m_kept[stored.photo.id].openedAt, at);
            const PlacedOriginal original = placed(stored);
            if (one.cold || original.place != OriginalPlace::Warm)
                wanted.append(original);
        }
    return doneTask<Result<QList<PlacedOriginal>>>(wanted);
}

Task<Result<UnopenedPage>> MemoryPlacementStore::unopened(PhotoId after, std::int64_t before) {
    UnopenedPage page;
    int looked = 0;
    for (const StoredPhoto& stored : byId()) {
        if (stored.photo.id <= after || looked == lookedAt)
            continue;
        ++looked;
        page.last = stored.photo.id;
        const auto kept = m_kept.find(stored.photo.id);
        const std::int64_t openedAt = kept == m_kept.end() ? 0 : kept->second.openedAt;
        const PlacedOriginal original = placed(stored);
        if (!stored.needsWork && original.place == OriginalPlace::Warm
            && std::max(stored.photo.uploadedAt, openedAt) < before)
            page.originals.append(original);
    }
    if (looked < lookedAt)
        page.last = {};
    return doneTask<Result<UnopenedPage>>(page);
}

Task<Result<QList<PlacedOriginal>>> MemoryPlacementStore::at(OriginalPlace place, PhotoId after, int limit) {
    QList<PlacedOriginal> found;
    for (const StoredPhoto& stored : byId())
        if (stored.photo.id > after && found.size() < limit && placed(stored).place == place
            && place != OriginalPlace::Warm)
            found.append(placed(stored));
    return doneTask<Result<QList<PlacedOriginal>>>(found);
}

Task<Status> MemoryPlacementStore::setPlace(PhotoId photo, OriginalPlace place) {
    const QList<StoredPhoto> photos = byId();
    if (std::ranges::none_of(photos, [&](const StoredPhoto& stored) { return stored.photo.id == photo; }))
        return doneTask<Status>(fail(ErrorCode::UnknownPhoto));
    m_kept[photo].place = place;
    return doneTask<Status>({});
}

Task<Result<PlacementTotals>> MemoryPlacementStore::totals() {
    PlacementTotals totals;
    for (const StoredPhoto& stored : byId()) {
        const PlacedOriginal original = placed(stored);
        if (original.place == OriginalPlace::Cold) {
            ++totals.cold;
            totals.coldBytes += original.size;
        } else if (original.place != OriginalPlace::Warm) {
            ++totals.underWay;
        }
    }
    return doneTask<Result<PlacementTotals>>(totals);
}

} // namespace parlor::test
