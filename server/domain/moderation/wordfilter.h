#pragma once

#include "server/domain/moderation/filterrule.h"
#include "server/domain/moderation/foldedtext.h"
#include "server/domain/moderation/patternsigns.h"
#include "server/domain/moderation/wordautomaton.h"

#include <QHash>
#include <QList>
#include <QString>

#include <vector>

namespace parlor::server {

/// What the word list says about one text.
struct FilterVerdict {
    FilterAction action = FilterAction::Allow; ///< the strictest that holds
    QString text;                              ///< with stars, one for each character
    bool isChanged = false;
    bool isFlagged = false;
    int minutes = 0;           ///< of the longest time-out
    QList<FilterRuleId> hits;  ///< that act
    QList<FilterRuleId> tried; ///< of dry runs

    [[nodiscard]] bool isRefused() const { return action >= FilterAction::Block; }
};

/// A word list, compiled once; the time of check() hardly depends on its length. A text that takes more than
/// the most below, which only one that was made for it does, is refused. One thread.
class WordFilter {
public:
    static constexpr std::size_t spansMost = 10'000;  ///< places of one text that are kept
    static constexpr qsizetype unitsMost = 2'000'000; ///< looked at for what stands behind a `*`

    explicit WordFilter(QList<FilterRule> rules);

    /// Rules of the server and of the channel.
    [[nodiscard]] FilterVerdict check(const QString& text, ChannelId channel);

    [[nodiscard]] const QList<FilterRule>& rules() const { return m_rules; }

private:
    struct Pattern {
        std::vector<QString> pieces; ///< what stands between the `*`, with the spaces that must be there
        bool openStart = false;      ///< begins with `*`
        bool openEnd = false;
        QString before, after;                  ///< signs that stand at its ends
        std::vector<std::vector<SignGap>> gaps; ///< of each piece
    };

    struct Span {
        int start = 0, end = 0; ///< in the original text
        int rule = 0;
    };

    class Search;

    Pattern compiled(const QString& pattern);
    static QString starred(const QString& text, std::vector<Span> spans);

    QList<FilterRule> m_rules;
    std::vector<Pattern> m_patterns; ///< one a rule
    TextFolder m_folder;
    WordAutomaton m_everywhere;
    QHash<ChannelId, WordAutomaton> m_places; ///< so that no channel pays for the rules of another
};

} // namespace parlor::server
