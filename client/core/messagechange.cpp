#include "client/core/messagechange.h"

namespace parlor::client {

namespace {

void apply(MessagePosted& message, PersonId author, const ReactionChanged& change) {
    const auto found = std::find_if(message.reactions.begin(), message.reactions.end(),
                                    [&](const Reaction& r) { return r.emoji == change.emoji; });
    if (change.added) {
        if (found == message.reactions.end())
            message.reactions.append({change.emoji, {author}});
        else if (!found->people.contains(author))
            found->people.append(author);
    } else if (found != message.reactions.end()) {
        found->people.removeAll(author);
        if (found->people.isEmpty())
            message.reactions.erase(found);
    }
}

void apply(MessagePosted& message, const PhotoChanged& change) {
    for (qsizetype i = message.entry.photos.size() - 1; i >= 0; --i) {
        if (message.entry.photos[i].id != change.photo.id)
            continue;
        if (change.removed)
            message.entry.photos.removeAt(i);
        else
            message.entry.photos[i] = change.photo;
    }
}

} // namespace

bool isRow(const Event& event) {
    return std::holds_alternative<MessagePosted>(event.body)
           || std::holds_alternative<MemberChanged>(event.body)
           || std::holds_alternative<ChannelChanged>(event.body);
}

bool isMessageChange(const Event& event) {
    return !isRow(event) && !std::holds_alternative<Skipped>(event.body);
}

void applyBody(MessagePosted& message, PersonId author, const EventBody& body) {
    if (const auto* edited = std::get_if<MessageEdited>(&body)) {
        message.entry = edited->entry;
        message.edited = true;
    } else if (std::holds_alternative<MessageDeleted>(body)) {
        message.entry = {};
        message.reactions.clear();
        message.pinned = false;
        message.deleted = true;
    } else if (const auto* reaction = std::get_if<ReactionChanged>(&body)) {
        apply(message, author, *reaction);
    } else if (const auto* pin = std::get_if<PinChanged>(&body)) {
        message.pinned = pin->pinned;
    } else if (const auto* photo = std::get_if<PhotoChanged>(&body)) {
        apply(message, *photo);
    }
}

bool applyChange(Event& message, const Event& change) {
    auto* posted = std::get_if<MessagePosted>(&message.body);
    if (!posted || message.message != change.message || change.serial <= message.serial
        || change.serial <= posted->asOf || !isMessageChange(change))
        return false;
    applyBody(*posted, change.author, change.body);
    posted->asOf = change.serial;
    return true;
}

} // namespace parlor::client
