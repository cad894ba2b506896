#include "server/domain/photos/photolikeness.h"

#include <algorithm>

namespace parlor::server {

QList<PhotoId> burstAround(const Shot& shot, QList<Shot> around) {
    if (shot.camera.isEmpty())
        return {};
    around.removeIf([&](const Shot& other) { return other.camera != shot.camera || other.id == shot.id; });
    std::ranges::sort(around, {}, &Shot::takenLocal);
    QList<PhotoId> found;
    const auto next = std::ranges::lower_bound(around, shot.takenLocal, {}, &Shot::takenLocal);
    std::int64_t at = shot.takenLocal;
    for (auto it = next; it != around.end() && it->takenLocal - at <= burstGapMs; ++it) {
        found.append(it->id);
        at = it->takenLocal;
    }
    at = shot.takenLocal;
    for (auto it = next; it != around.begin() && at - std::prev(it)->takenLocal <= burstGapMs; --it) {
        found.append(std::prev(it)->id);
        at = std::prev(it)->takenLocal;
    }
    return found;
}

} // namespace parlor::server
