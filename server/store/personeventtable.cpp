#include "server/store/personeventtable.h"

#include "server/store/albumtable.h"
#include "server/store/channeltable.h"
#include "server/store/phototable.h"
#include "server/store/rowvalues.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// Numbers in person_events.type; never changed.
enum class Type {
    Joined = 1,
    Left = 2,
    Read = 3,
    Draft = 4,
    Photo = 5,
    PhotoRemoved = 6,
    Settings = 7,
    Keywords = 8,
    Saved = 9,
    Plan = 10,
    Reminder = 11,
    Invited = 12,
    SessionsEnded = 13,
    Album = 20,
    AlbumRemoved = 21,
    Notice = 30,
};

struct Columns {
    Type type;
    std::int64_t subject = 0;
    QString detail;
};

struct ToColumns {
    Columns operator()(const ChannelJoined& joined) const {
        return {Type::Joined, joined.state.channel.id.value(), {}};
    }

    Columns operator()(const ChannelLeft& left) const { return {Type::Left, left.channel.value(), {}}; }

    Columns operator()(const ReadMoved& moved) const {
        return {Type::Read, moved.channel.value(), QString::number(moved.read.value())};
    }

    Columns operator()(const DraftChanged& draft) const {
        return {Type::Draft, draft.channel.value(), draft.text};
    }

    Columns operator()(const LibraryPhotoChanged& changed) const {
        return {Type::Photo, changed.photo.id.value(), {}};
    }

    Columns operator()(const LibraryPhotoRemoved& removed) const {
        return {Type::PhotoRemoved, removed.photo.value(), {}};
    }

    Columns operator()(const AlbumChanged& changed) const {
        return {Type::Album, changed.album.id.value(), {}};
    }

    Columns operator()(const AlbumRemoved& removed) const {
        return {Type::AlbumRemoved, removed.album.value(), {}};
    }

    Columns operator()(const StaffNotice& notice) const {
        return {Type::Notice, notice.channel.value(), notice.about + u' ' + notice.text};
    }

    /// Never written; its number would be an unknown one.
    Columns operator()(const PersonEventSkipped&) const { return {Type{}, 0, {}}; }

    Columns operator()(const SettingsChanged&) const { return {Type::Settings, 0, {}}; }

    Columns operator()(const KeywordsChanged&) const { return {Type::Keywords, 0, {}}; }

    Columns operator()(const SavedChanged& saved) const {
        return {Type::Saved, saved.message.value(),
                saved.channel.toString() + (saved.saved ? u" 1"_qs : u" 0"_qs)};
    }

    Columns operator()(const PlanChanged& changed) const {
        return {Type::Plan, changed.plan.value(), QString::number(static_cast<int>(changed.state))};
    }

    Columns operator()(const ReminderDue& due) const {
        return {Type::Reminder, due.reminder.id.value(),
                QStringList{QString::number(due.reminder.at), QString::number(due.reminder.channel.value()),
                            QString::number(due.reminder.message.value()), due.reminder.text}
                    .join(u' ')};
    }

    Columns operator()(const InvitedTo& invited) const {
        return {Type::Invited, invited.channel.id.value(), QString::number(invited.by.value())};
    }

    Columns operator()(const SessionsEnded& ended) const {
        QStringList ids;
        for (const SessionId session : ended.sessions)
            ids.append(session.toString());
        return {Type::SessionsEnded, 0, ids.join(u' ')};
    }
};

} // namespace

Result<Serial> PersonEventTable::append(PersonId person, const PersonEventBody& body, Effects& effects) {
    Serial serial;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("people.take_serial"_L1).run(person));
        if (!rows.next())
            return fail(ErrorCode::UnknownPerson);
        serial = rows.serial(0);
    }
    const Columns columns = std::visit(ToColumns(), body);
    TRY(m_connection.statement("person_events.insert"_L1)
            .run(person, serial, effects.now(), columns.type,
                 columns.subject != 0 ? std::optional(columns.subject) : std::nullopt,
                 orNull(columns.detail)));
    effects.add(PersonCommitted{person, {PersonEvent{serial, effects.now(), body}}});
    return serial;
}

Result<PersonEventTable::Stream> PersonEventTable::stream(PersonId person) {
    TRY_ASSIGN(Rows rows, m_connection.statement("people.stream"_L1).run(person));
    if (!rows.next())
        return fail(ErrorCode::UnknownPerson);
    return Stream{rows.serial(0), rows.serial(1)};
}

Result<PersonEventPage> PersonEventTable::after(PersonId person, Serial cursor, int limit) {
    TRY_ASSIGN(const Stream stream, this->stream(person));
    PersonEventPage page{
        .events = {}, .head = stream.head, .reset = cursor < stream.floor || cursor > stream.head};
    if (page.reset)
        return page;
    TRY_ASSIGN(Rows rows, m_connection.statement("person_events.after"_L1).run(person, cursor, limit));
    while (rows.next()) {
        TRY_ASSIGN(PersonEventBody body, this->body(person, rows));
        page.events.append({rows.serial(0), rows.number(1), std::move(body)});
    }
    return page;
}

Result<PersonEventBody> PersonEventTable::body(PersonId person, const Rows& rows) {
    const auto channel = rows.id<ChannelId>(3);
    switch (enumAt<Type>(rows, 2)) {
    case Type::Joined: {
        TRY_ASSIGN(ChannelState state, m_connection.table<ChannelTable>().state(person, channel));
        return ChannelJoined{std::move(state)};
    }
    case Type::Notice: {
        const QString detail = rows.text(4);
        return PersonEventBody(StaffNotice{detail.section(u' ', 0, 0), channel, detail.section(u' ', 1)});
    }
    case Type::Left:
        return ChannelLeft{channel};
    case Type::Read: {
        TRY_ASSIGN(const ChannelState state, m_connection.table<ChannelTable>().state(person, channel));
        return ReadMoved{channel, Serial(rows.text(4).toLongLong()), state.unread, state.mentions,
                         state.markedUnread};
    }
    case Type::Draft:
        return DraftChanged{channel, rows.text(4)};
    case Type::Photo: {
        auto stored = m_connection.table<PhotoTable>().byId(rows.id<PhotoId>(3));
        if (!stored && stored.error().code == ErrorCode::UnknownPhoto)
            return LibraryPhotoRemoved{rows.id<PhotoId>(3)};
        TRY(stored);
        return LibraryPhotoChanged{std::move(stored->photo)};
    }
    case Type::Album: {
        auto album = m_connection.table<AlbumTable>().seenBy(person, rows.id<AlbumId>(3));
        if (!album && album.error().code == ErrorCode::UnknownAlbum)
            return AlbumRemoved{rows.id<AlbumId>(3)};
        TRY(album);
        return AlbumChanged{*std::move(album)};
    }
    case Type::AlbumRemoved:
        return AlbumRemoved{rows.id<AlbumId>(3)};
    case Type::PhotoRemoved:
        return LibraryPhotoRemoved{rows.id<PhotoId>(3)};
    case Type::Keywords: {
        TRY_ASSIGN(Rows words, m_connection.statement("keywords.of_person"_L1).run(person));
        KeywordsChanged changed;
        while (words.next())
            changed.words.append(words.text(0));
        return changed;
    }
    case Type::Saved:
        return SavedChanged{ChannelId(rows.text(4).section(u' ', 0, 0).toLongLong()), rows.id<MessageId>(3),
                            rows.text(4).endsWith(u'1')};
    case Type::Plan:
        return PlanChanged{rows.id<PlanId>(3), static_cast<PlanState>(rows.text(4).toInt())};
    case Type::Reminder:
        return ReminderDue{{.id = rows.id<PlanId>(3),
                            .at = rows.text(4).section(u' ', 0, 0).toLongLong(),
                            .channel = ChannelId(rows.text(4).section(u' ', 1, 1).toLongLong()),
                            .message = MessageId(rows.text(4).section(u' ', 2, 2).toLongLong()),
                            .text = rows.text(4).section(u' ', 3)}};
    case Type::Invited: {
        TRY_ASSIGN(ChannelTable::Row row, m_connection.table<ChannelTable>().byId(channel));
        return InvitedTo{std::move(row.channel), PersonId(rows.text(4).toLongLong())};
    }
    case Type::SessionsEnded: {
        SessionsEnded ended;
        const QStringList ids = rows.text(4).split(u' ', Qt::SkipEmptyParts);
        for (const QString& id : ids)
            ended.sessions.append(SessionId(id.toLongLong()));
        return ended;
    }
    case Type::Settings: {
        TRY_ASSIGN(Rows settings, m_connection.statement("people.settings"_L1).run(person));
        return SettingsChanged{settings.next() ? settings.object(0) : QJsonObject()};
    }
    }
    return fail(ErrorCode::StoreFailed, u"an unknown type of private event"_qs);
}

Result<Serial> PersonEventTable::head(PersonId person) {
    TRY_ASSIGN(const Stream stream, this->stream(person));
    return stream.head;
}

Result<int> PersonEventTable::sweep(std::int64_t before) {
    struct Old {
        PersonId person;
        Serial last;
    };

    QList<Old> streams;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("person_events.older"_L1).run(before));
        while (rows.next())
            streams.append({rows.id<PersonId>(0), rows.serial(1)});
    }
    int count = 0;
    for (const Old& old : streams) {
        TRY_ASSIGN(const int removed,
                   m_connection.statement("person_events.forget"_L1).change(old.person, old.last));
        TRY(m_connection.statement("people.raise_floor"_L1).run(old.person, old.last));
        count += removed;
    }
    return count;
}

} // namespace parlor::server
