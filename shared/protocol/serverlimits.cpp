#include "shared/protocol/serverlimits.h"

#include "shared/protocol/jsonreader.h"
#include "shared/protocol/mediafiles.h"

#include <algorithm>

namespace parlor {

using namespace Qt::StringLiterals;

std::int64_t ServerLimits::largestFileNamed(QStringView name) const {
    return mediaFileKind(name) == MediaFileKind::Video ? videoBytes : imageBytes;
}

QJsonObject toJson(const ServerLimits& limits) {
    return {{u"text_characters"_s, qint64(limits.textCharacters)},
            {u"photos_per_message"_s, limits.photosPerMessage},
            {u"image_bytes"_s, qint64(limits.imageBytes)},
            {u"video_bytes"_s, qint64(limits.videoBytes)}};
}

Result<ServerLimits> serverLimitsFromJson(const QJsonObject& json) {
    codec::JsonReader in(json);
    ServerLimits read;
    in.number("text_characters"_L1, read.textCharacters, 1);
    // As many as this program can lay out.
    std::int64_t photos = read.photosPerMessage;
    in.number("photos_per_message"_L1, photos, 1);
    read.photosPerMessage = static_cast<int>(std::min<std::int64_t>(photos, limits::photosPerMessage));
    in.number("image_bytes"_L1, read.imageBytes, 1);
    in.number("video_bytes"_L1, read.videoBytes, 1);
    return in.finish(read);
}

} // namespace parlor
