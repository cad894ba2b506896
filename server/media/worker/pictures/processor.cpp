#include "server/media/worker/pictures/processor.h"

#include "server/media/worker/pictures/exiffacts.h"
#include "server/media/worker/pictures/gate.h"
#include "server/media/worker/pictures/jpegroute.h"
#include "server/media/worker/pictures/vipsroute.h"

#include <vips/vips8>

#include <algorithm>
#include <exception>
#include <new>

namespace parlor::server::media {

namespace {

Outcome refusal(WorkerVerdict verdict, const QByteArray& detail) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.detail = detail;
    return outcome;
}

void setSize(PhotoFacts& facts, PixelSize stored, bool swap) {
    facts.width = swap ? stored.height : stored.width;
    facts.height = swap ? stored.width : stored.height;
    // Wider than a phone's widest ordinary shape: stitched.
    const auto [low, high] = std::minmax(stored.width, stored.height);
    facts.panorama = facts.panorama || high >= low * 5LL / 2;
}

bool isSideways(int rotation) {
    return rotation == 90 || rotation == 270;
}

/// Hands out what was asked for and fills in what pixels alone can tell.
bool render(const Picture& picture, const WorkerRequest& request, const Sink& sink, Outcome& outcome) {
    const PixelSize upright{outcome.facts.width, outcome.facts.height};
    Planes thumb = thumbPlanes(picture, upright);
    outcome.placeholder = makePlaceholder(thumb);
    outcome.facts.perceptualHash = perceptualHash(thumb);
    outcome.damaged = picture.damaged;
    for (const RenderingKind kind : request.renderings) {
        MadePicture made;
        switch (kind) {
        case RenderingKind::Thumb:
            made = makeThumb(thumb);
            break;
        case RenderingKind::Grid:
            made = makeGrid(picture, upright);
            break;
        case RenderingKind::View:
            made = makeView(picture, request.effort);
            break;
        case RenderingKind::Full:
            made = {kind, picture.full, upright.width, upright.height};
            break;
        }
        if (made.bytes.isEmpty() || !sink(std::move(made)))
            return false;
    }
    outcome.verdict = WorkerVerdict::Done;
    return true;
}

Outcome process(Bytes file, const WorkerRequest& request, const Sink& sink) {
    const Gate gate = inspect(file);
    if (gate.verdict != WorkerVerdict::Done)
        return refusal(gate.verdict, gate.reason);
    Outcome outcome;
    outcome.facts.mimeType = mimeTypeOf(gate.format, file);
    const bool pixels = !request.renderings.isEmpty();
    const bool full = request.renderings.contains(RenderingKind::Full);
    std::optional<Picture> picture;
    if (gate.format == Format::Jpeg) {
        const auto outline = outlineJpeg(file);
        if (!outline)
            return refusal(WorkerVerdict::BadImage, "no JPEG frame");
        const int tag = readExif(outline->exif, outcome.facts);
        readXmp(outline->xmp, outcome.facts);
        outcome.facts.motion = outcome.facts.motion || holdsMotion(outline->trailer);
        const auto orientation = Orientation::fromExif(tag).then(Orientation::fromRotation(request.rotation));
        setSize(outcome.facts, {gate.width, gate.height}, orientation.transpose);
        if (pixels)
            picture = pictureFromJpeg(file, *outline, orientation, full);
    }
    if (!picture && (pixels || gate.format != Format::Jpeg)) {
        const VipsRoute route(file, gate.format);
        const PixelSize stored = route.storedSize();
        if (isTooLarge(gate.format, stored.width, stored.height))
            return refusal(WorkerVerdict::ImageTooLarge, "size");
        if (gate.format != Format::Jpeg) {
            readExif(gate.format == Format::Tiff ? file : exifIn(route.exif()), outcome.facts);
            readXmp(route.xmp(), outcome.facts);
        }
        setSize(outcome.facts, route.uprightSize(), isSideways(request.rotation));
        if (pixels)
            picture = route.picture(request.rotation, full);
    }
    if (!pixels) {
        outcome.verdict = WorkerVerdict::Done;
        return outcome;
    }
    if (!render(*picture, request, sink, outcome))
        return refusal(WorkerVerdict::BadImage, "it could not be encoded");
    return outcome;
}

} // namespace

Outcome processPicture(Bytes file, const WorkerRequest& request, const Sink& sink) {
    Outcome outcome;
    try {
        outcome = process(file, request, sink);
    } catch (const std::bad_alloc&) {
        outcome = refusal(WorkerVerdict::BadImage, "out of memory");
    } catch (const std::exception& error) {
        outcome = refusal(WorkerVerdict::BadImage, QByteArray(error.what()).simplified().left(maxTextBytes));
    }
    vips_error_clear();
    return outcome;
}

} // namespace parlor::server::media
