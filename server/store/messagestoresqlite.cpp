#include "server/store/messagestoresqlite.h"

#include "server/domain/messages/versionpage.h"
#include "server/domain/messages/versionphotos.h"
#include "server/store/channeltable.h"
#include "server/store/eventtable.h"
#include "server/store/messagetable.h"
#include "server/store/messagework.h"
#include "server/store/operationtable.h"
#include "server/store/personeventtable.h"
#include "server/store/rowvalues.h"
#include "server/store/searchindex.h"

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// One message that shows the photo: its content and an event about it. False when the photo is not in it any
/// more.
Result<bool> changePhoto(Connection& connection, Effects& effects, MessageId id, PersonId owner,
                         const PhotoChanged& changed) {
    auto& messages = connection.table<MessageTable>();
    TRY_ASSIGN(const auto row, messages.byId(id));
    Entry entry = row.entry;
    const auto photo = std::find_if(entry.photos.begin(), entry.photos.end(),
                                    [&](const PhotoReference& p) { return p.id == changed.photo.id; });
    if (photo == entry.photos.end())
        return false;
    *photo = changed.photo;
    TRY_ASSIGN(
        const Event event,
        connection.table<EventTable>().append(
            row.channel,
            Event{.serial = {}, .message = id, .author = owner, .time = 0, .clientId = {}, .body = changed},
            effects));
    TRY(messages.setPhotos(row, entry, event.serial));
    if (changed.removed)
        TRY(connection.statement(QLatin1StringView("messages.remove_holder")).run(changed.photo.id, id));
    return true;
}

/// Keeps the place of a photo that its owner took away, and nothing of what it showed.
PhotoChanged withoutPicture(const PhotoReference& photo) {
    return {.photo = {.id = photo.id,
                      .width = photo.width,
                      .height = photo.height,
                      .placeholder = {},
                      .thumbHash = {},
                      .viewHash = {}},
            .removed = true};
}

} // namespace

Task<Result<Outcome>> SqliteMessageStore::post(Operation operation, ChannelId channel, Entry entry,
                                               std::optional<MessageId> replyTo, QList<PersonId> alerted) {
    return m_writer.submit<Outcome>([operation = std::move(operation), channel, entry = std::move(entry),
                                     replyTo,
                                     alerted = std::move(alerted)](Connection& connection, Effects& effects) {
        return MessageWork(connection, effects, operation, channel).post(entry, replyTo, alerted);
    });
}

Task<Result<Outcome>> SqliteMessageStore::edit(Operation operation, ChannelId channel, MessageId message,
                                               Entry entry, ChangeRule rule, QList<PersonId> alerted) {
    return m_writer.submit<Outcome>(
        [operation, channel, message, entry, rule, alerted](Connection& connection, Effects& effects) {
            return MessageWork(connection, effects, operation, channel).edit(message, entry, rule, alerted);
        });
}

Task<Result<Outcome>> SqliteMessageStore::remove(Operation operation, ChannelId channel, MessageId message,
                                                 ChangeRule rule) {
    return m_writer.submit<Outcome>(
        [operation, channel, message, rule](Connection& connection, Effects& effects) {
            return MessageWork(connection, effects, operation, channel).remove(message, rule);
        });
}

Task<Result<Outcome>> SqliteMessageStore::react(Operation operation, ChannelId channel, MessageId message,
                                                QString emoji, bool add) {
    return m_writer.submit<Outcome>(
        [operation, channel, message, emoji, add](Connection& connection, Effects& effects) {
            return MessageWork(connection, effects, operation, channel).react(message, emoji, add);
        });
}

Task<Result<Outcome>> SqliteMessageStore::pin(Operation operation, ChannelId channel, MessageId message,
                                              bool pinned, Role atLeast) {
    return m_writer.submit<Outcome>(
        [operation, channel, message, pinned, atLeast](Connection& connection, Effects& effects) {
            return MessageWork(connection, effects, operation, channel).pin(message, pinned, atLeast);
        });
}

Task<Result<int>> SqliteMessageStore::photoChanged(PersonId owner, PhotoReference photo, bool removed) {
    const PhotoChanged changed = removed ? withoutPicture(photo) : PhotoChanged{std::move(photo), false};
    return m_writer.submit<int>([owner, changed](Connection& connection, Effects& effects) -> Result<int> {
        TRY_ASSIGN(const auto ids, connection.table<MessageTable>().showing(changed.photo.id));
        int count = 0;
        for (const MessageId id : ids) {
            TRY_ASSIGN(const bool done, changePhoto(connection, effects, id, owner, changed));
            count += done ? 1 : 0;
        }
        return count;
    });
}

Task<Result<std::optional<Outcome>>> SqliteMessageStore::outcomeOf(Operation operation) {
    // The writer knows what is still on its way.
    return m_writer.submit<std::optional<Outcome>>([operation](Connection& connection, Effects&) {
        return connection.table<OperationTable>().one(operation);
    });
}

Task<Result<EventPage>> SqliteMessageStore::history(HistoryQuery query) {
    return m_readers.run<EventPage>(
        [query](Connection& connection) { return connection.table<EventTable>().page(query); },
        ReadKind::EventLog);
}

Task<Result<EventPage>> SqliteMessageStore::eventsAfter(ChannelId channel, Serial cursor, int limit) {
    return history({.channel = channel, .before = {}, .after = cursor, .limit = limit});
}

Task<Result<Event>> SqliteMessageStore::message(ChannelId channel, MessageId id) {
    return m_readers.run<Event>([channel, id](Connection& connection) {
        return connection.table<EventTable>().message(channel, id);
    });
}

Task<Result<EventPage>> SqliteMessageStore::pinned(ChannelId channel, Serial visibleFrom,
                                                   std::optional<Serial> before, int limit) {
    return m_readers.run<EventPage>([channel, visibleFrom, before, limit](Connection& connection) {
        return connection.table<EventTable>().pinned(channel, visibleFrom, before, limit);
    });
}

Task<Result<EventPage>> SqliteMessageStore::thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                                   std::optional<Serial> after, int limit) {
    return m_readers.run<EventPage>(
        [channel, message, visibleFrom, after, limit](Connection& connection) -> Result<EventPage> {
            // What a thread began with may have been swept: then its id still names the thread.
            const auto row = connection.table<MessageTable>().byId(message);
            if (!row && row.error().code != ErrorCode::UnknownMessage)
                return std::unexpected(row.error());
            if (row && row->channel != channel)
                return fail(ErrorCode::UnknownMessage);
            const MessageId root = row ? row->thread.value_or(message) : message;
            TRY_ASSIGN(EventPage page,
                       connection.table<EventTable>().thread(channel, root, visibleFrom, after, limit));
            if (page.events.isEmpty() && !row)
                return fail(ErrorCode::UnknownMessage);
            return page;
        });
}

Task<Result<EventPage>> SqliteMessageStore::versions(ChannelId channel, MessageId message,
                                                     std::optional<Serial> before, int limit) {
    return m_readers.run<EventPage>([channel, message, before,
                                     limit](Connection& connection) -> Result<EventPage> {
        auto& messages = connection.table<MessageTable>();
        TRY_ASSIGN(const auto row, messages.live(channel, message));
        TRY_ASSIGN(const auto versions, messages.versions(message));
        TRY_ASSIGN(const Event posted, connection.table<EventTable>().message(channel, message));
        QList<Event> events;
        for (const MessageTable::Version& version : versions) {
            Event event = posted;
            event.serial = version.serial;
            event.time = version.time;
            Entry entry = withPhotosOf(version.entry, row.entry);
            if (version.serial == row.serial)
                event.body =
                    MessagePosted{.entry = std::move(entry), .replyTo = row.replyTo, .thread = row.thread};
            else
                event.body = MessageEdited{std::move(entry)};
            events.append(event);
        }
        if (versions.isEmpty())
            events.append(posted);
        return newestBefore(std::move(events), before, limit);
    });
}

Task<Status> SqliteMessageStore::save(PersonId person, ChannelId channel, MessageId message, bool saved) {
    return m_writer.submit<void>([person, channel, message, saved](Connection& connection,
                                                                   Effects& effects) -> Status {
        int changed = 0;
        if (saved) {
            TRY_ASSIGN(const Standing standing, connection.table<ChannelTable>().standing(person, channel));
            if (!standing.membership.member)
                return fail(ErrorCode::UnknownChannel);
            if (!standing.mayRead())
                return fail(ErrorCode::Forbidden);
            TRY_ASSIGN(const auto row, connection.table<MessageTable>().live(channel, message));
            if (row.serial < standing.membership.visibleFrom)
                return fail(ErrorCode::UnknownMessage);
            {
                TRY_ASSIGN(Rows rows, connection.statement("saved.count"_L1).run(person));
                if (rows.next() && rows.number(0) >= savedMost)
                    return fail(ErrorCode::TooLarge);
            }
            TRY_ASSIGN(changed,
                       connection.statement("saved.insert"_L1).change(person, message, effects.now()));
        } else {
            TRY_ASSIGN(changed, connection.statement("saved.remove"_L1).change(person, message, channel));
        }
        if (changed > 0)
            TRY(connection.table<PersonEventTable>().append(person, SavedChanged{channel, message, saved},
                                                            effects));
        return {};
    });
}

Task<Result<QList<FoundMessage>>> SqliteMessageStore::saved(PersonId person, std::int64_t before,
                                                            MessageId beforeId, int limit) {
    return m_readers.run<QList<FoundMessage>>([person, before, beforeId,
                                               limit](Connection& connection) -> Result<QList<FoundMessage>> {
        TRY_ASSIGN(const auto unreadable, connection.table<ChannelTable>().unreadable(person));
        TRY_ASSIGN(Rows rows,
                   connection.statement("saved.page"_L1)
                       .run(person, before, unreadable.isEmpty() ? limit : savedMost, idsBelow(beforeId)));
        QList<FoundMessage> found;
        while (found.size() < limit && rows.next()) {
            const auto channel = rows.id<ChannelId>(18);
            if (unreadable.contains(channel))
                continue;
            TRY_ASSIGN(auto event, connection.table<EventTable>().eventAt(channel, rows));
            if (event)
                found.append({channel, *std::move(event), {}});
        }
        return found;
    });
}

Task<Result<QList<FoundMessage>>> SqliteMessageStore::search(MessageSearch search) {
    return m_readers.run<QList<FoundMessage>>(
        [search](Connection& connection) { return connection.table<SearchIndex>().find(search); });
}

Task<Result<QList<PhotoPlace>>> SqliteMessageStore::placesShowing(PhotoId photo) {
    return m_readers.run<QList<PhotoPlace>>(
        [photo](Connection& connection) { return connection.table<MessageTable>().placesShowing(photo); });
}

Task<Result<int>> SqliteMessageStore::sweep(ChannelId channel, std::int64_t before, int limit) {
    return m_writer.submit<int>(
        [channel, before, limit](Connection& connection, Effects& effects) -> Result<int> {
            auto& messages = connection.table<MessageTable>();
            TRY_ASSIGN(const auto ids, messages.older(channel, before, limit));
            Serial last;
            for (const MessageId id : ids) {
                TRY_ASSIGN(const auto row, messages.byId(id));
                TRY(messages.remove(row, effects));
                last = std::max(last, row.serial);
            }
            TRY(connection.table<EventTable>().forgetOrphans(channel, last));
            if (!ids.isEmpty())
                effects.add(MessagesSwept{channel});
            return static_cast<int>(ids.size());
        });
}

} // namespace parlor::server
