#include "server/domain/messages/versionphotos.h"

#include <algorithm>

namespace parlor::server {

Entry withPhotosOf(Entry version, const Entry& now) {
    for (PhotoReference& photo : version.photos) {
        const auto present = std::ranges::find(now.photos, photo.id, &PhotoReference::id);
        if (present != now.photos.end()) {
            photo = *present;
            continue;
        }
        photo.placeholder.clear();
        photo.thumbHash.clear();
        photo.viewHash.clear();
        photo.video = false;
        photo.durationMs = 0;
    }
    return version;
}

} // namespace parlor::server
