#include "server/store/eventtable.h"

#include "server/store/channeltable.h"
#include "server/store/entryextra.h"
#include "server/store/peopletable.h"
#include "server/store/rowvalues.h"

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// Numbers in events.type; never changed.
enum class Type {
    Message = 1,
    Edit = 2,
    Delete = 3,
    Reaction = 4,
    Pin = 5,
    Member = 6,
    Channel = 7,
    Photo = 8
};

struct Columns {
    Type type;
    QString detail;
};

struct ToColumns {
    Columns operator()(const MessagePosted&) const { return {Type::Message, {}}; }

    Columns operator()(const MessageEdited&) const { return {Type::Edit, {}}; }

    Columns operator()(const MessageDeleted&) const { return {Type::Delete, {}}; }

    Columns operator()(const ReactionChanged& reaction) const {
        return {Type::Reaction, (reaction.added ? u"+"_qs : u"-"_qs) + reaction.emoji};
    }

    Columns operator()(const PinChanged& pin) const { return {Type::Pin, pin.pinned ? u"1"_qs : u"0"_qs}; }

    Columns operator()(const MemberChanged& member) const {
        return {Type::Member, u"%1 %2 %3 %4"_qs.arg(static_cast<int>(member.change))
                                  .arg(static_cast<int>(member.role))
                                  .arg(member.person.id.value())
                                  .arg(member.until)};
    }

    Columns operator()(const ChannelChanged&) const { return {Type::Channel, {}}; }

    Columns operator()(const PhotoChanged& photo) const { return {Type::Photo, detailOf(photo)}; }

    Columns operator()(const Skipped&) const { return {Type::Channel, {}}; } // never written
};

/// Puts a Skipped wherever serials from `first` to `last` are missing.
QList<Event> filled(const QList<Event>& events, Serial first, Serial last) {
    QList<Event> all;
    all.reserve(events.size());
    Serial expected = first;
    const auto skipTo = [&](Serial next) {
        if (expected < next)
            all.append(Event{.serial = expected,
                             .message = {},
                             .author = {},
                             .time = 0,
                             .clientId = {},
                             .body = Skipped{next.previous()}});
    };
    for (const Event& event : events) {
        skipTo(event.serial);
        all.append(event);
        expected = event.serial.next();
    }
    skipTo(last.next());
    return all;
}

} // namespace

Result<Event> EventTable::append(ChannelId channel, Event event, Effects& effects) {
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("channels.take_serial"_L1).run(channel));
        if (!rows.next())
            return fail(ErrorCode::UnknownChannel);
        event.serial = rows.serial(0);
    }
    event.time = effects.now();
    const Columns columns = std::visit(ToColumns(), event.body);
    TRY(m_connection.statement("events.insert"_L1)
            .run(channel, event.serial, columns.type, orNull(event.message), event.author, event.time,
                 orNull(event.clientId), orNull(columns.detail)));
    effects.add(ChannelCommitted{channel, {event}});
    return event;
}

Result<EventPage> EventTable::page(const HistoryQuery& query) {
    TRY_ASSIGN(const auto head, m_connection.table<ChannelTable>().head(query.channel));
    if (!head)
        return fail(ErrorCode::UnknownChannel);
    EventPage page{.events = {}, .head = *head, .more = false};
    const Serial firstVisible = std::max(query.visibleFrom, Serial(1));
    Serial last; // the farthest serial that was read
    if (query.after) {
        const Serial from = std::max(*query.after, firstVisible.previous());
        TRY_ASSIGN(Rows rows,
                   m_connection.statement(query.messagesOnly ? "events.messages_after"_L1 : "events.after"_L1)
                       .run(query.channel, from, query.limit + 1));
        TRY_ASSIGN(page.events, read(query.channel, rows, query.limit, page.more, last));
        if (!query.messagesOnly)
            page.events = filled(page.events, query.after->next(), page.more ? last : *head);
        return page;
    }
    const Serial end = query.before ? std::min(*query.before, head->next()) : head->next();
    TRY_ASSIGN(Rows rows,
               m_connection.statement(query.messagesOnly ? "events.messages_before"_L1 : "events.before"_L1)
                   .run(query.channel, end, firstVisible, query.limit + 1));
    TRY_ASSIGN(page.events, read(query.channel, rows, query.limit, page.more, last));
    std::reverse(page.events.begin(), page.events.end());
    if (!query.messagesOnly)
        page.events = filled(page.events, page.more ? last : Serial(1), end.previous());
    return page;
}

/// At most `limit` rows; a further one sets `more`.
Result<QList<Event>> EventTable::read(ChannelId channel, Rows& rows, int limit, bool& more, Serial& last) {
    QList<Event> events;
    int count = 0;
    while (rows.next()) {
        if (++count > limit) {
            more = true;
            break;
        }
        last = rows.serial(0);
        TRY_ASSIGN(auto event, eventAt(channel, rows));
        if (event)
            events.append(*std::move(event));
    }
    return events;
}

Result<Event> EventTable::message(ChannelId channel, MessageId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("events.message"_L1).run(id, channel));
    if (!rows.next())
        return fail(ErrorCode::UnknownMessage);
    TRY_ASSIGN(auto event, eventAt(channel, rows));
    if (!event)
        return fail(ErrorCode::UnknownMessage);
    return *std::move(event);
}

Result<EventPage> EventTable::pinned(ChannelId channel, Serial visibleFrom, std::optional<Serial> before,
                                     int limit) {
    TRY_ASSIGN(const auto head, m_connection.table<ChannelTable>().head(channel));
    if (!head)
        return fail(ErrorCode::UnknownChannel);
    EventPage page{.events = {}, .head = *head, .more = false};
    TRY_ASSIGN(Rows rows, m_connection.statement("events.pinned"_L1)
                              .run(channel, before.value_or(head->next()), visibleFrom, limit + 1));
    Serial last;
    TRY_ASSIGN(page.events, read(channel, rows, limit, page.more, last));
    std::reverse(page.events.begin(), page.events.end());
    return page;
}

Result<EventPage> EventTable::thread(ChannelId channel, MessageId root, Serial visibleFrom,
                                     std::optional<Serial> after, int limit) {
    TRY_ASSIGN(const auto head, m_connection.table<ChannelTable>().head(channel));
    if (!head)
        return fail(ErrorCode::UnknownChannel);
    EventPage page{.events = {}, .head = *head, .more = false};
    QList<Event> first;
    if (!after) {
        auto began = message(channel, root);
        if (!began && began.error().code != ErrorCode::UnknownMessage)
            return std::unexpected(began.error());
        if (began && began->serial >= visibleFrom)
            first.append(*std::move(began));
    }
    const Serial from = std::max(after.value_or(Serial()), visibleFrom.previous());
    const int replies = std::max(1, limit - static_cast<int>(first.size()));
    TRY_ASSIGN(Rows rows, m_connection.statement("events.thread"_L1).run(root, channel, from, replies + 1));
    Serial last;
    TRY_ASSIGN(page.events, read(channel, rows, replies, page.more, last));
    page.events = first + page.events;
    return page;
}

Status EventTable::forgetOrphans(ChannelId channel, Serial last) {
    TRY(m_connection.statement("events.forget_orphans"_L1).run(channel, last));
    return {};
}

Result<std::optional<Event>> EventTable::eventAt(ChannelId channel, const Rows& rows) {
    TRY_ASSIGN(auto body, bodyAt(channel, rows));
    if (!body)
        return std::optional<Event>();
    return std::optional(Event{.serial = rows.serial(0),
                               .message = rows.id<MessageId>(2),
                               .author = rows.id<PersonId>(3),
                               .time = rows.number(4),
                               .clientId = rows.text(5),
                               .body = *std::move(body)});
}

Result<std::optional<EventBody>> EventTable::bodyAt(ChannelId channel, const Rows& rows) {
    using Body = std::optional<EventBody>;
    if (!rows.isNull(2) && rows.isNull(7))
        return Body();
    const QString detail = rows.text(6);
    switch (enumAt<Type>(rows, 1)) {
    case Type::Message:
    case Type::Edit: {
        Entry entry;
        entry.kind = enumAt<EntryKind>(rows, 8);
        entry.text = rows.text(9);
        if (!rows.isNull(10))
            setExtra(entry, rows.object(10));
        if (enumAt<Type>(rows, 1) == Type::Edit)
            return Body(MessageEdited{std::move(entry)});
        MessagePosted posted{.entry = std::move(entry),
                             .replyTo =
                                 rows.isNull(11) ? std::nullopt : std::optional(rows.id<MessageId>(11)),
                             .asOf = rows.serial(12),
                             .edited = rows.flag(13),
                             .deleted = rows.flag(14),
                             .pinned = rows.flag(15)};
        if (!rows.isNull(17))
            posted.thread = rows.id<MessageId>(17);
        if (rows.flag(16)) {
            TRY_ASSIGN(posted.reactions, reactions(rows.id<MessageId>(7)));
        }
        return Body(std::move(posted));
    }
    case Type::Delete:
        return Body(MessageDeleted());
    case Type::Reaction:
        return Body(ReactionChanged{detail.mid(1), detail.startsWith(u'+')});
    case Type::Pin:
        return Body(PinChanged{detail == u"1"});
    case Type::Member: {
        const QStringList parts = detail.split(u' ');
        TRY_ASSIGN(Person person,
                   m_connection.table<PeopleTable>().person(PersonId(parts.value(2).toLongLong())));
        return Body(MemberChanged{.person = std::move(person),
                                  .change = static_cast<MemberChange>(parts.value(0).toInt()),
                                  .role = static_cast<Role>(parts.value(1).toInt()),
                                  .until = parts.value(3).toLongLong()});
    }
    case Type::Channel: {
        TRY_ASSIGN(ChannelTable::Row row, m_connection.table<ChannelTable>().byId(channel));
        return Body(ChannelChanged{std::move(row.channel)});
    }
    case Type::Photo: {
        TRY_ASSIGN(PhotoChanged changed, photoChangedFrom(detail));
        return Body(std::move(changed));
    }
    }
    return fail(ErrorCode::StoreFailed, u"an unknown type of event"_qs);
}

Result<QList<Reaction>> EventTable::reactions(MessageId message) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.reactions"_L1).run(message));
    QList<Reaction> reactions;
    while (rows.next()) {
        const QString emoji = rows.text(0);
        const auto same = std::find_if(reactions.begin(), reactions.end(),
                                       [&](const Reaction& reaction) { return reaction.emoji == emoji; });
        if (same != reactions.end())
            same->people.append(rows.id<PersonId>(1));
        else
            reactions.append({emoji, {rows.id<PersonId>(1)}});
    }
    return reactions;
}

} // namespace parlor::server
