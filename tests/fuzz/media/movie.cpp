#include "server/media/worker/pictures/movieheader.h"
#include "server/media/worker/pictures/rawpreview.h"
#include "tests/fuzz/target.h"

// Headers of videos and directories of cameras' files: read from memory or in pieces they say the same, and
// nothing that is found lies outside.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    using namespace parlor::server::media;
    const Bytes file(data, size);
    PhotoFacts facts;
    const MovieOutcome outcome = readMovie(MovieSource::of(file), facts);
    if (outcome.verdict == WorkerVerdict::Done) {
        PARLOR_HOLDS(facts.isVideo() && facts.width > 0 && facts.height > 0);
        WorkerReply reply;
        reply.verdict = outcome.verdict;
        reply.facts = facts;
        PARLOR_HOLDS(decodeReply(encode(reply)).has_value());
    }
    PARLOR_HOLDS(mp4Length(file) <= size);
    const RawPreview raw = findPreview(file);
    for (const Bytes part : {raw.jpeg, raw.exif})
        PARLOR_HOLDS(part.empty() || (part.data() >= data && part.data() + part.size() <= data + size));
    return 0;
}
