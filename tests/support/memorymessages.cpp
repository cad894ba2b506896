#include "tests/support/memorymessages.h"

#include "server/domain/messages/versionpage.h"
#include "server/domain/messages/versionphotos.h"

#include <algorithm>

namespace parlor::test {

namespace {

/// Words in lower case without accents, as far as tests need it.
QString plain(const QString& text) {
    QString kept;
    for (const QChar c : text.normalized(QString::NormalizationForm_D).toLower())
        if (c.category() != QChar::Mark_NonSpacing)
            kept += c.isLetterOrNumber() ? c : QChar(u' ');
    return u' ' + kept.simplified() + u' ';
}

bool isUnspaced(const QString& text) {
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x0e00; });
}

bool contains(const QString& text, const SearchTerm& term) {
    const QString wanted = plain(term.text).trimmed();
    if (isUnspaced(wanted))
        return plain(text).contains(wanted);
    return plain(text + u' ' + wordsBeside(text))
        .contains(u' ' + wanted + (term.prefix ? QString() : QStringLiteral(" ")));
}

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

Task<Result<std::optional<Outcome>>> MemoryMessageStore::outcomeOf(PersonId person, QString clientId) {
    return m_state.read([&]() -> Result<std::optional<Outcome>> {
        const auto row = m_state.operations.constFind({person, clientId});
        if (row == m_state.operations.constEnd())
            return std::optional<Outcome>();
        Outcome outcome = row->outcome;
        outcome.duplicate = true;
        return std::optional(outcome);
    });
}

Event MemoryMessageStore::atFirstPlace(const Row& row) const {
    return {row.serial, row.id, row.author, row.time, row.clientId, row.now};
}

/// The event as it is read again: nullopt when what it is about has been swept.
std::optional<Event> MemoryMessageStore::latest(const Event& event) const {
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

Task<Result<EventPage>> MemoryMessageStore::history(HistoryQuery query) {
    return m_state.read([&]() -> Result<EventPage> {
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
    });
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
        return atFirstPlace(*row);
    });
}

Task<Result<EventPage>> MemoryMessageStore::pinned(ChannelId channel, Serial visibleFrom,
                                                   std::optional<Serial> before, int limit) {
    return m_state.read([&]() -> Result<EventPage> {
        if (!m_state.channels.contains(channel))
            return fail(ErrorCode::UnknownChannel);
        QList<Event> pinned;
        for (const Row& row : std::as_const(m_state.messages))
            if (row.channel == channel && row.now.pinned && row.serial >= visibleFrom)
                pinned.append(atFirstPlace(row));
        EventPage page = newestBefore(pinned, before, limit);
        page.head = m_state.channels.value(channel).head;
        return page;
    });
}

QList<PersonId> MemoryMessageStore::membersOf(ChannelId channel, const QList<PersonId>& people) const {
    QList<PersonId> members;
    for (const PersonId person : people)
        if (m_state.channels.value(channel).members.value(person).member && members.size() < alertedMost)
            members.append(person);
    return members;
}

Task<Result<EventPage>> MemoryMessageStore::thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                                   std::optional<Serial> after, int limit) {
    return m_state.read([&]() -> Result<EventPage> {
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
            const bool belongs =
                row.channel == channel && (row.now.thread == root || (row.id == root && !after));
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
    });
}

Task<Result<EventPage>> MemoryMessageStore::versions(ChannelId channel, MessageId message,
                                                     std::optional<Serial> before, int limit) {
    return m_state.read([&]() -> Result<EventPage> {
        TRY_ASSIGN(const Row* row, live(channel, message));
        if (row->versions.isEmpty())
            return newestBefore({atFirstPlace(*row)}, before, limit);
        QList<Event> versions = row->versions;
        for (Event& version : versions) {
            if (auto* posted = std::get_if<MessagePosted>(&version.body))
                posted->entry = withPhotosOf(posted->entry, row->now.entry);
            else if (auto* edited = std::get_if<MessageEdited>(&version.body))
                edited->entry = withPhotosOf(edited->entry, row->now.entry);
        }
        return newestBefore(versions, before, limit);
    });
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
                found.append({row.channel, atFirstPlace(row), {}});
        }
        std::sort(found.begin(), found.end(), [](const FoundMessage& a, const FoundMessage& b) {
            return a.event.message > b.event.message;
        });
        return found.mid(0, limit);
    });
}

Task<Result<QList<FoundMessage>>> MemoryMessageStore::search(MessageSearch search) {
    return m_state.read([&]() -> Result<QList<FoundMessage>> {
        if (!isIndexed(search) && !search.since && !search.before)
            return fail(ErrorCode::BadRequest);
        QList<FoundMessage> found;
        for (const Row& row : std::as_const(m_state.messages)) {
            const Membership reader = m_state.channels.value(row.channel).members.value(search.reader);
            const bool fits =
                reader.member && row.serial >= reader.visibleFrom && !row.now.deleted
                && m_state.standingOf(search.reader, m_state.channels.value(row.channel))
                       .may(ChannelRight::History)
                && (search.inside.isEmpty() || search.inside.contains(row.channel))
                && (search.from.isEmpty() || search.from.contains(row.author))
                && (!search.hasPhotos || !row.now.entry.photos.isEmpty())
                && (!search.hasLinks || row.now.entry.text.contains(QStringLiteral("://")))
                && (!search.hasData || !row.now.entry.data.isEmpty()) && row.time >= search.since.value_or(0)
                && (!search.before || row.time < *search.before)
                && (!search.beforeId.isValid() || row.id < search.beforeId)
                && std::all_of(search.terms.begin(), search.terms.end(), [&](const SearchTerm& term) {
                       return contains(row.now.entry.text, term) != term.exclude;
                   });
            if (fits)
                found.prepend({row.channel, atFirstPlace(row), row.now.entry.text});
        }
        return found.mid(0, search.limit);
    });
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
