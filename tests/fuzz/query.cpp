#include "shared/protocol/searchtext.h"
#include "shared/protocol/snippet.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto query = parseQuery(fuzz::text(data, size));
    PARLOR_HOLDS(query.terms.size() <= 32 && query.from.size() <= 32 && query.in.size() <= 32);
    const QString expression = searchMatch(conditionsOf(query), {ChannelId(1)});
    PARLOR_HOLDS(expression.count(u'"') % 2 == 0 && !expression.contains(QChar(0)));
    const QString text = fuzz::text(data, size);
    const QString snippet = snippetOf(text, conditionsOf(query).terms);
    PARLOR_HOLDS(QString(snippet).remove(QChar(snippetMatchBegins)).remove(QChar(snippetMatchEnds)).size()
                 <= snippetLength);
    return 0;
}
