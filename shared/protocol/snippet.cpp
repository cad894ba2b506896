#include "shared/protocol/snippet.h"

#include "shared/protocol/accentfolder.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <vector>

namespace parlor {

namespace {

constexpr qsizetype lead = 40;     ///< before the first match
constexpr qsizetype farthest = 24; ///< how far a cut is moved to the border of a word

/// The text without case and accents, and from which place of it each unit comes.
struct Folded {
    QString plain;
    std::vector<qsizetype> from; ///< one more than units: the end

    [[nodiscard]] qsizetype placeOf(qsizetype at) const { return from.at(static_cast<std::size_t>(at)); }
};

bool isAccent(char32_t c) {
    return QChar::category(c) == QChar::Mark_NonSpacing && !isUnspaced(c);
}

char32_t codePointAt(const QString& text, qsizetype at, qsizetype& length) {
    const bool pair =
        text.at(at).isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate();
    length = pair ? 2 : 1;
    return pair ? QChar::surrogateToUcs4(text.at(at), text.at(at + 1)) : text.at(at).unicode();
}

Folded folded(const QString& text) {
    Folded out;
    out.plain.reserve(text.size());
    const auto add = [&out](char32_t c, qsizetype place) {
        if (isAccent(c))
            return;
        const char32_t lower = QChar::toCaseFolded(c);
        out.plain += QString::fromUcs4(&lower, 1);
        out.from.resize(static_cast<std::size_t>(out.plain.size()), place);
    };
    AccentFolder folder;
    qsizetype length = 1;
    for (qsizetype at = 0; at < text.size(); at += length)
        for (const auto part : folder.fold(codePointAt(text, at, length)).toUcs4())
            add(char32_t(part), at);
    out.from.push_back(text.size());
    return out;
}

struct Word {
    qsizetype begin, end; ///< in the folded text
};

std::vector<Word> wordsOf(const QString& plain) {
    std::vector<Word> words;
    qsizetype length = 1;
    bool inside = false;
    for (qsizetype at = 0; at < plain.size(); at += length) {
        const bool letter = QChar::isLetterOrNumber(codePointAt(plain, at, length));
        if (letter && !inside)
            words.push_back({at, at});
        if (letter)
            words.back().end = at + length;
        inside = letter;
    }
    return words;
}

/// Looks for what the index finds: the same runs and words.
class Matcher {
public:
    explicit Matcher(const QString& text) : m_text(folded(text)), m_words(wordsOf(m_text.plain)) {}

    /// In the order of the text, none inside another.
    std::vector<Word> matches(const QList<SearchTerm>& terms) {
        for (const SearchTerm& term : terms) {
            if (term.exclude)
                continue;
            const QList<SearchRun> runs = searchRunsOf(term.text);
            const bool mixed = std::ranges::any_of(runs, &SearchRun::unspaced);
            for (const SearchRun& run : runs)
                run.unspaced ? addLetters(folded(run.text).plain)
                             : addWords(folded(run.text).plain, term.prefix || mixed);
        }
        std::ranges::sort(m_found, {}, &Word::begin);
        std::vector<Word> kept;
        for (const Word& match : m_found)
            if (kept.empty() || match.begin >= kept.back().end)
                kept.push_back(match);
        return kept;
    }

private:
    void add(qsizetype begin, qsizetype end) {
        m_found.push_back({m_text.placeOf(begin), m_text.placeOf(end)});
    }

    void addLetters(const QString& run) {
        for (qsizetype at = m_text.plain.indexOf(run); at >= 0;
             at = m_text.plain.indexOf(run, at + run.size()))
            add(at, at + run.size());
    }

    void addWords(const QString& run, bool prefix) {
        const std::vector<Word> wanted = wordsOf(run);
        if (wanted.empty())
            return;
        for (std::size_t first = 0; first + wanted.size() <= m_words.size(); ++first)
            if (const qsizetype end = endOfPhrase(run, wanted, first, prefix); end >= 0)
                add(m_words.at(first).begin, end);
    }

    [[nodiscard]] qsizetype endOfPhrase(const QString& run, const std::vector<Word>& wanted,
                                        std::size_t first, bool prefix) const {
        qsizetype end = -1;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const Word& word = m_words.at(first + i);
            const QStringView asked =
                QStringView(run).mid(wanted.at(i).begin, wanted.at(i).end - wanted.at(i).begin);
            const QStringView there = QStringView(m_text.plain).mid(word.begin, word.end - word.begin);
            const bool last = i + 1 == wanted.size();
            if (last && prefix ? !there.startsWith(asked) : there != asked)
                return -1;
            end = word.begin + asked.size();
        }
        return end;
    }

    Folded m_text;
    std::vector<Word> m_words;
    std::vector<Word> m_found;
};

/// The nearest place at or before `at` where a character may begin.
qsizetype characterBorder(const QString& text, qsizetype at) {
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    finder.setPosition(at);
    return finder.isAtBoundary() ? at : std::max<qsizetype>(0, finder.toPreviousBoundary());
}

bool isGap(QChar c) {
    return c.isSpace();
}

/// Where the snippet begins: at a word after `from`, or at least at a character. Not after `latest`.
qsizetype beginOf(const QString& text, qsizetype from, qsizetype latest) {
    if (from <= 0)
        return 0;
    for (qsizetype at = from; at <= std::min(latest, from + farthest); ++at)
        if (isGap(text.at(at - 1)) && (at == text.size() || !isGap(text.at(at))))
            return at;
    return characterBorder(text, from);
}

qsizetype endOf(const QString& text, qsizetype to, qsizetype earliest) {
    if (to >= text.size())
        return text.size();
    for (qsizetype at = to; at >= std::max(earliest, to - farthest); --at)
        if (isGap(text.at(at)) && at > 0 && !isGap(text.at(at - 1)))
            return at;
    return characterBorder(text, to);
}

} // namespace

QString snippetOf(const QString& text, const QList<SearchTerm>& terms) {
    const std::vector<Word> matches = Matcher(text).matches(terms);
    const Word first = matches.empty() ? Word{0, 0} : matches.front();
    const bool fits = text.size() <= snippetLength;
    const qsizetype from = fits ? 0 : beginOf(text, first.begin - lead, first.begin);
    const qsizetype room = snippetLength - (from > 0 ? 1 : 0);
    const qsizetype to = text.size() - from <= room
                             ? text.size()
                             : endOf(text, from + room - 1, std::min(first.end, from + room - 1));
    QString snippet = from > 0 ? u"…"_qs : QString();
    qsizetype at = from;
    for (const Word& match : matches) {
        if (match.begin < at || match.end > to)
            continue;
        snippet += text.mid(at, match.begin - at) + QChar(snippetMatchBegins)
                   + text.mid(match.begin, match.end - match.begin) + QChar(snippetMatchEnds);
        at = match.end;
    }
    return snippet + text.mid(at, to - at) + (to < text.size() ? u"…"_qs : QString());
}

} // namespace parlor
