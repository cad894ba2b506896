#include "tests/support/memorypersonstream.h"

namespace parlor::test {

Task<Result<Serial>> MemoryPersonStream::append(PersonId person, PersonEventBody body) {
    return m_state.write([&]() -> Result<Serial> {
        TRY(m_state.person(person));
        return m_state.appendPrivate(person, std::move(body));
    });
}

PersonEventBody MemoryPersonStream::latest(PersonId person, const PersonEventBody& body) const {
    if (const auto* joined = std::get_if<ChannelJoined>(&body))
        return ChannelJoined{m_state.stateOf(person, m_state.channels.value(joined->state.channel.id))};
    if (const auto* moved = std::get_if<ReadMoved>(&body)) {
        const ChannelState state = m_state.stateOf(person, m_state.channels.value(moved->channel));
        return ReadMoved{moved->channel, moved->read, state.unread, state.mentions, state.markedUnread};
    }
    if (std::holds_alternative<SettingsChanged>(body))
        return SettingsChanged{m_state.people.value(person).settings};
    if (std::holds_alternative<KeywordsChanged>(body))
        return KeywordsChanged{m_state.people.value(person).keywords};
    if (const auto* invited = std::get_if<InvitedTo>(&body))
        return InvitedTo{m_state.channels.value(invited->channel.id).channel, invited->by};
    return body;
}

Result<PersonEventPage> MemoryPersonStream::page(PersonId person, Serial cursor, int limit) const {
    TRY_ASSIGN(const MemoryState::PersonRow* row, m_state.person(person));
    PersonEventPage page;
    page.head = row->head;
    page.reset = cursor < row->floor || cursor > row->head;
    for (const PersonEvent& event : row->stream)
        if (!page.reset && event.serial > cursor && page.events.size() < limit)
            page.events.append({event.serial, event.time, latest(person, event.body)});
    return page;
}

Task<Result<PersonEventPage>> MemoryPersonStream::after(PersonId person, Serial cursor, int limit) {
    return m_state.read([&]() -> Result<PersonEventPage> { return page(person, cursor, limit); });
}

Task<Result<PersonArrival>> MemoryPersonStream::arrive(PersonId person, Serial cursor, int limit) {
    return m_state.read([&]() -> Result<PersonArrival> { return arrival(person, cursor, limit); });
}

Result<PersonArrival> MemoryPersonStream::arrival(PersonId person, Serial cursor, int limit) const {
    PersonArrival arrival;
    TRY_ASSIGN(arrival.stream, page(person, cursor, limit));
    for (const auto& row : std::as_const(m_state.channels))
        if (row.members.value(person).member)
            arrival.channels.append(m_state.stateOf(person, row));
    return arrival;
}

Task<Result<Serial>> MemoryPersonStream::head(PersonId person) {
    return m_state.read([&]() -> Result<Serial> {
        TRY_ASSIGN(const MemoryState::PersonRow* row, m_state.person(person));
        return row->head;
    });
}

Task<Result<int>> MemoryPersonStream::sweep(std::int64_t before) {
    return m_state.write([&]() -> Result<int> {
        int count = 0;
        for (MemoryState::PersonRow& row : m_state.people)
            while (!row.stream.isEmpty() && row.stream.front().time < before) {
                row.floor = row.stream.takeFirst().serial;
                ++count;
            }
        return count;
    });
}

} // namespace parlor::test
