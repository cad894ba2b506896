#include "tests/support/memoryalbums.h"

#include <algorithm>

namespace parlor::test {

namespace {

constexpr std::int64_t room = 1LL << 20;

} // namespace

MemoryAlbumStore::MemoryAlbumStore(MemoryPhotoStore& photos) : m_photos(photos) {
    m_photos.removed = [this](PhotoId id) {
        for (auto& [album, kept] : m_albums) {
            kept.photos.removeAll(id);
            if (kept.cover == id)
                kept.cover = {};
        }
    };
    m_photos.stacked = [this](PhotoId edited, PhotoId original) {
        for (auto& [album, kept] : m_albums)
            if (const qsizetype at = kept.photos.indexOf(original);
                at >= 0 && !kept.photos.contains(edited)) {
                kept.photos.insert(at, edited);
                ++kept.album.revision;
            }
    };
}

AlbumRight MemoryAlbumStore::rightOf(PersonId who, const Kept& kept) const {
    if (kept.album.owner == who)
        return AlbumRight::Own;
    AlbumRight right = AlbumRight::None;
    for (const AlbumShare& share : kept.shares) {
        const bool direct = share.person.isValid() && share.person == who;
        const bool reads = share.channel.isValid() && mayRead(who, share.channel);
        const bool member = reads && isMember(who, share.channel);
        if ((direct || member) && share.contribute)
            right = AlbumRight::Contribute;
        else if (direct || member || reads)
            right = std::max(right, AlbumRight::Read);
    }
    return right;
}

Result<MemoryAlbumStore::Kept*> MemoryAlbumStore::require(PersonId who, AlbumId id, AlbumRight needed) {
    const auto found = m_albums.find(id);
    const AlbumRight right = found == m_albums.end() ? AlbumRight::None : rightOf(who, found->second);
    if (right == AlbumRight::None)
        return fail(ErrorCode::UnknownAlbum);
    if (right < needed)
        return fail(ErrorCode::Forbidden);
    return &found->second;
}

std::optional<StoredPhoto> MemoryAlbumStore::seen(PhotoId id) {
    for (const StoredPhoto& stored : m_photos.all())
        if (stored.photo.id == id && (stored.shelf == Shelf::Library || stored.shelf == Shelf::Archive))
            return stored;
    return std::nullopt;
}

Album MemoryAlbumStore::seenBy(PersonId who, const Kept& kept) {
    Album album = kept.album;
    album.right = rightOf(who, kept);
    if (album.right != AlbumRight::Own)
        album.parent = {};
    album.shared = !kept.shares.isEmpty();
    album.photos = 0;
    album.cover = {};
    for (const PhotoId id : kept.photos) {
        if (!seen(id))
            continue;
        ++album.photos;
        if (!album.cover.isValid())
            album.cover = id;
    }
    if (kept.cover.isValid() && seen(kept.cover))
        album.cover = kept.cover;
    return album;
}

Status MemoryAlbumStore::checkParent(PersonId owner, AlbumId album, AlbumId parent) {
    int depth = 1;
    for (AlbumId at = parent; at.isValid(); ++depth) {
        if (at == album)
            return fail(ErrorCode::BadRequest);
        if (depth >= deepest)
            return fail(ErrorCode::TooLarge);
        const auto above = m_albums.find(at);
        if (above == m_albums.end() || above->second.album.owner != owner)
            return fail(ErrorCode::UnknownAlbum);
        at = above->second.album.parent;
    }
    return {};
}

QList<AlbumId> MemoryAlbumStore::siblings(PersonId owner, AlbumId parent) {
    QList<AlbumId> ids;
    for (const auto& [id, kept] : m_albums)
        if (kept.album.owner == owner && kept.album.parent == parent)
            ids.append(id);
    std::ranges::sort(ids, {}, [this](AlbumId id) { return std::pair(m_albums.at(id).album.place, id); });
    return ids;
}

Task<Result<Album>> MemoryAlbumStore::create(NewAlbum fresh) {
    const auto earlier = m_made.constFind({fresh.owner, fresh.clientId});
    if (!fresh.clientId.isEmpty() && earlier != m_made.cend()) {
        const auto& [first, id] = *earlier;
        if (first.title != fresh.title || first.note != fresh.note || first.parent != fresh.parent)
            return doneTask<Result<Album>>(fail(ErrorCode::IdempotencyConflict));
        const auto kept = m_albums.find(id);
        return doneTask<Result<Album>>(kept == m_albums.end() ? Result<Album>(fail(ErrorCode::Gone))
                                                              : seenBy(fresh.owner, kept->second));
    }
    if (const Status checked = checkParent(fresh.owner, {}, fresh.parent); !checked)
        return doneTask<Result<Album>>(std::unexpected(checked.error()));
    const QList<AlbumId> known = siblings(fresh.owner, fresh.parent);
    Kept kept;
    kept.album.id = makeNew<AlbumId>();
    kept.album.owner = fresh.owner;
    kept.album.parent = fresh.parent;
    kept.album.title = fresh.title;
    kept.album.note = fresh.note;
    kept.album.place = known.isEmpty() ? room : m_albums.at(known.last()).album.place + room;
    kept.album.revision = 1;
    m_albums[kept.album.id] = kept;
    if (!fresh.clientId.isEmpty())
        m_made.insert({fresh.owner, fresh.clientId}, {fresh, kept.album.id});
    return doneTask<Result<Album>>(seenBy(fresh.owner, kept));
}

Task<Result<Album>> MemoryAlbumStore::byId(PersonId reader, AlbumId id) {
    const auto kept = require(reader, id, AlbumRight::Read);
    return doneTask<Result<Album>>(kept ? Result<Album>(seenBy(reader, **kept))
                                        : std::unexpected(kept.error()));
}

Task<Result<AlbumList>> MemoryAlbumStore::list(AlbumListQuery query) {
    AlbumList list;
    for (const auto& [id, kept] : m_albums) {
        const bool own = kept.album.owner == query.reader;
        bool listed = own;
        if (query.shared)
            listed = !own && std::ranges::any_of(kept.shares, [&](const AlbumShare& share) {
                return share.person == query.reader
                       || (share.channel.isValid() && isMember(query.reader, share.channel)
                           && mayRead(query.reader, share.channel));
            });
        if (listed && id > query.after)
            list.albums.append(seenBy(query.reader, kept));
    }
    list.end = list.albums.size() <= query.limit;
    list.albums = list.albums.first(std::min<qsizetype>(query.limit, list.albums.size()));
    return doneTask<Result<AlbumList>>(list);
}

Status MemoryAlbumStore::move(Kept* kept, const AlbumEdit& edit) {
    if (!edit.parent && !edit.before)
        return {};
    const AlbumId parent = edit.parent.value_or(kept->album.parent);
    if (edit.parent)
        TRY(checkParent(kept->album.owner, kept->album.id, parent));
    QList<AlbumId> ids = siblings(kept->album.owner, parent);
    ids.removeAll(kept->album.id);
    const AlbumId before = edit.before.value_or(AlbumId());
    if (before.isValid() && !ids.contains(before))
        return fail(ErrorCode::BadRequest);
    ids.insert(before.isValid() ? ids.indexOf(before) : ids.size(), kept->album.id);
    kept->album.parent = parent;
    for (qsizetype i = 0; i < ids.size(); ++i)
        m_albums.at(ids.at(i)).album.place = (i + 1) * room;
    return {};
}

Task<Result<Album>> MemoryAlbumStore::edit(PersonId who, AlbumId id, AlbumEdit edit) {
    const auto kept = require(who, id, AlbumRight::Own);
    if (!kept)
        return doneTask<Result<Album>>(std::unexpected(kept.error()));
    Kept& album = **kept;
    if (edit.cover && edit.cover->isValid() && !album.photos.contains(*edit.cover))
        return doneTask<Result<Album>>(fail(ErrorCode::UnknownPhoto));
    if (const Status moved = move(&album, edit); !moved)
        return doneTask<Result<Album>>(std::unexpected(moved.error()));
    album.album.title = edit.title.value_or(album.album.title);
    album.album.note = edit.note.value_or(album.album.note);
    album.cover = edit.cover.value_or(album.cover);
    ++album.album.revision;
    return doneTask<Result<Album>>(seenBy(who, album));
}

Task<Status> MemoryAlbumStore::remove(PersonId who, AlbumId id) {
    const auto kept = require(who, id, AlbumRight::Own);
    if (!kept)
        return doneTask<Status>(std::unexpected(kept.error()));
    const AlbumId parent = (*kept)->album.parent;
    m_albums.erase(id);
    for (auto& [other, child] : m_albums)
        if (child.album.parent == id)
            child.album.parent = parent;
    return doneTask<Status>({});
}

Task<Result<AlbumPage>> MemoryAlbumStore::photos(AlbumPhotosQuery query) {
    const auto kept = require(query.reader, query.album, AlbumRight::Read);
    if (!kept)
        return doneTask<Result<AlbumPage>>(std::unexpected(kept.error()));
    const QList<PhotoId>& all = (*kept)->photos;
    if (query.after.isValid() && !all.contains(query.after))
        return doneTask<Result<AlbumPage>>(fail(ErrorCode::UnknownPhoto));
    AlbumPage page;
    for (qsizetype i = query.after.isValid() ? all.indexOf(query.after) + 1 : 0; i < all.size(); ++i)
        if (const auto stored = seen(all.at(i)))
            page.photos.append(*stored);
    page.end = page.photos.size() <= query.limit;
    page.photos = page.photos.first(std::min<qsizetype>(query.limit, page.photos.size()));
    return doneTask<Result<AlbumPage>>(page);
}

Task<Result<Album>> MemoryAlbumStore::put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before) {
    const auto kept = require(who, id, AlbumRight::Contribute);
    if (!kept)
        return doneTask<Result<Album>>(std::unexpected(kept.error()));
    Kept& album = **kept;
    const bool owns = rightOf(who, album) == AlbumRight::Own;
    for (const PhotoId photo : photos) {
        const auto stored = seen(photo);
        if (!(stored && stored->photo.owner == who) && !(owns && album.photos.contains(photo)))
            return doneTask<Result<Album>>(fail(ErrorCode::UnknownPhoto));
    }
    if (before.isValid() && (!album.photos.contains(before) || photos.contains(before)))
        return doneTask<Result<Album>>(fail(ErrorCode::UnknownPhoto));
    for (const PhotoId photo : photos)
        album.photos.removeAll(photo);
    qsizetype at = before.isValid() ? album.photos.indexOf(before) : album.photos.size();
    for (const PhotoId photo : photos)
        album.photos.insert(at++, photo);
    ++album.album.revision;
    return doneTask<Result<Album>>(seenBy(who, album));
}

Task<Result<Album>> MemoryAlbumStore::take(PersonId who, AlbumId id, QList<PhotoId> photos) {
    const auto kept = require(who, id, AlbumRight::Contribute);
    if (!kept)
        return doneTask<Result<Album>>(std::unexpected(kept.error()));
    Kept& album = **kept;
    const bool owns = rightOf(who, album) == AlbumRight::Own;
    const QList<StoredPhoto> all = m_photos.all();
    for (const PhotoId photo : photos)
        for (const StoredPhoto& stored : all)
            if (stored.photo.id == photo && album.photos.contains(photo) && !owns
                && stored.photo.owner != who)
                return doneTask<Result<Album>>(fail(ErrorCode::Forbidden));
    for (const PhotoId photo : photos) {
        if (album.photos.removeAll(photo) > 0)
            ++album.album.revision;
        if (album.cover == photo)
            album.cover = {};
    }
    return doneTask<Result<Album>>(seenBy(who, album));
}

Task<Result<QList<AlbumShare>>> MemoryAlbumStore::shares(PersonId who, AlbumId id) {
    const auto kept = require(who, id, AlbumRight::Own);
    if (!kept)
        return doneTask<Result<QList<AlbumShare>>>(std::unexpected(kept.error()));
    QList<AlbumShare> shares = (*kept)->shares;
    std::ranges::sort(shares, {},
                      [](const AlbumShare& share) { return std::pair(share.channel, share.person); });
    return doneTask<Result<QList<AlbumShare>>>(shares);
}

Task<Result<Album>> MemoryAlbumStore::share(PersonId who, AlbumId id, AlbumShare share) {
    const auto kept = require(who, id, AlbumRight::Own);
    if (!kept)
        return doneTask<Result<Album>>(std::unexpected(kept.error()));
    if (share.channel.isValid() && !mayRead(who, share.channel))
        return doneTask<Result<Album>>(fail(ErrorCode::UnknownChannel));
    if (!share.channel.isValid() && (!isPerson(share.person) || share.person == who))
        return doneTask<Result<Album>>(fail(ErrorCode::UnknownPerson));
    Kept& album = **kept;
    album.shares.removeIf([&](const AlbumShare& other) {
        return other.person == share.person && other.channel == share.channel;
    });
    album.shares.append(share);
    ++album.album.revision;
    return doneTask<Result<Album>>(seenBy(who, album));
}

Task<Status> MemoryAlbumStore::unshare(PersonId who, AlbumId id, AlbumShare share) {
    const bool leaves = share.person == who && !share.channel.isValid();
    const auto kept = require(who, id, leaves ? AlbumRight::Read : AlbumRight::Own);
    if (!kept)
        return doneTask<Status>(std::unexpected(kept.error()));
    Kept& album = **kept;
    const auto gone = album.shares.removeIf([&](const AlbumShare& other) {
        return other.person == share.person && other.channel == share.channel;
    });
    if (gone == 0)
        return doneTask<Status>(fail(ErrorCode::NotFound));
    if (share.person.isValid())
        for (const StoredPhoto& stored : m_photos.all())
            if (stored.photo.owner == share.person)
                album.photos.removeAll(stored.photo.id);
    ++album.album.revision;
    return doneTask<Status>({});
}

Task<Status> MemoryAlbumStore::erase(PersonId person) {
    QList<AlbumId> own;
    for (auto& [id, kept] : m_albums) {
        if (kept.album.owner == person)
            own.append(id);
        kept.shares.removeIf([person](const AlbumShare& share) { return share.person == person; });
    }
    for (const AlbumId id : own)
        m_albums.erase(id);
    return doneTask<Status>({});
}

Task<Result<bool>> MemoryAlbumStore::showsTo(PersonId reader, PhotoId photo) {
    bool shows = false;
    for (const auto& [id, kept] : m_albums)
        shows = shows
                || (kept.photos.contains(photo) && seen(photo) && rightOf(reader, kept) != AlbumRight::None);
    return doneTask<Result<bool>>(shows);
}

Task<Result<int>> MemoryAlbumStore::holding(PhotoId photo) {
    int count = 0;
    for (const auto& [id, kept] : m_albums)
        count += kept.photos.contains(photo) ? 1 : 0;
    return doneTask<Result<int>>(count);
}

} // namespace parlor::test
