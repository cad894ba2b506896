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
        m_patterns.push_back(compiled(m_rules.at(i).pattern));
        if (!m_patterns.back().pieces.empty())
            m_automaton.add(m_patterns.back().pieces.front(), static_cast<int>(i));
    }
    m_automaton.build();
}

WordFilter::Pattern WordFilter::compiled(const QString& pattern) {
    Pattern made;
    const QString trimmed = pattern.simplified();
    const QStringList raw = trimmed.split(u'*');
    made.openStart = trimmed.startsWith(u'*');
    made.openEnd = trimmed.endsWith(u'*');
    for (qsizetype i = 0; i < raw.size(); ++i) {
        QString piece = m_folder.fold(raw.at(i)).text;
        if (piece.size() < 2)
            continue;
        const bool afterStar = i > 0 && !raw.at(i).startsWith(u' ');
        const bool beforeStar = i + 1 < raw.size() && !raw.at(i).endsWith(u' ');
        // Nothing marks the ends of words where no spaces are written.
        if (beforeStar || isUnspacedAt(piece, piece.size() - 2))
            piece.chop(1);
        if (afterStar || isUnspacedAt(piece, 1))
            piece.remove(0, 1);
        made.pieces.push_back(piece);
    }
    return made;
}

bool WordFilter::matches(const FoldedText& folded, const Pattern& pattern, qsizetype firstEnd,
                         Span& span) const {
    const QString& text = folded.text;
    qsizetype start = firstEnd - pattern.pieces.front().size();
    qsizetype end = firstEnd;
    for (std::size_t i = 1; i < pattern.pieces.size(); ++i) {
        const QString& piece = pattern.pieces[i];
        // A `*` does not leave the word.
        const qsizetype space = text.indexOf(u' ', end);
        const qsizetype at = text.indexOf(piece, end);
        if (at < 0 || (space >= 0 && at > space))
            return false;
        end = at + piece.size();
    }
    while (start < end && text.at(start) == u' ')
        ++start;
    while (end > start && text.at(end - 1) == u' ')
        --end;
    if (pattern.openStart && !isUnspacedAt(text, start))
        while (text.at(start - 1) != u' ')
            --start;
    if (pattern.openEnd && !isUnspacedAt(text, end - 1))
        while (text.at(end) != u' ')
            ++end;
    span.start = folded.starts[static_cast<std::size_t>(start)];
    span.end = folded.ends[static_cast<std::size_t>(end - 1)];
    return true;
}

std::vector<WordFilter::Span> WordFilter::find(const FoldedText& folded, ChannelId channel) const {
    std::vector<Span> found;
    m_automaton.scan(folded.text, [&](int rule, qsizetype end) {
        const FilterRule& at = m_rules.at(rule);
        Span span{0, 0, rule};
        if ((!at.channel.isValid() || at.channel == channel)
            && matches(folded, m_patterns[static_cast<std::size_t>(rule)], end, span))
            found.push_back(span);
    });
    const auto isAllowance = [&](const Span& span) {
        const FilterRule& rule = m_rules.at(span.rule);
        return rule.action == FilterAction::Allow && !rule.dryRun;
    };
    std::vector<Span> allowed;
    std::copy_if(found.begin(), found.end(), std::back_inserter(allowed), isAllowance);
    std::erase_if(found, [&](const Span& span) {
        return m_rules.at(span.rule).action != FilterAction::Allow
               && std::any_of(allowed.begin(), allowed.end(), [&](const Span& innocent) {
                      return innocent.start <= span.start && span.end <= innocent.end;
                  });
    });
    return found;
}

FilterVerdict WordFilter::check(const QString& text, ChannelId channel) {
    FilterVerdict verdict;
    verdict.text = text;
    if (m_rules.isEmpty() || text.isEmpty())
        return verdict;
    std::vector<Span> stars;
    for (const Span& span : find(m_folder.fold(text), channel)) {
        const FilterRule& rule = m_rules.at(span.rule);
        QList<FilterRuleId>& counted = rule.dryRun ? verdict.tried : verdict.hits;
        if (!counted.contains(rule.id))
            counted.append(rule.id);
        if (rule.dryRun)
            continue;
        verdict.action = std::max(verdict.action, rule.action);
        verdict.isFlagged |= rule.action == FilterAction::Flag;
        if (rule.action == FilterAction::TimeOut)
            verdict.minutes = std::max(verdict.minutes, rule.minutes);
        if (rule.action == FilterAction::Star)
            stars.push_back(span);
    }
    if (!stars.empty()) {
        verdict.text = starred(text, std::move(stars));
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
