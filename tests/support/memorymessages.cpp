#include "tests/support/memorymessages.h"

#include "tests/support/memorypages.h"
#include "tests/support/memorysearch.h"

#include <algorithm>

namespace parlor::test {

Outcome MemoryMessageStore::done(const Operation& operation, ChannelId channel, const Event& event) {
    if (!operation.flag.isEmpty()) {
        Report report;
        report.channel = channel;
        report.message = event.message;
        report.reason = operation.flag;
        (void)m_state.addReport(report);
    }
    return m_state.record(operation, {channel, event.message, event.serial, event.time, false});
}

Outcome MemoryMessageStore::nothing(const Operation& operation, ChannelId channel, MessageId message) {
    return m_state.record(operation,
                          {channel, message, m_state.channels[channel].head, m_state.clock.now(), false});
}

Result<MemoryMessageStore::Row*> MemoryMessageStore::live(ChannelId channel, MessageId id) {
    const auto row = m_state.messages.find(id);
    if (row == m_state.messages.end() || row->channel != channel)
        return fail(ErrorCode::UnknownMessage);
    if (row->now.deleted)
        return fail(ErrorCode::Gone);
    return &row.value();
}

Status MemoryMessageStore::mayChange(PersonId person, const Row& row, const ChangeRule& rule) {
    if (rule.othersFrom && m_state.roleIn(person, m_state.channels[row.channel]) >= *rule.othersFrom)
        return {};
    if (row.author != person)
        return fail(ErrorCode::Forbidden);
    return row.time >= rule.ownSince ? Status() : fail(ErrorCode::WindowClosed);
}

Task<Result<Outcome>> MemoryMessageStore::post(Operation operation, ChannelId channel, Entry entry,
                                               std::optional<MessageId> replyTo, QList<PersonId> alerted) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(MemoryState::ChannelRow * in, m_state.channelForPost(operation.person, channel));
        if (replyTo && m_state.messages.value(*replyTo).channel != channel)
            return fail(ErrorCode::UnknownMessage);
        for (PhotoReference& photo : entry.photos) {
            if (!m_state.photos.contains(photo.id))
                return fail(ErrorCode::UnknownPhoto);
            photo = m_state.photos.value(photo.id);
        }
        if (!m_state.standingOf(operation.person, *in).may(ChannelRight::MentionAll))
            entry.mentionsAll = false;
        MessagePosted posted;
        posted.entry = entry;
        posted.replyTo = replyTo;
        if (replyTo)
            posted.thread = m_state.messages.value(*replyTo).now.thread.value_or(*replyTo);
        const auto id = makeNew<MessageId>();
        const Event event = m_state.append(channel, operation, id, posted);
        m_state.messages.insert(id, {id, channel, event.serial, event.author, event.time, operation.clientId,
                                     posted, membersOf(channel, alerted)});
        if (in->channel.slowMode > 0)
            in->members[operation.person].lastPost = m_state.clock.now();
        return done(operation, channel, event);
    });
}

Task<Result<Outcome>> MemoryMessageStore::edit(Operation operation, ChannelId channel, MessageId message,
                                               Entry entry, ChangeRule rule, QList<PersonId> alerted) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(const MemoryState::ChannelRow* in, m_state.channelForWriter(operation.person, channel));
        TRY(m_state.need(operation.person, *in, ChannelRight::UpdateOwn));
        if (!m_state.standingOf(operation.person, *in).may(ChannelRight::MentionAll))
            entry.mentionsAll = false;
        TRY_ASSIGN(Row * row, live(channel, message));
        TRY(mayChange(operation.person, *row, rule));
        if (row->versions.isEmpty())
            row->versions = {{row->serial, row->id, row->author, row->time, row->clientId,
                              MessagePosted{.entry = row->now.entry,
                                            .replyTo = row->now.replyTo,
                                            .thread = row->now.thread}}};
        row->now.entry = entry;
        row->now.edited = true;
        row->alerted = membersOf(channel, alerted);
        const Event event = m_state.append(channel, operation, message, MessageEdited{entry});
        row->versions.append({event.serial, row->id, row->author, event.time, row->clientId, event.body});
        row->versions = row->versions.mid(std::max<qsizetype>(0, row->versions.size() - 100));
        return done(operation, channel, event);
    });
}

Task<Result<Outcome>> MemoryMessageStore::remove(Operation operation, ChannelId channel, MessageId message,
                                                 ChangeRule rule) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(const MemoryState::ChannelRow* in, m_state.channelForMember(operation.person, channel));
        if (in->channel.archived)
            return fail(ErrorCode::Archived);
        TRY_ASSIGN(Row * row, live(channel, message));
        if (const Standing own = m_state.standingOf(operation.person, *in);
            !rule.othersFrom || !own.may(ChannelRight::DeleteAny)) {
            if (row->author == operation.person && !own.may(ChannelRight::DeleteOwn))
                return fail(ErrorCode::Forbidden);
            TRY(mayChange(operation.person, *row, {{}, rule.ownSince}));
        }
        const EntryKind kind = row->now.entry.kind;
        row->now.entry = {};
        row->now.entry.kind = kind;
        row->now.deleted = true;
        row->now.pinned = false;
        row->now.reactions.clear();
        row->versions.clear();
        for (MemoryState::PersonRow& person : m_state.people)
            person.saved.removeAll(message);
        return done(operation, channel, m_state.append(channel, operation, message, MessageDeleted()));
    });
}

Task<Result<Outcome>> MemoryMessageStore::react(Operation operation, ChannelId channel, MessageId message,
                                                QString emoji, bool add) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(const MemoryState::ChannelRow* in, m_state.channelForWriter(operation.person, channel));
        TRY(m_state.need(operation.person, *in, ChannelRight::React));
        TRY_ASSIGN(Row * row, live(channel, message));
        auto& reactions = row->now.reactions;
        auto reaction = std::find_if(reactions.begin(), reactions.end(),
                                     [&](const Reaction& r) { return r.emoji == emoji; });
        const bool there = reaction != reactions.end() && reaction->people.contains(operation.person);
        if (there == add)
            return nothing(operation, channel, message);
        qsizetype all = 0;
        for (const Reaction& each : std::as_const(reactions))
            all += each.people.size();
        if (add && all >= reactionsMost)
            return fail(ErrorCode::TooLarge);
        if (add && reaction == reactions.end())
            reactions.append({emoji, {operation.person}});
        else if (add)
            reaction->people.append(operation.person);
        else if (reaction->people.removeOne(operation.person); reaction->people.isEmpty())
            reactions.erase(reaction);
        return done(operation, channel,
                    m_state.append(channel, operation, message, ReactionChanged{emoji, add}));
    });
}

Task<Result<Outcome>> MemoryMessageStore::pin(Operation operation, ChannelId channel, MessageId message,
                                              bool pinned, Role atLeast) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(const MemoryState::ChannelRow* in, m_state.channelForWriter(operation.person, channel));
        TRY(m_state.need(operation.person, *in, ChannelRight::React));
        if (m_state.roleIn(operation.person, *in) < atLeast)
            return fail(ErrorCode::Forbidden);
        TRY_ASSIGN(Row * row, live(channel, message));
        if (row->now.pinned == pinned)
            return nothing(operation, channel, message);
        row->now.pinned = pinned;
        return done(operation, channel, m_state.append(channel, operation, message, PinChanged{pinned}));
    });
}

Task<Result<int>> MemoryMessageStore::photoChanged(PersonId owner, PhotoReference photo, bool removed) {
    return m_state.write([&]() -> Result<int> {
        if (removed) {
            photo.placeholder.clear();
            photo.thumbHash.clear();
            photo.viewHash.clear();
            photo.video = false;
            photo.durationMs = 0;
        }
        int count = 0;
        for (Row& row : m_state.messages)
            for (PhotoReference& shown : row.now.entry.photos)
                if (shown.id == photo.id) {
                    shown = photo;
                    m_state.append(row.channel, {owner, {}, {}, {}}, row.id, PhotoChanged{photo, removed});
                    ++count;
                }
        return count;
    });
}

Task<Result<std::optional<Outcome>>> MemoryMessageStore::outcomeOf(Operation operation) {
    return m_state.read([&]() -> Result<std::optional<Outcome>> {
        const auto row = m_state.operations.constFind({operation.person, operation.clientId});
        if (row == m_state.operations.constEnd())
            return std::optional<Outcome>();
        if (row->requestHash != operation.requestHash)
            return fail(ErrorCode::IdempotencyConflict);
        Outcome outcome = row->outcome;
        outcome.duplicate = true;
        return std::optional(outcome);
    });
}

Task<Result<EventPage>> MemoryMessageStore::history(HistoryQuery query) {
    return m_state.read([&] { return MemoryPages(m_state).history(query); });
}

Task<Result<EventPage>> MemoryMessageStore::eventsAfter(ChannelId channel, Serial cursor, int limit) {
    HistoryQuery query;
    query.channel = channel;
    query.after = cursor;
    query.limit = limit;
    return history(query);
}

Task<Result<Event>> MemoryMessageStore::message(ChannelId channel, MessageId id) {
    return m_state.read([&]() -> Result<Event> {
        const auto row = m_state.messages.constFind(id);
        if (row == m_state.messages.constEnd() || row->channel != channel)
            return fail(ErrorCode::UnknownMessage);
        return MemoryPages::atFirstPlace(*row);
    });
}

Task<Result<EventPage>> MemoryMessageStore::pinned(ChannelId channel, Serial visibleFrom,
                                                   std::optional<Serial> before, int limit) {
    return m_state.read([&] { return MemoryPages(m_state).pinned(channel, visibleFrom, before, limit); });
}

Task<Result<EventPage>> MemoryMessageStore::thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                                   std::optional<Serial> after, int limit) {
    return m_state.read(
        [&] { return MemoryPages(m_state).thread(channel, message, visibleFrom, after, limit); });
}

Task<Result<EventPage>> MemoryMessageStore::versions(ChannelId channel, MessageId message,
                                                     std::optional<Serial> before, int limit) {
    return m_state.read([&]() -> Result<EventPage> {
        TRY_ASSIGN(const Row* row, live(channel, message));
        return MemoryPages::versions(*row, before, limit);
    });
}

QList<PersonId> MemoryMessageStore::membersOf(ChannelId channel, const QList<PersonId>& people) const {
    QList<PersonId> members;
    for (const PersonId person : people)
        if (m_state.channels.value(channel).members.value(person).member && members.size() < alertedMost)
            members.append(person);
    return members;
}

Task<Status> MemoryMessageStore::save(PersonId person, ChannelId channel, MessageId message, bool saved) {
    return m_state.write([&]() -> Status {
        QList<MessageId>& list = m_state.people[person].saved;
        if (saved) {
            const Membership membership = m_state.channels.value(channel).members.value(person);
            if (!membership.member)
                return fail(ErrorCode::UnknownChannel);
            TRY(m_state.need(person, m_state.channels[channel], ChannelRight::History));
            TRY_ASSIGN(const Row* row, live(channel, message));
            if (row->serial < membership.visibleFrom)
                return fail(ErrorCode::UnknownMessage);
            if (list.size() >= savedMost)
                return fail(ErrorCode::TooLarge);
        }
        if (list.contains(message) == saved || m_state.messages.value(message).channel != channel)
            return {};
        if (saved)
            list.append(message);
        else
            list.removeAll(message);
        m_state.appendPrivate(person, SavedChanged{channel, message, saved});
        return {};
    });
}

Task<Result<QList<FoundMessage>>> MemoryMessageStore::saved(PersonId person, std::int64_t before,
                                                            MessageId beforeId, int limit) {
    return m_state.read([&]() -> Result<QList<FoundMessage>> {
        QList<FoundMessage> found;
        for (const MessageId id : std::as_const(m_state.people[person].saved)) {
            const Row row = m_state.messages.value(id);
            const Membership reader = m_state.channels.value(row.channel).members.value(person);
            const bool mayRead =
                m_state.standingOf(person, m_state.channels.value(row.channel)).may(ChannelRight::History);
            if (mayRead && reader.member && row.serial >= reader.visibleFrom && row.time < before
                && (!beforeId.isValid() || id < beforeId))
                found.append({row.channel, MemoryPages::atFirstPlace(row), {}});
        }
        std::sort(found.begin(), found.end(), [](const FoundMessage& a, const FoundMessage& b) {
            return a.event.message > b.event.message;
        });
        return found.mid(0, limit);
    });
}

Task<Result<QList<FoundMessage>>> MemoryMessageStore::search(MessageSearch search) {
    return m_state.read([&] { return searchIn(m_state, search); });
}

Task<Result<QList<PhotoPlace>>> MemoryMessageStore::placesShowing(PhotoId photo) {
    return m_state.read([&]() -> Result<QList<PhotoPlace>> {
        QMap<ChannelId, Serial> newest;
        for (const Row& row : std::as_const(m_state.messages))
            for (const PhotoReference& shown : row.now.entry.photos)
                if (shown.id == photo)
                    newest[row.channel] = std::max(newest.value(row.channel), row.serial);
        QList<PhotoPlace> places;
        for (auto it = newest.constBegin(); it != newest.constEnd(); ++it)
            places.append({it.key(), it.value()});
        return places;
    });
}

Task<Result<int>> MemoryMessageStore::sweep(ChannelId channel, std::int64_t before, int limit) {
    return m_state.write([&]() -> Result<int> {
        QList<MessageId> old;
        for (const Row& row : std::as_const(m_state.messages))
            if (row.channel == channel && row.time < before && !row.now.pinned && old.size() < limit)
                old.append(row.id);
        for (const MessageId id : old) {
            m_state.messages.remove(id);
            for (MemoryState::PersonRow& person : m_state.people)
                person.saved.removeAll(id);
        }
        if (!old.isEmpty())
            m_state.committed.append(MessagesSwept{channel});
        return static_cast<int>(old.size());
    });
}

} // namespace parlor::test
