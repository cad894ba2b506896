#include "server/domain/moderation/wordfilter.h"

#include <algorithm>

namespace parlor::server {

namespace {

bool isUnspacedAt(const QString& text, qsizetype at) {
    char32_t c = text.at(at).unicode();
    if (text.at(at).isHighSurrogate() && at + 1 < text.size())
        c = QChar::surrogateToUcs4(text.at(at), text.at(at + 1));
    else if (text.at(at).isLowSurrogate() && at > 0)
        c = QChar::surrogateToUcs4(text.at(at - 1), text.at(at));
    return TextFolder::isUnspaced(c);
}

} // namespace

WordFilter::WordFilter(QList<FilterRule> rules) : m_rules(std::move(rules)) {
    m_patterns.reserve(static_cast<std::size_t>(m_rules.size()));
    for (qsizetype i = 0; i < m_rules.size(); ++i) {
        const ChannelId channel = m_rules.at(i).channel;
        m_patterns.push_back(compiled(m_rules.at(i).pattern));
        if (!m_patterns.back().pieces.empty())
            (channel.isValid() ? m_places[channel] : m_everywhere)
                .add(m_patterns.back().pieces.front(), static_cast<int>(i));
    }
    m_everywhere.build();
    for (WordAutomaton& automaton : m_places)
        automaton.build();
}

WordFilter::Pattern WordFilter::compiled(const QString& pattern) {
    Pattern made;
    const QString trimmed = pattern.simplified();
    const QStringList raw = trimmed.split(u'*');
    made.openStart = trimmed.startsWith(u'*');
    made.openEnd = trimmed.endsWith(u'*');
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const FoldedText folded = m_folder.fold(raw.at(i));
        QString piece = folded.text;
        if (piece.size() < 2)
            continue;
        PatternSigns signs = PatternSigns::of(raw.at(i), folded);
        const bool afterStar = i > 0 && !raw.at(i).startsWith(u' ');
        const bool beforeStar = i + 1 < raw.size() && !raw.at(i).endsWith(u' ');
        if (i == 0)
            made.before = signs.before;
        if (i + 1 == raw.size())
            made.after = signs.after;
        // Nothing marks the ends of words where no spaces are written.
        if (beforeStar || isUnspacedAt(piece, piece.size() - 2))
            piece.chop(1);
        if (afterStar || isUnspacedAt(piece, 1)) {
            piece.remove(0, 1);
            for (SignGap& gap : signs.between)
                --gap.at;
        }
        made.pieces.push_back(piece);
        made.gaps.push_back(std::move(signs.between));
    }
    return made;
}

/// One text against the list. Each rule is noted once; only stars need every place of theirs.
class WordFilter::Search {
public:
    Search(const WordFilter& filter, QStringView original, const FoldedText& folded, ChannelId channel)
        : m_filter(filter),
          m_original(original),
          m_folded(folded),
          m_place(filter.m_places.constFind(channel)),
          m_seen(filter.m_patterns.size()) {}

    void run() {
        scan([this](int rule, qsizetype end) { allow(rule, end); });
        sortAllowed();
        scan([this](int rule, qsizetype end) { accuse(rule, end); });
    }

    [[nodiscard]] bool isTooMuch() const { return m_tooMuch; }

    std::vector<int> rules; ///< that were found
    std::vector<Span> stars;

private:
    template<class Found>
    void scan(Found found) {
        const auto guarded = [&](int rule, qsizetype end) {
            if (!m_tooMuch)
                found(rule, end);
        };
        m_filter.m_everywhere.scan(m_folded.text, guarded);
        if (m_place != m_filter.m_places.constEnd())
            m_place->scan(m_folded.text, guarded);
    }

    [[nodiscard]] const FilterRule& at(int rule) const { return m_filter.m_rules.at(rule); }

    void note(int rule) {
        if (!m_seen[static_cast<std::size_t>(rule)])
            rules.push_back(rule);
        m_seen[static_cast<std::size_t>(rule)] = true;
    }

    void keep(std::vector<Span>& spans, const Span& span) {
        m_tooMuch |= m_kept++ >= spansMost;
        spans.push_back(span);
    }

    void allow(int rule, qsizetype end) {
        if (at(rule).action != FilterAction::Allow)
            return;
        Span span{0, 0, rule};
        if ((at(rule).dryRun && m_seen[static_cast<std::size_t>(rule)]) || !matches(rule, end, span))
            return;
        note(rule);
        if (!at(rule).dryRun)
            keep(m_allowed, span);
    }

    /// Leaves those that no other one contains: starts and ends both rise.
    void sortAllowed() {
        std::sort(m_allowed.begin(), m_allowed.end(), [](const Span& a, const Span& b) {
            return a.start != b.start ? a.start < b.start : a.end > b.end;
        });
        int end = -1;
        std::erase_if(m_allowed, [&end](const Span& span) {
            const bool inside = span.end <= end;
            end = std::max(end, span.end);
            return inside;
        });
    }

    [[nodiscard]] bool isAllowed(const Span& span) const {
        const auto next = std::upper_bound(m_allowed.begin(), m_allowed.end(), span.start,
                                           [](int start, const Span& other) { return start < other.start; });
        return next != m_allowed.begin() && span.end <= std::prev(next)->end;
    }

    void accuse(int rule, qsizetype end) {
        const FilterRule& found = at(rule);
        const bool isStar = found.action == FilterAction::Star && !found.dryRun;
        if (found.action == FilterAction::Allow || (m_seen[static_cast<std::size_t>(rule)] && !isStar))
            return;
        Span span{0, 0, rule};
        if (!matches(rule, end, span) || isAllowed(span))
            return;
        note(rule);
        if (isStar)
            keep(stars, span);
    }

    bool matches(int rule, qsizetype firstEnd, Span& span) {
        const Pattern& pattern = m_filter.m_patterns[static_cast<std::size_t>(rule)];
        const QString& text = m_folded.text;
        qsizetype start = firstEnd - pattern.pieces.front().size();
        qsizetype end = firstEnd;
        if (!hasSignsBetween(pattern.gaps.front(), start))
            return false;
        for (std::size_t i = 1; i < pattern.pieces.size(); ++i) {
            const QString& piece = pattern.pieces[i];
            // A `*` does not leave the word.
            const qsizetype space = text.indexOf(u' ', end);
            const qsizetype last = space < 0 ? text.size() : std::min(space + piece.size(), text.size());
            const qsizetype at = QStringView(text).sliced(end, last - end).indexOf(piece);
            spend(last - end);
            if (at < 0 || !hasSignsBetween(pattern.gaps[i], end + at))
                return false;
            end += at + piece.size();
        }
        while (start < end && text.at(start) == u' ')
            ++start;
        while (end > start && text.at(end - 1) == u' ')
            --end;
        const qsizetype inner = end - start;
        if (pattern.openStart && !isUnspacedAt(text, start))
            while (text.at(start - 1) != u' ')
                --start;
        if (pattern.openEnd && !isUnspacedAt(text, end - 1))
            while (text.at(end) != u' ')
                ++end;
        spend(end - start - inner);
        span.start = m_folded.starts[static_cast<std::size_t>(start)];
        span.end = m_folded.ends[static_cast<std::size_t>(end - 1)];
        return takeSigns(pattern, span);
    }

    /// `start`: of the piece in the folded text.
    bool hasSignsBetween(const std::vector<SignGap>& gaps, qsizetype start) {
        return std::all_of(gaps.begin(), gaps.end(), [&](const SignGap& gap) {
            const auto at = static_cast<std::size_t>(start + gap.at);
            const int from = m_folded.ends[at - 1], to = m_folded.starts[at + 1];
            if (from > to) // one character that stands for all of it, such as the sign for "care of"
                return true;
            spend(to - from);
            return signsOf(m_original.sliced(from, to - from)) == gap.signs;
        });
    }

    /// The signs at the ends belong to what was found.
    bool takeSigns(const Pattern& pattern, Span& span) {
        qsizetype looked = 0;
        const auto start = startOfSigns(m_original, span.start, pattern.before, looked);
        const auto end = endOfSigns(m_original, span.end, pattern.after, looked);
        spend(looked);
        if (!start || !end)
            return false;
        span.start = static_cast<int>(*start);
        span.end = static_cast<int>(*end);
        return true;
    }

    void spend(qsizetype units) {
        m_units += units;
        m_tooMuch |= m_units > unitsMost;
    }

    const WordFilter& m_filter;
    const QStringView m_original;
    const FoldedText& m_folded;
    const QHash<ChannelId, WordAutomaton>::const_iterator m_place;
    std::vector<bool> m_seen; ///< of each rule
    std::vector<Span> m_allowed;
    std::size_t m_kept = 0;
    qsizetype m_units = 0;
    bool m_tooMuch = false;
};

FilterVerdict WordFilter::check(const QString& text, ChannelId channel) {
    FilterVerdict verdict;
    verdict.text = text;
    if (m_rules.isEmpty() || text.isEmpty())
        return verdict;
    const FoldedText folded = m_folder.fold(text);
    Search search(*this, text, folded, channel);
    search.run();
    for (const int found : search.rules) {
        const FilterRule& rule = m_rules.at(found);
        (rule.dryRun ? verdict.tried : verdict.hits).append(rule.id);
        if (rule.dryRun)
            continue;
        verdict.action = std::max(verdict.action, rule.action);
        verdict.isFlagged |= rule.action == FilterAction::Flag;
        if (rule.action == FilterAction::TimeOut)
            verdict.minutes = std::max(verdict.minutes, rule.minutes);
    }
    if (search.isTooMuch())
        verdict.action = std::max(verdict.action, FilterAction::Block);
    if (!search.stars.empty()) {
        verdict.text = starred(text, std::move(search.stars));
        verdict.isChanged = verdict.text != text;
    }
    return verdict;
}

QString WordFilter::starred(const QString& text, std::vector<Span> spans) {
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
    QString out;
    out.reserve(text.size());
    int at = 0;
    for (const Span& span : spans) {
        const int from = std::max(at, span.start);
        out += QStringView(text).sliced(at, from - at);
        for (int i = from; i < span.end; ++i)
            if (!text.at(i).isLowSurrogate())
                out += u'*';
        at = std::max(at, span.end);
    }
    out += QStringView(text).sliced(at);
    return out;
}

} // namespace parlor::server
