#include "server/media/worker/pictures/cleaner.h"

#include "server/media/worker/pictures/cleancontainers.h"
#include "server/media/worker/pictures/cleantiff.h"
#include "server/media/worker/pictures/gate.h"

namespace parlor::server::media {

namespace {

bool clean(Format format, Bytes file, OverwriteList& out) {
    switch (format) {
    case Format::Jpeg:
        return cleanJpeg(file, out);
    case Format::Png:
        return cleanPng(file, out);
    case Format::WebP:
        return cleanWebp(file, out);
    case Format::Heif:
        return cleanHeif(file, out);
    case Format::Tiff:
        return cleanTiffFile(file, out);
    case Format::Gif:
    case Format::CameraRaw:
    case Format::Movie:
        break;
    }
    return false;
}

} // namespace

std::optional<QList<Overwrite>> overwritesOf(Bytes file) {
    const Gate gate = inspect(file);
    OverwriteList out(file.size());
    if (gate.verdict != WorkerVerdict::Done || !clean(gate.format, file, out))
        return std::nullopt;
    return out.taken();
}

} // namespace parlor::server::media
