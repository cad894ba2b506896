#include "shared/protocol/query.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto query = parseQuery(fuzz::text(data, size));
    PARLOR_HOLDS(query.terms.size() <= 32 && query.from.size() <= 32 && query.in.size() <= 32);
    const QString expression = matchExpression(query);
    PARLOR_HOLDS(expression.count(u'"') % 2 == 0 && !expression.contains(QChar(0)));
    return 0;
}
