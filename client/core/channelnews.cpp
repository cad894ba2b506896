#include "client/core/channelnews.h"

#include "client/core/messagechange.h"
#include "shared/auth/names.h"
#include "shared/protocol/keywords.h"

#include <algorithm>

namespace parlor::client {

namespace {

bool saysOneOf(const QStringList& keywords, const QString& text) {
    if (keywords.isEmpty() || text.isEmpty())
        return false;
    const QString folded = foldedName(text);
    return std::any_of(keywords.begin(), keywords.end(),
                       [&folded](const QString& keyword) { return saysKeyword(folded, keyword); });
}

} // namespace

void keepLast(ChannelView& view, const Event& event) {
    if (std::holds_alternative<MessagePosted>(event.body)) {
        if (!view.lastMessage || view.lastMessage->serial <= event.serial)
            view.lastMessage = event;
    } else if (view.lastMessage) {
        applyChange(*view.lastMessage, event);
    }
}

std::optional<Arrival> countUnread(ChannelView& view, const Event& event, PersonId me,
                                   const QStringList& keywords) {
    const auto* posted = std::get_if<MessagePosted>(&event.body);
    if (!posted || event.serial <= view.state.read || event.author == me || posted->deleted
        || posted->entry.kind == EntryKind::System)
        return std::nullopt;
    const bool mentionsMe = posted->entry.mentionsAll || posted->entry.mentions.contains(me)
                            || saysOneOf(keywords, posted->entry.text);
    view.state.unread += 1;
    view.state.mentions += mentionsMe ? 1 : 0;
    return Arrival{view.state.channel.id, event.message, mentionsMe};
}

void takeMember(ChannelView& view, const MemberChanged& change, Serial serial, PersonId me) {
    QList<PersonId>& people = view.state.people;
    const bool own = change.person.id == me;
    switch (change.change) {
    case MemberChange::Joined:
        view.state.memberCount += 1;
        // What was said before is not missing to who comes now.
        if (!own && keepsReceipts(view.state.channel.kind, view.state.memberCount))
            view.receipts.insert(change.person.id, {change.person.id, serial, serial});
        if (!people.isEmpty() && !people.contains(change.person.id))
            people.append(change.person.id);
        break;
    case MemberChange::Left:
    case MemberChange::Removed:
    case MemberChange::Banned:
        view.state.memberCount = std::max(0, view.state.memberCount - 1);
        people.removeAll(change.person.id);
        view.receipts.remove(change.person.id);
        break;
    case MemberChange::RoleChanged:
        if (own)
            view.state.role = change.role;
        break;
    case MemberChange::Invited:
    case MemberChange::Uninvited:
    case MemberChange::Unbanned:
    case MemberChange::Muted:
    case MemberChange::Unmuted:
        break;
    }
}

Receipt slowestOf(const ChannelView& view) {
    if (view.receipts.isEmpty() || view.receipts.size() < view.state.memberCount - 1)
        return {};
    Receipt slowest = *view.receipts.cbegin();
    for (const Receipt& receipt : view.receipts) {
        slowest.delivered = std::min(slowest.delivered, receipt.delivered);
        slowest.read = std::min(slowest.read, receipt.read);
    }
    return slowest;
}

} // namespace parlor::client
