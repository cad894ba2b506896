#include "client/ui/widgets/fuzzymatch.h"

namespace parlor::client {

namespace {

std::optional<FuzzyMatch> matchFrom(const QString& typed, const QString& text, qsizetype start) {
    FuzzyMatch match;
    qsizetype at = start;
    int last = -2;
    for (const QChar wanted : typed) {
        if (wanted.isSpace())
            continue;
        while (at < text.size() && text[at].toCaseFolded() != wanted.toCaseFolded())
            ++at;
        if (at == text.size())
            return std::nullopt;
        const bool word = at == 0 || !text[at - 1].isLetterOrNumber();
        match.score += 1 + (word ? 6 : 0) + (at == last + 1 ? 4 : 0) + (at == 0 ? 4 : 0);
        match.letters << static_cast<int>(at);
        last = static_cast<int>(at);
        ++at;
    }
    match.score -= static_cast<int>(text.size()) / 16;
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& typed, const QString& text) {
    const QString letters = typed.trimmed();
    if (letters.isEmpty())
        return FuzzyMatch();
    std::optional<FuzzyMatch> best;
    for (qsizetype start = 0; start < text.size(); ++start) {
        if (text[start].toCaseFolded() != letters[0].toCaseFolded())
            continue;
        const auto match = matchFrom(letters, text, start);
        if (match && (!best || match->score > best->score))
            best = match;
    }
    return best;
}

} // namespace parlor::client
