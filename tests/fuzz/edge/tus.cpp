#include "server/edge/photos/tus.h"

#include "server/edge/photos/byterange.h"
#include "tests/fuzz/target.h"

// The headers of an upload: what was read can be said again and read the same.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    using namespace parlor::server;
    const QByteArray bytes = fuzz::view(data, size).toByteArray();
    if (const auto metadata = tus::parseMetadata(bytes)) {
        const auto again = tus::parseMetadata(tus::formatMetadata(*metadata));
        PARLOR_HOLDS(again && *again == *metadata);
    }
    if (const auto number = tus::parseNumber(bytes))
        PARLOR_HOLDS(*number >= 0 && *number < (1LL << 53));
    (void)tus::parseChecksum(bytes);
    constexpr std::int64_t fileSize = 1'000;
    if (const auto range = parseRange(bytes, fileSize); range && *range)
        PARLOR_HOLDS((*range)->first >= 0 && (*range)->length > 0
                     && (*range)->first + (*range)->length <= fileSize);
    (void)matchesEtag(bytes, "\"0123456789abcdef\"");
    return 0;
}
