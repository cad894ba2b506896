#include "server/store/messagetable.h"

#include "server/store/entryextra.h"
#include "server/store/rowvalues.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr PersonId wholeChannel;

bool isCountable(const Entry& entry) {
    return entry.kind != EntryKind::System;
}

} // namespace

SearchIndex::Document documentOf(const MessageTable::Row& row) {
    return {row.id,
            row.channel,
            row.author,
            row.entry.text,
            !row.entry.photos.isEmpty(),
            !row.entry.data.isEmpty()};
}

Status MessageTable::insert(const Row& row, const QList<PersonId>& alerted, Effects& effects) {
    TRY(m_connection.statement("messages.insert"_L1)
            .run(row.id, row.channel, row.serial, row.author, row.time, row.entry.kind,
                 isCountable(row.entry), row.replyTo, row.entry.text, extraOf(row.entry), row.thread));
    return hang(row, alerted, effects);
}

Result<MessageTable::Row> MessageTable::byId(MessageId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.by_id"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::UnknownMessage);
    Row row{.id = id,
            .channel = rows.id<ChannelId>(1),
            .serial = rows.serial(2),
            .author = rows.id<PersonId>(3),
            .time = rows.number(4),
            .entry = {},
            .replyTo = rows.isNull(8) ? std::nullopt : std::optional(rows.id<MessageId>(8)),
            .deleted = rows.flag(9),
            .pinned = rows.flag(10),
            .reacted = rows.flag(11),
            .thread = rows.isNull(12) ? std::nullopt : std::optional(rows.id<MessageId>(12))};
    row.entry.kind = enumAt<EntryKind>(rows, 5);
    row.entry.text = rows.text(6);
    if (!rows.isNull(7))
        setExtra(row.entry, rows.object(7));
    return row;
}

Result<MessageTable::Row> MessageTable::live(ChannelId channel, MessageId id) {
    TRY_ASSIGN(Row row, byId(id));
    if (row.channel != channel)
        return fail(ErrorCode::UnknownMessage);
    if (row.deleted)
        return fail(ErrorCode::Gone);
    return row;
}

Status MessageTable::keepVersion(const Row& row, Serial serial, std::int64_t time) {
    TRY(m_connection.statement("messages.insert_version"_L1)
            .run(row.id, serial, time, row.entry.kind, row.entry.text, extraOf(row.entry)));
    return {};
}

Result<QList<MessageTable::Version>> MessageTable::versions(MessageId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.versions"_L1).run(id));
    QList<Version> versions;
    while (rows.next()) {
        Version version{.serial = rows.serial(0), .time = rows.number(1), .entry = {}};
        version.entry.kind = enumAt<EntryKind>(rows, 2);
        version.entry.text = rows.text(3);
        if (!rows.isNull(4))
            setExtra(version.entry, rows.object(4));
        versions.append(std::move(version));
    }
    return versions;
}

Status MessageTable::setEntry(const Row& before, const Entry& entry, Serial asOf,
                              const QList<PersonId>& alerted, Effects& effects) {
    TRY(unhang(before, effects));
    Row after = before;
    after.entry = entry;
    bool known = false;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("messages.has_versions"_L1).run(before.id));
        known = rows.next();
    }
    if (!known)
        TRY(keepVersion(before, before.serial, before.time));
    TRY(keepVersion(after, asOf, effects.now()));
    TRY(m_connection.statement("messages.trim_versions"_L1).run(before.id));
    TRY(m_connection.statement("messages.set_entry"_L1)
            .run(before.id, entry.kind, isCountable(entry), entry.text, extraOf(entry), asOf));
    return hang(after, alerted, effects);
}

Status MessageTable::setPhotos(const Row& before, const Entry& entry, Serial asOf) {
    TRY(m_connection.statement("messages.set_extra"_L1).run(before.id, extraOf(entry), asOf));
    return {};
}

Status MessageTable::setDeleted(const Row& before, Serial asOf, Effects& effects) {
    TRY(unhang(before, effects));
    if (before.reacted)
        TRY(m_connection.statement("messages.remove_reactions"_L1).run(before.id));
    TRY(m_connection.statement("messages.remove_versions"_L1).run(before.id));
    TRY(m_connection.statement("saved.forget"_L1).run(before.id));
    TRY(m_connection.statement("messages.set_deleted"_L1).run(before.id, asOf));
    return {};
}

Status MessageTable::setPinned(MessageId id, bool pinned, Serial asOf) {
    TRY(m_connection.statement("messages.set_pinned"_L1).run(id, pinned, asOf));
    return {};
}

Result<std::int64_t> MessageTable::reactionCount(MessageId message) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.count_reactions"_L1).run(message));
    return rows.next() ? rows.number(0) : 0;
}

Result<bool> MessageTable::hasReaction(MessageId id, const QString& emoji, PersonId person) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.has_reaction"_L1).run(id, emoji, person));
    return rows.next();
}

Status MessageTable::setReaction(MessageId id, const QString& emoji, PersonId person, bool add, Serial asOf) {
    if (add)
        TRY(m_connection.statement("messages.insert_reaction"_L1).run(id, emoji, person, asOf));
    else
        TRY(m_connection.statement("messages.remove_reaction"_L1).run(id, emoji, person));
    TRY(m_connection.statement("messages.set_reacted"_L1).run(id, asOf));
    return {};
}

Status MessageTable::remove(const Row& row, Effects& effects) {
    if (!row.deleted)
        TRY(unhang(row, effects));
    if (row.reacted)
        TRY(m_connection.statement("messages.remove_reactions"_L1).run(row.id));
    TRY(m_connection.statement("messages.remove_versions"_L1).run(row.id));
    TRY(m_connection.statement("saved.forget"_L1).run(row.id));
    TRY(m_connection.statement("messages.remove"_L1).run(row.id));
    return {};
}

Result<QList<MessageId>> MessageTable::older(ChannelId channel, std::int64_t before, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.older"_L1).run(channel, before, limit));
    QList<MessageId> ids;
    while (rows.next())
        ids.append(rows.id<MessageId>(0));
    return ids;
}

Result<QList<MessageId>> MessageTable::byAuthor(PersonId person, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.by_author"_L1).run(person, limit));
    QList<MessageId> ids;
    while (rows.next())
        ids.append(rows.id<MessageId>(0));
    return ids;
}

Result<QList<MessageId>> MessageTable::showing(PhotoId photo) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.holders"_L1).run(photo));
    QList<MessageId> ids;
    while (rows.next())
        ids.append(rows.id<MessageId>(0));
    return ids;
}

Result<QList<PhotoPlace>> MessageTable::placesShowing(PhotoId photo) {
    TRY_ASSIGN(Rows rows, m_connection.statement("messages.showing"_L1).run(photo));
    QList<PhotoPlace> places;
    while (rows.next())
        places.append({rows.id<ChannelId>(0), rows.serial(1)});
    return places;
}

Status MessageTable::hang(const Row& row, const QList<PersonId>& alerted, Effects& effects) {
    Statement& mention = m_connection.statement("messages.insert_mention"_L1);
    for (const PersonId person : row.entry.mentions)
        TRY(mention.run(row.channel, person, row.serial, row.author));
    if (row.entry.mentionsAll)
        TRY(mention.run(row.channel, wholeChannel, row.serial, row.author));
    int counted = 0;
    for (const PersonId person : alerted) {
        if (counted == MessageStore::alertedMost)
            break;
        bool member = false;
        {
            TRY_ASSIGN(Rows rows, m_connection.statement("members.is_member"_L1).run(row.channel, person));
            member = rows.next();
        }
        if (!member)
            continue;
        ++counted;
        TRY(mention.run(row.channel, person, row.serial, row.author));
    }
    for (const PhotoReference& photo : row.entry.photos)
        TRY(m_connection.statement("messages.insert_holder"_L1).run(photo.id, row.id, row.channel));
    effects.beforeCommit([document = documentOf(row)](Connection& connection) {
        connection.table<SearchIndex>().add(document);
    });
    return {};
}

Status MessageTable::unhang(const Row& row, Effects& effects) {
    TRY(m_connection.statement("messages.remove_mentions"_L1).run(row.channel, row.serial));
    for (const PhotoReference& photo : row.entry.photos)
        TRY(m_connection.statement("messages.remove_holder"_L1).run(photo.id, row.id));
    effects.beforeCommit([document = documentOf(row)](Connection& connection) {
        connection.table<SearchIndex>().remove(document);
    });
    return {};
}

} // namespace parlor::server
