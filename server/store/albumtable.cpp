#include "server/store/albumtable.h"

#include "server/store/albumholdings.h"
#include "server/store/albumplaces.h"
#include "server/store/channeltable.h"
#include "server/store/personeventtable.h"
#include "server/store/phototable.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

bool isSeen(Shelf shelf) {
    return shelf == Shelf::Library || shelf == Shelf::Archive;
}

std::optional<AlbumId> parentOf(const Album& album) {
    return album.parent.isValid() ? std::optional(album.parent) : std::nullopt;
}

/// Where there is no such channel nothing is allowed.
Result<Standing> standingIn(Connection& connection, PersonId who, ChannelId channel) {
    const auto standing = connection.table<ChannelTable>().standing(who, channel);
    return !standing && standing.error().code == ErrorCode::UnknownChannel ? Standing() : standing;
}

} // namespace

AlbumHoldings& AlbumTable::holdings() {
    return m_connection.table<AlbumHoldings>();
}

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
    AlbumRight right = AlbumRight::None;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.right_of"_L1).run(id, who));
        if (rows.next() && !rows.isNull(0))
            right = static_cast<AlbumRight>(rows.number(0));
    }
    if (right >= AlbumRight::Contribute)
        return right;
    QList<std::pair<ChannelId, bool>> places;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.places_of"_L1).run(id, who));
        while (rows.next())
            places.append({rows.id<ChannelId>(0), rows.flag(1)});
    }
    for (const auto& [channel, contributes] : std::as_const(places)) {
        TRY_ASSIGN(const Standing standing, standingIn(m_connection, who, channel));
        if (standing.mayRead())
            right = std::max(right, contributes && standing.membership.member ? AlbumRight::Contribute
                                                                              : AlbumRight::Read);
    }
    return right;
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
    AlbumList list;
    for (AlbumId after = query.after; list.albums.size() <= query.limit;) {
        TRY_ASSIGN(const QList<AlbumId> ids,
                   idsOf<AlbumId>(statement.run(query.reader, after, query.limit + 1)));
        for (const AlbumId id : ids) {
            const auto album = seenBy(query.reader, id);
            if (album)
                list.albums.append(*album);
            else if (album.error().code != ErrorCode::UnknownAlbum) // that of a channel that denies the past
                return std::unexpected(album.error());
        }
        if (ids.size() <= query.limit)
            break;
        after = ids.last();
    }
    list.end = list.albums.size() <= query.limit;
    list.albums = list.albums.first(std::min<qsizetype>(query.limit, list.albums.size()));
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
    TRY_ASSIGN(const std::int64_t place, m_connection.table<AlbumPlaces>().last(fresh.owner, fresh.parent));
    const auto id = makeNew<AlbumId>();
    TRY(m_connection.statement("albums.insert"_L1)
            .change(id, fresh.owner, parent, place, effects.now(), fresh.title, fresh.note));
    TRY(holdings().tell(id, effects));
    return seenBy(fresh.owner, id);
}

Status AlbumTable::move(const Row& row, const AlbumEdit& edit) {
    if (!edit.parent && !edit.before)
        return {};
    const AlbumId parent = edit.parent.value_or(row.album.parent);
    if (edit.parent)
        TRY(checkParent(row.album.owner, row.album.id, parent));
    return m_connection.table<AlbumPlaces>().moveAlbum(row.album.owner, parent, row.album.id,
                                                       edit.before.value_or(AlbumId()));
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
    TRY(holdings().changed(id, 0, effects));
    return seenBy(who, id);
}

Status AlbumTable::remove(PersonId who, AlbumId id, Effects& effects) {
    TRY_ASSIGN(const Row gone, require(who, id, AlbumRight::Own));
    TRY_ASSIGN(const QList<PersonId> people, holdings().audience(id));
    TRY_ASSIGN(const QList<AlbumId> children,
               idsOf<AlbumId>(m_connection.statement("albums.children"_L1).run(who, id)));
    TRY(m_connection.statement("albums.move_children"_L1).change(who, id, parentOf(gone.album)));
    TRY(m_connection.statement("albums.remove_photos"_L1).change(id));
    TRY(m_connection.statement("albums.remove_shares"_L1).change(id));
    TRY(m_connection.statement("albums.remove"_L1).change(id));
    for (const AlbumId child : children)
        TRY(holdings().changed(child, 0, effects));
    for (const PersonId person : people)
        TRY(m_connection.table<PersonEventTable>().append(person, AlbumRemoved{id}, effects));
    return {};
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
    TRY_ASSIGN(std::int64_t place,
               m_connection.table<AlbumPlaces>().before(id, before, photos.size(), &step));
    for (const PhotoId photo : photos) {
        TRY(m_connection.statement("albums.put_photo"_L1).change(id, place, photo));
        place += step;
    }
    TRY(holdings().changed(id, fresh, effects));
    return seenBy(who, id);
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
        TRY(holdings().takeOut(id, there));
        TRY(holdings().changed(id, -seen, effects));
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
        TRY_ASSIGN(const Standing standing, standingIn(m_connection, who, share.channel));
        if (!standing.mayRead())
            return fail(ErrorCode::UnknownChannel);
    } else {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.is_person"_L1).run(share.person));
        if (!rows.next() || share.person == who)
            return fail(ErrorCode::UnknownPerson);
    }
    TRY(m_connection.statement("albums.put_share"_L1)
            .change(id, share.person, share.channel, share.contribute));
    TRY(holdings().changed(id, 0, effects));
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
        TRY(holdings().takeOut(id, theirs));
        TRY(m_connection.table<PersonEventTable>().append(share.person, AlbumRemoved{id}, effects));
    }
    return holdings().changed(id, -seen, effects);
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
    TRY_ASSIGN(const QList<AlbumId> albums, holdings().holding(photo));
    for (const AlbumId album : albums) {
        TRY_ASSIGN(const AlbumRight right, rightOf(reader, album));
        if (right != AlbumRight::None)
            return true;
    }
    return false;
}

} // namespace parlor::server
