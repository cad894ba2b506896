#include "server/net/http/requesthead.h"
#include "tests/fuzz/target.h"

// However the bytes arrive, the head ends at the same place, and what was accepted is within the limits.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    using namespace parlor::server;
    const NetLimits limits;
    const QByteArrayView bytes = fuzz::view(data, size);
    HeadScanner whole;
    const auto end = whole.scan(bytes, limits);
    HeadScanner bit;
    std::expected<qsizetype, HeadError> found = 0;
    for (qsizetype given = 1; given <= bytes.size() && found && *found == 0; ++given)
        found = bit.scan(bytes.first(given), limits);
    PARLOR_HOLDS(found.has_value() == end.has_value());
    if (!end)
        return 0;
    PARLOR_HOLDS(*found == *end && *end <= limits.headBytes);
    if (*end == 0)
        return 0;
    const auto head = parseHead(bytes.first(*end), limits);
    if (!head) {
        PARLOR_HOLDS(head.error().status >= 400 && head.error().status < 600);
        return 0;
    }
    PARLOR_HOLDS(head->request.path.startsWith(u'/') && !head->request.path.contains(QChar(0)));
    PARLOR_HOLDS(head->request.headers.size() <= limits.headFields);
    PARLOR_HOLDS(head->isChunked == (head->request.contentLength < 0));
    for (const auto& [name, value] : head->request.headers)
        PARLOR_HOLDS(name == name.toLower() && !value.contains('\n') && !value.contains('\r')
                     && !value.contains('\0'));
    return 0;
}
