#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"

#include <QList>
#include <QString>

#include <optional>

namespace parlor::server {

class TextFolder;

using FilterRuleId = Id<struct FilterRuleTag>;

/// What happens to a message with a word of the list, rising. Numbers in filter_rules.action; never changed.
enum class FilterAction {
    Allow = 0,   ///< the word is innocent, whatever other rules say
    Flag = 1,    ///< goes out, and into the moderators' queue
    Star = 2,    ///< goes out with stars instead
    Block = 3,   ///< is refused
    TimeOut = 4, ///< is refused, and its author may not write for a while
};

/// "allow", "flag", "star", "block", "time_out".
QLatin1StringView nameOf(FilterAction action);
std::optional<FilterAction> filterActionFrom(QStringView name);

/// One entry of the word list. A pattern is a word or a phrase; `*` at its ends or inside stands for any
/// letters of the same word. Without one whole words are meant, and signs as in `c++` are looked for as they
/// stand, but for apostrophes, dashes, full stops and the like between two letters.
struct FilterRule {
    FilterRuleId id;
    QString pattern;
    ChannelId channel; ///< 0: everywhere
    FilterAction action = FilterAction::Star;
    bool dryRun = false;        ///< only counts
    int minutes = 10;           ///< of a time-out: 1 … 10 080
    PersonId createdBy;         ///< 0: the operator
    std::int64_t createdAt = 0; ///< ms UTC
    std::int64_t hits = 0;      ///< messages it was found in
    std::int64_t lastHitAt = 0; ///< ms UTC; 0: never

    friend bool operator==(const FilterRule&, const FilterRule&) = default;
};

inline constexpr int filterPatternCharacters = 128;
inline constexpr int filterRulesMost = 20'000;
inline constexpr int filterRulesOfChannels = 10'000; ///< of all together; the rest is kept for the server's
inline constexpr int timeOutMinutesMost = 10'080;

/// The rule with its pattern trimmed. BadRequest: no letters, a sign beside a `*`, minutes out of range.
/// TooLarge.
Result<FilterRule> checkRule(FilterRule rule);

/// How many rules there are.
struct FilterCounts {
    std::int64_t all = 0;
    std::int64_t ofChannels = 0;
    std::int64_t here = 0; ///< in the channel of the rule that comes
};

/// Whether one more fits: TooLarge.
Status checkRoom(const FilterCounts& counts, ChannelId channel);

/// The same for rules that find the same in the same place, however their words are written.
QString comparedForm(const FilterRule& rule, TextFolder& folder);

} // namespace parlor::server
