#include "server/domain/moderation/filterrule.h"

#include "server/domain/moderation/foldedtext.h"
#include "server/domain/moderation/patternsigns.h"
#include "shared/protocol/limits.h"

#include <array>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array names{"allow"_L1, "flag"_L1, "star"_L1, "block"_L1, "time_out"_L1};

/// Nothing would look for it there.
bool hasSignBesideStar(const QString& pattern) {
    const QStringList pieces = pattern.split(u'*');
    TextFolder folder;
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const PatternSigns signs = PatternSigns::of(pieces.at(i), folder.fold(pieces.at(i)));
        if ((i > 0 && !signs.before.isEmpty()) || (i + 1 < pieces.size() && !signs.after.isEmpty()))
            return true;
    }
    return false;
}

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
    if (hasSignBesideStar(rule.pattern))
        return fail(ErrorCode::BadRequest,
                    u"beside a * of a pattern stands a letter, a digit, a picture or a space"_qs);
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

QString comparedForm(const FilterRule& rule, TextFolder& folder) {
    QString form = rule.channel.toString();
    for (const QString& piece : rule.pattern.split(u'*')) {
        const FoldedText folded = folder.fold(piece);
        const PatternSigns signs = PatternSigns::of(piece, folded);
        // A space beside a `*` begins another word.
        form += u'\n' + signs.before + (piece.startsWith(u' ') ? u" "_qs : QString()) + folded.text
                + (piece.endsWith(u' ') ? u" "_qs : QString()) + signs.after;
        for (const SignGap& gap : signs.between)
            form += u'\t' + QString::number(gap.at) + u'\t' + gap.signs;
    }
    return form;
}

} // namespace parlor::server
