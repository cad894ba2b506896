#include "server/domain/moderation/filterrule.h"

#include "server/domain/moderation/foldedtext.h"
#include "shared/protocol/limits.h"

#include <algorithm>
#include <array>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array names{"allow"_L1, "flag"_L1, "star"_L1, "block"_L1, "time_out"_L1};
} // namespace

QLatin1StringView nameOf(FilterAction action) {
    return names.at(static_cast<std::size_t>(action));
}

std::optional<FilterAction> filterActionFrom(QStringView name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (name == names.at(i))
            return static_cast<FilterAction>(i);
    return std::nullopt;
}

Result<FilterRule> checkRule(FilterRule rule) {
    rule.pattern = rule.pattern.simplified();
    if (rule.pattern.size() > filterPatternCharacters)
        return fail(ErrorCode::TooLarge, u"a pattern has at most 128 characters"_qs);
    if (rule.minutes < 1 || rule.minutes > timeOutMinutesMost)
        return fail(ErrorCode::BadRequest, u"a time-out lasts 1 to 10080 minutes"_qs);
    if (TextFolder().fold(rule.pattern).text.size() < 2)
        return fail(ErrorCode::BadRequest, u"a pattern needs a letter, a digit or a picture"_qs);
    return rule;
}

Status checkRoom(const FilterCounts& counts, ChannelId channel) {
    if (counts.all >= filterRulesMost)
        return fail(ErrorCode::TooLarge, u"the word list is full"_qs);
    if (channel.isValid()
        && (counts.here >= limits::filterRulesPerChannel || counts.ofChannels >= filterRulesOfChannels))
        return fail(ErrorCode::TooLarge, u"the word list of the channel is full"_qs);
    return {};
}

bool areEqual(const FilterRule& one, const FilterRule& other) {
    if (one.channel != other.channel || one.action != other.action)
        return false;
    if (one.pattern == other.pattern)
        return true;
    const QStringList mine = one.pattern.split(u'*'), theirs = other.pattern.split(u'*');
    TextFolder folder;
    const auto isSame = [&folder](const QString& a, const QString& b) {
        return folder.fold(a).text == folder.fold(b).text;
    };
    return std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end(), isSame);
}

} // namespace parlor::server
