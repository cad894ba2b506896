#include "server/media/worker/pictures/processor.h"

#include "server/media/worker/pictures/exiffacts.h"
#include "server/media/worker/pictures/gate.h"
#include "server/media/worker/pictures/jpegroute.h"
#include "server/media/worker/pictures/mp4boxes.h"
#include "server/media/worker/pictures/rawpreview.h"
#include "server/media/worker/pictures/storedpart.h"
#include "server/media/worker/pictures/tiffreader.h"
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
    outcome.detail = detail.isEmpty() ? QByteArray("unreadable") : detail; // libvips does not always say why
    return outcome;
}

/// `shown`: what its owner's crop leaves of it.
void setSize(PhotoFacts& facts, PixelSize stored, PixelSize shown, bool swap) {
    facts.width = swap ? shown.height : shown.width;
    facts.height = swap ? shown.width : shown.height;
    // Wider than a phone's widest ordinary shape: stitched.
    const auto [low, high] = std::minmax(stored.width, stored.height);
    facts.panorama = facts.panorama || high >= low * 5LL / 2;
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

/// Where the video of a motion photo lies in its file, if it is one that can be played.
void setMotion(Bytes file, Bytes video, PhotoFacts& facts) {
    const std::size_t length = mp4Length(video);
    PhotoFacts movie;
    if (length == 0 || readMovie(MovieSource::of(video.first(length)), movie).verdict != WorkerVerdict::Done)
        return;
    facts.motion = true;
    facts.motionOffset = video.data() - file.data();
    facts.motionBytes = static_cast<std::int64_t>(length);
    facts.durationMs = movie.durationMs;
}

Bytes lastBytes(Bytes file, std::int64_t count) {
    return count > 0 && count < static_cast<std::int64_t>(file.size())
               ? file.last(static_cast<std::size_t>(count))
               : Bytes();
}

/// A picture on its way through the two routes.
struct Work {
    const WorkerRequest& request;
    Outcome& outcome;
    bool pixels = !request.renderings.isEmpty();
    bool full = request.renderings.contains(RenderingKind::Full);
    std::optional<Picture> picture = std::nullopt;
};

/// `exif`: of what the JPEG lies in, for one that says nothing itself.
Gate readJpeg(Bytes file, Bytes exif, Work& work) {
    const Gate gate = inspect(file);
    const auto outline = outlineJpeg(file);
    if (gate.verdict != WorkerVerdict::Done || gate.format != Format::Jpeg || !outline)
        return {gate.verdict == WorkerVerdict::Done ? WorkerVerdict::BadImage : gate.verdict, Format::Jpeg,
                gate.reason, 0, 0};
    PhotoFacts& facts = work.outcome.facts;
    int tag = readExif(outline->exif, facts);
    if (!exif.empty()) {
        const int outer = readExif(exif, facts);
        tag = tag == 1 ? outer : tag;
    }
    const std::int64_t fromEnd = readXmp(outline->xmp, facts);
    setMotion(file, lastBytes(file, fromEnd), facts);
    if (const Bytes video = motionIn(outline->trailer); facts.motionBytes == 0 && !video.empty()) {
        facts.motion = true;
        setMotion(file, video, facts);
    }
    const PixelSize stored{gate.width, gate.height};
    const auto upright = Orientation::fromExif(tag);
    const auto orientation = upright.then(Orientation::fromRotation(work.request.rotation));
    const PixelRect part = storedPart(work.request.crop, stored, upright);
    setSize(facts, stored, part.size(), orientation.transpose);
    if (work.pixels)
        work.picture = pictureFromJpeg(file, *outline, part, orientation, work.full);
    return gate;
}

/// Everything that is no JPEG, and JPEGs that are not Y/Cb/Cr.
Gate readWithVips(Bytes file, Format format, Work& work) {
    PhotoFacts& facts = work.outcome.facts;
    const VipsRoute route(file, format);
    const PixelSize stored = route.storedSize();
    if (isTooLarge(format, stored.width, stored.height))
        return {WorkerVerdict::ImageTooLarge, format, "size", 0, 0};
    if (format != Format::Jpeg) {
        readExif(format == Format::Tiff ? file : exifIn(route.exif()), facts);
        setMotion(file, lastBytes(file, readXmp(route.xmp(), facts)), facts);
        if (format == Format::Heif && facts.motionBytes == 0)
            setMotion(file, childBox(file, "mpvd"), facts);
    }
    const Orientation upright = route.orientation();
    const int rotation = work.request.rotation;
    const PixelRect part = storedPart(work.request.crop, stored, upright);
    setSize(facts, stored, part.size(), upright.then(Orientation::fromRotation(rotation)).transpose);
    if (work.pixels)
        work.picture = route.picture(part, rotation, work.full);
    return {WorkerVerdict::Done, format, "", stored.width, stored.height};
}

/// A camera's file is shown by the picture that the camera has put in; without one, as the TIFF that it may
/// be.
Gate readRaw(Bytes file, Work& work) {
    const RawPreview raw = findPreview(file);
    if (raw.jpeg.empty())
        return isTiff(file) ? readWithVips(file, Format::Tiff, work)
                            : Gate{WorkerVerdict::BadImage, Format::CameraRaw, "no preview", 0, 0};
    const Gate gate = readJpeg(raw.jpeg, raw.exif, work);
    if (work.outcome.facts.motionBytes > 0) // so far counted from the preview on
        work.outcome.facts.motionOffset += raw.jpeg.data() - file.data();
    if (gate.verdict == WorkerVerdict::Done && work.pixels && !work.picture)
        return readWithVips(raw.jpeg, Format::Jpeg, work);
    return gate;
}

Gate readPicture(Bytes file, const Gate& gate, Work& work) {
    if (gate.format == Format::CameraRaw)
        return readRaw(file, work);
    if (gate.format == Format::Jpeg) {
        const Gate read = readJpeg(file, {}, work);
        if (read.verdict != WorkerVerdict::Done || work.picture || !work.pixels)
            return read;
    }
    return readWithVips(file, gate.format, work);
}

Outcome process(Bytes file, const WorkerRequest& request, const Sink& sink) {
    const Gate gate = inspect(file);
    if (gate.verdict != WorkerVerdict::Done)
        return refusal(gate.verdict, gate.reason);
    if (gate.format == Format::Movie)
        return processMovie(MovieSource::of(file));
    Outcome outcome;
    outcome.facts.mimeType = mimeTypeOf(gate.format, file);
    Work work{request, outcome};
    const Gate read = readPicture(file, gate, work);
    if (read.verdict != WorkerVerdict::Done)
        return refusal(read.verdict, read.reason);
    if (!work.pixels) {
        outcome.verdict = WorkerVerdict::Done;
        return outcome;
    }
    if (!work.picture || !render(*work.picture, request, sink, outcome))
        return refusal(WorkerVerdict::BadImage, "it could not be encoded");
    return outcome;
}

} // namespace

Outcome processMovie(const MovieSource& source) {
    Outcome outcome;
    const MovieOutcome read = readMovie(source, outcome.facts);
    if (read.verdict != WorkerVerdict::Done)
        return refusal(read.verdict, read.reason);
    outcome.verdict = WorkerVerdict::Done;
    return outcome;
}

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
