#include "server/media/worker/pictures/engine.h"
#include "server/media/worker/pictures/gate.h"
#include "server/media/worker/pictures/processor.h"
#include "tests/fuzz/target.h"

namespace {

/// A file's last bytes choose what is shown of it.
parlor::PhotoCrop cropOf(const std::uint8_t* data, std::size_t size) {
    constexpr int step = 39;
    if (size < 4)
        return {};
    const std::uint8_t* last = data + size - 4;
    return parlor::PhotoCrop::from(last[0] * step, last[1] * step, last[2] * step, last[3] * step)
        .value_or(parlor::PhotoCrop());
}

} // namespace

// A worker's whole job on somebody's file, all formats: what it answers is what parlord takes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    using namespace parlor::server::media;
    static const bool started = startEngine("fuzz_picture");
    (void)started;
    constexpr std::int64_t mostPixels = 250'000; // more are but slow
    const Bytes file(data, size);
    const Gate gate = inspect(file);
    WorkerRequest request;
    request.size = static_cast<std::int64_t>(size);
    request.effort = 0;
    request.crop = cropOf(data, size);
    if (std::int64_t(gate.width) * gate.height <= mostPixels)
        request.renderings = {RenderingKind::Thumb, RenderingKind::View, RenderingKind::Full};
    WorkerReply reply;
    std::int64_t end = 0;
    Outcome outcome = processPicture(file, request, [&](const MadePicture& made) {
        PARLOR_HOLDS(!made.bytes.contains("Exif\0\0") && made.width > 0 && made.height > 0);
        reply.slices.append({made.kind, end, made.bytes.size(), made.width, made.height});
        end += made.bytes.size();
        return true;
    });
    const PhotoFacts& facts = outcome.facts;
    PARLOR_HOLDS(facts.motionOffset + facts.motionBytes <= request.size);
    PARLOR_HOLDS(outcome.verdict == WorkerVerdict::Done || !outcome.detail.isEmpty());
    reply.verdict = outcome.verdict;
    reply.detail = outcome.detail;
    reply.facts = std::move(outcome.facts);
    reply.placeholder = outcome.placeholder;
    PARLOR_HOLDS(decodeReply(encode(reply)).has_value());
    return 0;
}
