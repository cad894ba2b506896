#include "server/domain/shares/sharednames.h"

#include <QDateTime>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

FileKind fileKindOf(const QByteArray& mimeType) {
    constexpr std::array<FileKind, 22> known{
        {{"image/jpeg", "jpg"},          {"image/png", "png"},         {"image/webp", "webp"},
         {"image/heic", "heic"},         {"image/heif", "heif"},       {"image/avif", "avif"},
         {"image/tiff", "tif"},          {"image/gif", "gif"},         {"image/x-adobe-dng", "dng"},
         {"image/x-canon-cr2", "cr2"},   {"image/x-canon-cr3", "cr3"}, {"image/x-nikon-nef", "nef"},
         {"image/x-sony-arw", "arw"},    {"image/x-fuji-raf", "raf"},  {"image/x-panasonic-rw2", "rw2"},
         {"image/x-olympus-orf", "orf"}, {"image/x-dcraw", "raw"},     {"video/mp4", "mp4"},
         {"video/quicktime", "mov"},     {"video/3gpp", "3gp"},        {"video/x-matroska", "mkv"},
         {"video/webm", "webm"}}};
    const auto found = std::ranges::find_if(
        known, [&](const FileKind& kind) { return mimeType == QByteArrayView(kind.type); });
    return found == known.end() ? FileKind{"application/octet-stream", "bin"} : *found;
}

QString dateName(const Photo& photo, const char* extension) {
    const QDateTime taken = QDateTime::fromMSecsSinceEpoch(photo.takenLocal, Qt::UTC);
    return taken.toString(u"yyyy-MM-dd HH.mm.ss"_s) + u'.' + QLatin1StringView(extension);
}

} // namespace parlor::server
