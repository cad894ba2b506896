#include "server/media/worker/pictures/jpegroute.h"

#include "server/media/worker/pictures/colourtable.h"
#include "server/media/worker/pictures/jpegdecoder.h"
#include "server/media/worker/pictures/jpegencoder.h"
#include "server/media/worker/pictures/resample.h"
#include "server/media/worker/pictures/storedpart.h"

#include <algorithm>

namespace parlor::server::media {

namespace {

int half(int size) {
    return (size + 1) / 2;
}

/// How long the whole has to be for its part to fill a view.
int longSideFor(PixelSize whole, const PixelRect& part) {
    const std::int64_t side = std::max(whole.width, whole.height);
    const int partSide = std::max(part.width, part.height);
    return static_cast<int>((viewSide * side + partSide - 1) / partSide);
}

/// Chroma of the same or half the size; `part` begins at even samples.
void cutTo(Planes& planes, const PixelRect& part) {
    const int across = planes.u.width == planes.y.width ? 1 : 2;
    const int down = planes.u.height == planes.y.height ? 1 : 2;
    for (Plane* plane : {&planes.u, &planes.v})
        *plane = cutFrom(*plane, {part.left / across, part.top / down, (part.width + across - 1) / across,
                                  (part.height + down - 1) / down});
    planes.y = cutFrom(planes.y, part);
}

/// Turns the decoded planes themselves into the JPEG at original size.
QByteArray fullFrom(Planes planes, const PixelRect& part, Orientation orientation, const ColourTable* table) {
    const auto fits = [](int whole, int less) { return less == whole || less == half(whole); };
    if (!fits(planes.y.width, planes.u.width) || !fits(planes.y.height, planes.u.height))
        for (Plane* plane : {&planes.u, &planes.v})
            *plane = resampled(*plane, half(planes.y.width), half(planes.y.height));
    if (part.size() != PixelSize{planes.y.width, planes.y.height})
        cutTo(planes, part);
    for (Plane* plane : {&planes.y, &planes.u, &planes.v}) {
        if (orientation.transpose)
            *plane = transposed(*plane);
        mirror(*plane, orientation.mirrorX, orientation.mirrorY);
    }
    if (table)
        table->apply(planes, false);
    return encodeJpeg(planes, fullQuality);
}

} // namespace

std::optional<Picture> pictureFromJpeg(Bytes file, const JpegOutline& outline, const PixelRect& part,
                                       Orientation orientation, bool full) {
    auto decoded = decodeJpeg(file, outline, full ? 0 : longSideFor({outline.width, outline.height}, part));
    if (!decoded)
        return std::nullopt;
    const auto table = ColourTable::forProfile(outline.profile);
    Picture picture = pictureFromPlanes(decoded->planes, part, orientation, table.get(), decoded->scale);
    picture.damaged = decoded->damaged;
    if (full)
        picture.full = fullFrom(std::move(decoded->planes), part, orientation, table.get());
    return picture;
}

} // namespace parlor::server::media
