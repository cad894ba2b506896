#include "shared/protocol/photoindex.h"

#include "tests/fuzz/target.h"

// There is one spelling of each page.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto bytes = fuzz::view(data, size);
    if (const auto page = decodePhotoIndex(bytes))
        PARLOR_HOLDS(encodePhotoIndex(*page) == bytes);
    return 0;
}
