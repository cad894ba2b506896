#include "client/models/notices.h"

#include "client/models/names.h"
#include "client/models/timelinemodel.h"

namespace parlor::client {

namespace {

constexpr qint64 foldedJoinsMs = 3'600'000;
constexpr qsizetype namedJoins = 4;
constexpr Serial making(1); ///< the first event of a channel

} // namespace

QString noticeOf(const State& state, const Event& event) {
    const auto tr = [](const char* text) { return TimelineModel::tr(text); };
    const bool byMe = event.author == state.me();
    const QString by = byMe ? tr("You") : nameOf(state, event.author);
    if (const auto* member = std::get_if<MemberChanged>(&event.body)) {
        const bool me = member->person.id == state.me();
        const QString name =
            member->person.displayName.isEmpty() ? member->person.name : member->person.displayName;
        const QString who = me ? tr("You") : name;
        const QString whom = me ? tr("you") : name;
        switch (member->change) {
        case MemberChange::Joined:
            return event.author == member->person.id ? tr("%1 joined").arg(who)
                                                     : tr("%1 added %2").arg(by, whom);
        case MemberChange::Left:
            return tr("%1 left").arg(who);
        case MemberChange::Removed:
            return tr("%1 removed %2").arg(by, whom);
        case MemberChange::Banned:
            return tr("%1 banned %2").arg(by, whom);
        case MemberChange::Unbanned:
            return me ? tr("%1 lifted your ban").arg(by) : tr("%1 lifted the ban of %2").arg(by, name);
        case MemberChange::Muted:
            return tr("%1 muted %2").arg(by, whom);
        case MemberChange::Unmuted:
            return tr("%1 unmuted %2").arg(by, whom);
        case MemberChange::Invited:
            return tr("%1 invited %2").arg(by, whom);
        case MemberChange::Uninvited:
            return me ? tr("You are no longer invited") : tr("%1 is no longer invited").arg(name);
        case MemberChange::RoleChanged:
            return me ? tr("%1 changed your role").arg(by) : tr("%1 changed the role of %2").arg(by, name);
        }
    }
    if (const auto* channel = std::get_if<ChannelChanged>(&event.body)) {
        if (event.serial == making)
            return tr("%1 made this channel").arg(by);
        if (channel->channel.archived)
            return tr("%1 archived this channel").arg(by);
        // The history has the channel as it is now, not what a change changed: its head shows that anyway.
    }
    return {};
}

bool foldsInto(const TimelineItem& line, const TimelineItem& next) {
    if (next.joined.isEmpty() || line.kind != TimelineItem::Kind::Notice)
        return false;
    // Who makes a channel is in it: that goes without saying.
    if (line.joined.isEmpty())
        return line.serial == making && next.first == making.next() && next.author == line.author;
    return next.time - line.time <= foldedJoinsMs;
}

void foldJoin(TimelineItem& line, const TimelineItem& next) {
    line.serial = next.serial;
    if (line.joined.isEmpty())
        return;
    // "You and Ada", never "Ada and You".
    if (next.own)
        line.joined = next.joined + line.joined;
    else
        line.joined << next.joined;
    const qsizetype count = line.joined.size();
    line.text = count > namedJoins
                    ? TimelineModel::tr("%1 and %2 others joined")
                          .arg(line.joined.first(namedJoins - 1).join(u", "_qs))
                          .arg(count - namedJoins + 1)
                    : TimelineModel::tr("%1 and %2 joined")
                          .arg(line.joined.first(count - 1).join(u", "_qs), line.joined.last());
}

} // namespace parlor::client
