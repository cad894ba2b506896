#include "server/media/worker/pictures/jpegroute.h"

#include "server/media/worker/pictures/colourtable.h"
#include "server/media/worker/pictures/jpegdecoder.h"
#include "server/media/worker/pictures/jpegencoder.h"
#include "server/media/worker/pictures/resample.h"

namespace parlor::server::media {

namespace {

int half(int size) {
    return (size + 1) / 2;
}

/// Turns the decoded planes themselves into the JPEG at original size.
QByteArray fullFrom(Planes planes, Orientation orientation, const ColourTable* table) {
    const auto fits = [](int whole, int part) { return part == whole || part == half(whole); };
    if (!fits(planes.y.width, planes.u.width) || !fits(planes.y.height, planes.u.height))
        for (Plane* plane : {&planes.u, &planes.v})
            *plane = resampled(*plane, half(planes.y.width), half(planes.y.height));
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

std::optional<Picture> pictureFromJpeg(Bytes file, const JpegOutline& outline, Orientation orientation,
                                       bool full) {
    auto decoded = decodeJpeg(file, outline, full ? 0 : viewSide);
    if (!decoded)
        return std::nullopt;
    const auto table = ColourTable::forProfile(outline.profile);
    Picture picture = pictureFromPlanes(decoded->planes, {outline.width, outline.height}, orientation,
                                        table.get(), decoded->scale);
    picture.damaged = decoded->damaged;
    if (full)
        picture.full = fullFrom(std::move(decoded->planes), orientation, table.get());
    return picture;
}

} // namespace parlor::server::media
