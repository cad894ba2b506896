#include "shared/protocol/thumbhash.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto bytes = fuzz::view(data, size);
    if (const auto pixels = thumbhash::decode(bytes)) {
        PARLOR_HOLDS(pixels->width >= 1 && pixels->width <= 32 && pixels->height >= 1
                     && pixels->height <= 32);
        PARLOR_HOLDS(pixels->rgba.size() == qsizetype(pixels->width) * pixels->height * 4);
        PARLOR_HOLDS(thumbhash::averageColour(bytes) && thumbhash::aspectRatio(bytes));
    }
    if (size > 2) {
        const QByteArray hash = thumbhash::encode(data[0], data[1], bytes.sliced(2));
        PARLOR_HOLDS(hash.isEmpty() || thumbhash::isValid(hash));
    }
    return 0;
}
