#include "server/store/albumtable.h"

#include "server/store/personeventtable.h"
#include "server/store/phototable.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

/// Room left between neighbours, so that most moves write one row.
constexpr std::int64_t room = 1LL << 20;

bool isSeen(Shelf shelf) {
    return shelf == Shelf::Library || shelf == Shelf::Archive;
}

std::optional<AlbumId> parentOf(const Album& album) {
    return album.parent.isValid() ? std::optional(album.parent) : std::nullopt;
}

template<class T>
Result<QList<T>> idsOf(Result<Rows> rows) {
    if (!rows)
        return std::unexpected(rows.error());
    QList<T> ids;
    while (rows->next())
        ids.append(rows->id<T>(0));
    return ids;
}

} // namespace

Result<AlbumTable::Row> AlbumTable::row(AlbumId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("albums.by_id"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::UnknownAlbum);
    Row row;
    Album& album = row.album;
    album.id = rows.id<AlbumId>(0);
    album.owner = rows.id<PersonId>(1);
    album.parent = rows.id<AlbumId>(2);
    album.title = rows.text(3);
    album.note = rows.text(4);
    row.chosenCover = rows.id<PhotoId>(5);
    album.photos = static_cast<int>(rows.number(6));
    album.place = rows.number(7);
    album.createdAt = rows.number(8);
    album.revision = rows.number(9);
    album.cover = rows.flag(12) ? row.chosenCover : rows.id<PhotoId>(10);
    album.shared = rows.flag(11);
    return row;
}

Result<AlbumRight> AlbumTable::rightOf(PersonId who, AlbumId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("albums.right_of"_L1).run(id, who));
    if (!rows.next() || rows.isNull(0))
        return AlbumRight::None;
    return static_cast<AlbumRight>(rows.number(0));
}

Result<AlbumTable::Row> AlbumTable::require(PersonId who, AlbumId id, AlbumRight needed) {
    TRY_ASSIGN(const AlbumRight right, rightOf(who, id));
    if (right == AlbumRight::None)
        return fail(ErrorCode::UnknownAlbum);
    if (right < needed)
        return fail(ErrorCode::Forbidden);
    TRY_ASSIGN(Row found, row(id));
    found.album.right = right;
    if (right != AlbumRight::Own)
        found.album.parent = {};
    return found;
}

Result<Album> AlbumTable::seenBy(PersonId reader, AlbumId id) {
    TRY_ASSIGN(Row found, require(reader, id, AlbumRight::Read));
    return found.album;
}

Result<AlbumList> AlbumTable::list(const AlbumListQuery& query) {
    Statement& statement = m_connection.statement(query.shared ? "albums.shared_with"_L1 : "albums.own"_L1);
    TRY_ASSIGN(QList<AlbumId> ids, idsOf<AlbumId>(statement.run(query.reader, query.after, query.limit + 1)));
    AlbumList list;
    list.end = ids.size() <= query.limit;
    if (!list.end)
        ids.removeLast();
    for (const AlbumId id : ids) {
        TRY_ASSIGN(const Album album, seenBy(query.reader, id));
        list.albums.append(album);
    }
    return list;
}

Result<AlbumPage> AlbumTable::photos(const AlbumPhotosQuery& query) {
    TRY(require(query.reader, query.album, AlbumRight::Read));
    std::int64_t place = INT64_MIN;
    if (query.after.isValid()) {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.place_of"_L1).run(query.album, query.after));
        if (!rows.next())
            return fail(ErrorCode::UnknownPhoto);
        place = rows.number(0);
    }
    TRY_ASSIGN(QList<PhotoId> ids,
               idsOf<PhotoId>(m_connection.statement("albums.photos"_L1)
                                  .run(query.album, place, query.after, query.limit + 1)));
    AlbumPage page;
    page.end = ids.size() <= query.limit;
    if (!page.end)
        ids.removeLast();
    for (const PhotoId id : ids) {
        TRY_ASSIGN(StoredPhoto photo, m_connection.table<PhotoTable>().byId(id));
        page.photos.append(std::move(photo));
    }
    return page;
}

Status AlbumTable::checkParent(PersonId owner, AlbumId album, AlbumId parent) {
    int depth = 1;
    for (AlbumId at = parent; at.isValid(); ++depth) {
        if (at == album)
            return fail(ErrorCode::BadRequest, u"an album can not stand in itself"_s);
        if (depth >= AlbumStore::deepest)
            return fail(ErrorCode::TooLarge);
        TRY_ASSIGN(const Row above, row(at));
        if (above.album.owner != owner)
            return fail(ErrorCode::UnknownAlbum);
        at = above.album.parent;
    }
    return {};
}

Result<Album> AlbumTable::create(const NewAlbum& fresh, Effects& effects) {
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.count_own"_L1).run(fresh.owner));
        if (rows.next() && rows.number(0) >= AlbumStore::mostAlbums)
            return fail(ErrorCode::TooLarge);
    }
    TRY(checkParent(fresh.owner, {}, fresh.parent));
    const auto parent = orNull(fresh.parent);
    std::int64_t place = room;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.last_place"_L1).run(fresh.owner, parent));
        if (rows.next() && !rows.isNull(0))
            place = rows.number(0) + room;
    }
    const auto id = makeNew<AlbumId>();
    TRY(m_connection.statement("albums.insert"_L1)
            .change(id, fresh.owner, parent, place, effects.now(), fresh.title, fresh.note));
    TRY(tell(id, effects));
    return seenBy(fresh.owner, id);
}

Status AlbumTable::placeBetween(PersonId owner, AlbumId parent, AlbumId album, AlbumId before) {
    QList<std::pair<AlbumId, std::int64_t>> siblings;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.siblings"_L1).run(owner, orNull(parent)));
        while (rows.next())
            if (rows.id<AlbumId>(0) != album)
                siblings.append({rows.id<AlbumId>(0), rows.number(1)});
    }
    qsizetype at = siblings.size();
    if (before.isValid()) {
        at = 0;
        while (at < siblings.size() && siblings.at(at).first != before)
            ++at;
        if (at == siblings.size())
            return fail(ErrorCode::BadRequest, u"no such sibling"_s);
    }
    // Few enough to be written anew each time: then there is no lack of room.
    siblings.insert(at, {album, 0});
    for (qsizetype i = 0; i < siblings.size(); ++i)
        if (siblings.at(i).first == album || siblings.at(i).second != (i + 1) * room)
            TRY(m_connection.statement("albums.set_place"_L1)
                    .change(siblings.at(i).first, orNull(parent), (i + 1) * room));
    return {};
}

Status AlbumTable::move(const Row& row, const AlbumEdit& edit) {
    if (!edit.parent && !edit.before)
        return {};
    const AlbumId parent = edit.parent.value_or(row.album.parent);
    if (edit.parent)
        TRY(checkParent(row.album.owner, row.album.id, parent));
    return placeBetween(row.album.owner, parent, row.album.id, edit.before.value_or(AlbumId()));
}

Result<Album> AlbumTable::edit(PersonId who, AlbumId id, const AlbumEdit& edit, Effects& effects) {
    TRY_ASSIGN(const Row before, require(who, id, AlbumRight::Own));
    if (edit.title || edit.note)
        TRY(m_connection.statement("albums.set_words"_L1)
                .change(id, edit.title.value_or(before.album.title), edit.note.value_or(before.album.note)));
    TRY(move(before, edit));
    if (edit.cover) {
        if (edit.cover->isValid()) {
            TRY_ASSIGN(Rows rows, m_connection.statement("albums.place_of"_L1).run(id, *edit.cover));
            if (!rows.next())
                return fail(ErrorCode::UnknownPhoto);
        }
        TRY(m_connection.statement("albums.set_cover"_L1).change(id, orNull(*edit.cover)));
    }
    TRY(changed(id, 0, effects));
    return seenBy(who, id);
}

Status AlbumTable::remove(PersonId who, AlbumId id, Effects& effects) {
    TRY_ASSIGN(const Row gone, require(who, id, AlbumRight::Own));
    TRY_ASSIGN(const QList<PersonId> people, audience(id));
    TRY_ASSIGN(const QList<AlbumId> children,
               idsOf<AlbumId>(m_connection.statement("albums.children"_L1).run(who, id)));
    TRY(m_connection.statement("albums.move_children"_L1).change(who, id, parentOf(gone.album)));
    TRY(m_connection.statement("albums.remove_photos"_L1).change(id));
    TRY(m_connection.statement("albums.remove_shares"_L1).change(id));
    TRY(m_connection.statement("albums.remove"_L1).change(id));
    for (const AlbumId child : children)
        TRY(changed(child, 0, effects));
    for (const PersonId person : people)
        TRY(m_connection.table<PersonEventTable>().append(person, AlbumRemoved{id}, effects));
    return {};
}

Status AlbumTable::renumber(AlbumId album) {
    TRY_ASSIGN(const QList<PhotoId> photos,
               idsOf<PhotoId>(m_connection.statement("albums.all_photos"_L1).run(album)));
    std::int64_t place = 0;
    for (const PhotoId photo : photos)
        TRY(m_connection.statement("albums.put_photo"_L1).change(album, place += room, photo));
    return {};
}

Result<std::int64_t> AlbumTable::placeBefore(AlbumId album, PhotoId before, qsizetype count,
                                             std::int64_t* step) {
    *step = room;
    const auto number = [this](QLatin1StringView name, const auto&... values) -> Result<std::int64_t> {
        TRY_ASSIGN(Rows rows, m_connection.statement(name).run(values...));
        return rows.next() && !rows.isNull(0) ? rows.number(0) : 0;
    };
    if (!before.isValid()) {
        TRY_ASSIGN(const std::int64_t last, number("albums.last_photo"_L1, album));
        return last + room;
    }
    for (int attempt = 0;; ++attempt) {
        TRY_ASSIGN(const std::int64_t to, number("albums.place_of"_L1, album, before));
        TRY_ASSIGN(const std::int64_t from, number("albums.place_before"_L1, album, to));
        *step = (to - from) / (count + 1);
        if (*step > 0)
            return from + *step;
        if (attempt > 0)
            return fail(ErrorCode::TooLarge);
        TRY(renumber(album));
    }
}

Result<Album> AlbumTable::put(PersonId who, AlbumId id, const QList<PhotoId>& photos, PhotoId before,
                              Effects& effects) {
    TRY_ASSIGN(const Row target, require(who, id, AlbumRight::Contribute));
    int fresh = 0;
    for (const PhotoId photo : photos) {
        TRY_ASSIGN(const StoredPhoto stored, m_connection.table<PhotoTable>().byId(photo));
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.place_of"_L1).run(id, photo));
        const bool isIn = rows.next();
        const bool isOwn = stored.photo.owner == who && isSeen(stored.shelf);
        if (!isOwn && !(isIn && target.album.right == AlbumRight::Own))
            return fail(ErrorCode::UnknownPhoto);
        fresh += isIn ? 0 : 1;
    }
    if (before.isValid()) {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.place_of"_L1).run(id, before));
        if (!rows.next() || photos.contains(before))
            return fail(ErrorCode::UnknownPhoto);
    }
    for (const PhotoId photo : photos) // so that the room is counted without them
        TRY(m_connection.statement("albums.take_photo"_L1).change(id, photo));
    std::int64_t step = 0;
    TRY_ASSIGN(std::int64_t place, placeBefore(id, before, photos.size(), &step));
    for (const PhotoId photo : photos) {
        TRY(m_connection.statement("albums.put_photo"_L1).change(id, place, photo));
        place += step;
    }
    TRY(changed(id, fresh, effects));
    return seenBy(who, id);
}

Status AlbumTable::takeOut(AlbumId album, const QList<PhotoId>& photos) {
    for (const PhotoId photo : photos) {
        TRY(m_connection.statement("albums.take_photo"_L1).change(album, photo));
        TRY(m_connection.statement("albums.uncover"_L1).change(album, photo));
    }
    return {};
}

Result<Album> AlbumTable::take(PersonId who, AlbumId id, const QList<PhotoId>& photos, Effects& effects) {
    TRY_ASSIGN(const Row target, require(who, id, AlbumRight::Contribute));
    QList<PhotoId> there;
    int seen = 0;
    for (const PhotoId photo : photos) {
        {
            TRY_ASSIGN(Rows rows, m_connection.statement("albums.place_of"_L1).run(id, photo));
            if (!rows.next() || there.contains(photo))
                continue;
        }
        TRY_ASSIGN(const StoredPhoto stored, m_connection.table<PhotoTable>().byId(photo));
        if (target.album.right != AlbumRight::Own && stored.photo.owner != who)
            return fail(ErrorCode::Forbidden);
        there.append(photo);
        seen += isSeen(stored.shelf) ? 1 : 0;
    }
    if (!there.isEmpty()) {
        TRY(takeOut(id, there));
        TRY(changed(id, -seen, effects));
    }
    return seenBy(who, id);
}

Result<QList<AlbumShare>> AlbumTable::shares(PersonId who, AlbumId id) {
    TRY(require(who, id, AlbumRight::Own));
    TRY_ASSIGN(Rows rows, m_connection.statement("albums.shares"_L1).run(id));
    QList<AlbumShare> shares;
    while (rows.next())
        shares.append({rows.id<PersonId>(0), rows.id<ChannelId>(1), rows.flag(2)});
    return shares;
}

Result<Album> AlbumTable::share(PersonId who, AlbumId id, const AlbumShare& share, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumShare> known, shares(who, id));
    if (known.size() >= AlbumStore::mostShares)
        return fail(ErrorCode::TooLarge);
    if (share.channel.isValid()) {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.may_share_with"_L1).run(share.channel, who));
        if (!rows.next())
            return fail(ErrorCode::UnknownChannel);
    } else {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.is_person"_L1).run(share.person));
        if (!rows.next() || share.person == who)
            return fail(ErrorCode::UnknownPerson);
    }
    TRY(m_connection.statement("albums.put_share"_L1)
            .change(id, share.person, share.channel, share.contribute));
    TRY(changed(id, 0, effects));
    return seenBy(who, id);
}

Status AlbumTable::unshare(PersonId who, AlbumId id, const AlbumShare& share, Effects& effects) {
    const bool leaves = share.person == who && !share.channel.isValid();
    TRY(require(who, id, leaves ? AlbumRight::Read : AlbumRight::Own));
    TRY_ASSIGN(const int dropped,
               m_connection.statement("albums.drop_share"_L1).change(id, share.person, share.channel));
    if (dropped == 0)
        return fail(ErrorCode::NotFound);
    int seen = 0;
    if (share.person.isValid()) {
        TRY_ASSIGN(
            const QList<PhotoId> theirs,
            idsOf<PhotoId>(m_connection.statement("albums.photos_of_person"_L1).run(id, share.person)));
        for (const PhotoId photo : theirs) {
            TRY_ASSIGN(const StoredPhoto stored, m_connection.table<PhotoTable>().byId(photo));
            seen += isSeen(stored.shelf) ? 1 : 0;
        }
        TRY(takeOut(id, theirs));
        TRY(m_connection.table<PersonEventTable>().append(share.person, AlbumRemoved{id}, effects));
    }
    return changed(id, -seen, effects);
}

Status AlbumTable::erase(PersonId person, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumId> own,
               idsOf<AlbumId>(m_connection.statement("albums.own"_L1).run(person, AlbumId(), INT_MAX)));
    for (const AlbumId album : own)
        TRY(remove(person, album, effects));
    TRY_ASSIGN(const QList<AlbumId> others,
               idsOf<AlbumId>(m_connection.statement("albums.shares_of_person"_L1).run(person)));
    for (const AlbumId album : others)
        TRY(unshare(person, album, {person, {}, false}, effects));
    return {};
}

Result<bool> AlbumTable::showsTo(PersonId reader, PhotoId photo) {
    {
        TRY_ASSIGN(const StoredPhoto stored, m_connection.table<PhotoTable>().byId(photo));
        if (!isSeen(stored.shelf))
            return false;
    }
    TRY_ASSIGN(const QList<AlbumId> albums, holding(photo));
    for (const AlbumId album : albums) {
        TRY_ASSIGN(const AlbumRight right, rightOf(reader, album));
        if (right != AlbumRight::None)
            return true;
    }
    return false;
}

Result<QList<AlbumId>> AlbumTable::holding(PhotoId photo) {
    return idsOf<AlbumId>(m_connection.statement("albums.holding"_L1).run(photo));
}

Status AlbumTable::visibilityChanged(PhotoId photo, int seen, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumId> albums, holding(photo));
    for (const AlbumId album : albums)
        TRY(changed(album, seen, effects));
    return {};
}

Status AlbumTable::dropPhoto(PhotoId photo, bool wasSeen, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumId> albums, holding(photo));
    for (const AlbumId album : albums) {
        TRY(takeOut(album, {photo}));
        TRY(changed(album, wasSeen ? -1 : 0, effects));
    }
    return {};
}

Status AlbumTable::changed(AlbumId album, int photos, Effects& effects) {
    TRY(m_connection.statement("albums.touch"_L1).change(album, photos));
    return tell(album, effects);
}

Result<QList<PersonId>> AlbumTable::audience(AlbumId album) {
    TRY_ASSIGN(const Row known, row(album));
    QList<PersonId> people{known.album.owner};
    TRY_ASSIGN(Rows rows, m_connection.statement("albums.shares"_L1).run(album));
    while (rows.next())
        if (rows.id<PersonId>(0).isValid())
            people.append(rows.id<PersonId>(0));
    return people;
}

Status AlbumTable::tell(AlbumId album, Effects& effects) {
    TRY_ASSIGN(const QList<PersonId> people, audience(album));
    for (const PersonId person : people) {
        TRY_ASSIGN(const Album seen, seenBy(person, album));
        TRY(m_connection.table<PersonEventTable>().append(person, AlbumChanged{seen}, effects));
    }
    return {};
}

} // namespace parlor::server
