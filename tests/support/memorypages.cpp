#include "tests/support/memorypages.h"

#include "server/domain/messages/versionpage.h"
#include "server/domain/messages/versionphotos.h"

#include <algorithm>

namespace parlor::test {

namespace {

QList<Event> withSkips(const QList<Event>& events, Serial first, Serial last) {
    QList<Event> all;
    Serial next = first;
    const auto skip = [&](Serial until) {
        if (next < until) {
            Event gap;
            gap.serial = next;
            gap.body = Skipped{until.previous()};
            all.append(gap);
        }
    };
    for (const Event& event : events) {
        skip(event.serial);
        all.append(event);
        next = event.serial.next();
    }
    skip(last.next());
    return all;
}

} // namespace

Event MemoryPages::atFirstPlace(const Row& row) {
    return {row.serial, row.id, row.author, row.time, row.clientId, row.now};
}

/// The event as it is read again: nullopt when what it is about has been swept.
std::optional<Event> MemoryPages::latest(const Event& event) const {
    Event now = event;
    if (event.message.isValid()) {
        const auto row = m_state.messages.constFind(event.message);
        if (row == m_state.messages.constEnd())
            return std::nullopt;
        if (std::holds_alternative<MessagePosted>(event.body))
            now.body = row->now;
        else if (std::holds_alternative<MessageEdited>(event.body))
            now.body = MessageEdited{row->now.entry};
    }
    if (auto* member = std::get_if<MemberChanged>(&now.body))
        member->person = m_state.people.value(member->person.id).account.person;
    else if (auto* channel = std::get_if<ChannelChanged>(&now.body))
        channel->channel = m_state.channels.value(channel->channel.id).channel;
    return now;
}

Result<EventPage> MemoryPages::history(const HistoryQuery& query) const {
    const auto row = m_state.channels.constFind(query.channel);
    if (row == m_state.channels.constEnd())
        return fail(ErrorCode::UnknownChannel);
    QList<Event> all;
    for (const Event& event : row->events) {
        if (event.serial < query.visibleFrom || (query.after && event.serial <= *query.after)
            || (query.before && event.serial >= *query.before))
            continue;
        if (query.messagesOnly && !std::holds_alternative<MessagePosted>(event.body))
            continue;
        if (const auto now = latest(event))
            all.append(*now);
    }
    EventPage page;
    page.head = row->head;
    page.more = all.size() > query.limit;
    const bool forward = query.after.has_value();
    if (page.more)
        all = forward ? all.mid(0, query.limit) : all.mid(all.size() - query.limit);
    if (query.messagesOnly)
        page.events = all;
    else if (forward)
        page.events = withSkips(all, query.after->next(), page.more ? all.back().serial : row->head);
    else
        page.events = withSkips(all, page.more ? all.front().serial : Serial(1),
                                query.before ? std::min(query.before->previous(), row->head) : row->head);
    return page;
}

Result<EventPage> MemoryPages::pinned(ChannelId channel, Serial visibleFrom, std::optional<Serial> before,
                                      int limit) const {
    if (!m_state.channels.contains(channel))
        return fail(ErrorCode::UnknownChannel);
    QList<Event> pinned;
    for (const Row& row : std::as_const(m_state.messages))
        if (row.channel == channel && row.now.pinned && row.serial >= visibleFrom)
            pinned.append(atFirstPlace(row));
    EventPage page = newestBefore(pinned, before, limit);
    page.head = m_state.channels.value(channel).head;
    return page;
}

Result<EventPage> MemoryPages::thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                      std::optional<Serial> after, int limit) const {
    const auto found = m_state.messages.constFind(message);
    if (!m_state.channels.contains(channel))
        return fail(ErrorCode::UnknownChannel);
    if (found != m_state.messages.constEnd() && found->channel != channel)
        return fail(ErrorCode::UnknownMessage);
    const MessageId root =
        found != m_state.messages.constEnd() ? found->now.thread.value_or(message) : message;
    EventPage page;
    page.head = m_state.channels.value(channel).head;
    for (const Row& row : std::as_const(m_state.messages)) {
        const bool belongs = row.channel == channel && (row.now.thread == root || (row.id == root && !after));
        if (belongs && row.serial >= visibleFrom && row.serial > after.value_or(Serial()))
            page.events.append(atFirstPlace(row));
    }
    if (page.events.isEmpty() && found == m_state.messages.constEnd())
        return fail(ErrorCode::UnknownMessage);
    std::sort(page.events.begin(), page.events.end(),
              [](const Event& a, const Event& b) { return a.serial < b.serial; });
    page.more = page.events.size() > limit;
    page.events = page.events.mid(0, limit);
    return page;
}

Result<EventPage> MemoryPages::versions(const Row& row, std::optional<Serial> before, int limit) {
    if (row.versions.isEmpty())
        return newestBefore({atFirstPlace(row)}, before, limit);
    QList<Event> versions = row.versions;
    for (Event& version : versions) {
        if (auto* posted = std::get_if<MessagePosted>(&version.body))
            posted->entry = withPhotosOf(posted->entry, row.now.entry);
        else if (auto* edited = std::get_if<MessageEdited>(&version.body))
            edited->entry = withPhotosOf(edited->entry, row.now.entry);
    }
    return newestBefore(versions, before, limit);
}

} // namespace parlor::test
