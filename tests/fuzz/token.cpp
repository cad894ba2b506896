#include "shared/auth/token.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QString text = parlor::fuzz::text(data, size);
    if (parlor::tokenKindOf(text))
        PARLOR_HOLDS(text.size() == 59 && text.startsWith(u"parlor_"));
    return 0;
}
