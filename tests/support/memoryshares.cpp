#include "tests/support/memoryshares.h"

#include "server/domain/photos/photopairs.h"

#include <algorithm>

namespace parlor::test {

namespace {

template<class T>
Task<T> done(T value) {
    return doneTask<T>(std::move(value));
}

constexpr int everything = 1'000'000;

} // namespace

MemoryShareStore::Kept* MemoryShareStore::find(ShareId id) {
    const auto found = m_shares.find(id);
    if (found == m_shares.end())
        return nullptr;
    Kept& kept = found->second;
    if (kept.share.album.isValid()) {
        const auto album = m_albums.byId(kept.share.owner, kept.share.album).value();
        if (!album) {
            m_shares.erase(found);
            return nullptr;
        }
        kept.share.albumTitle = album->title;
    }
    return &kept;
}

QList<StoredPhoto> MemoryShareStore::photosOf(const Kept& kept, bool shownOnly) {
    QList<StoredPhoto> all;
    if (kept.share.album.isValid()) {
        if (const auto page = m_albums.photos({kept.share.owner, kept.share.album, {}, everything}).value())
            all = page->photos;
    } else {
        for (const PhotoId id : kept.photos)
            if (const auto photo = m_photos.byId(id).value())
                all.append(*photo);
    }
    if (shownOnly)
        all.removeIf([&kept](const StoredPhoto& stored) {
            const Photo& photo = stored.photo;
            return photo.owner != kept.share.owner
                   || (stored.shelf != Shelf::Library && stored.shelf != Shelf::Archive)
                   || (photo.state != PhotoState::Ready && photo.state != PhotoState::Damaged);
        });
    return all;
}

Task<Result<Share>> MemoryShareStore::create(NewShare fresh) {
    using R = Result<Share>;
    if (fresh.photos.size() > mostPhotos)
        return done<R>(fail(ErrorCode::TooLarge));
    if (fresh.album.isValid() != fresh.photos.isEmpty()
        || (fresh.mode == ShareMode::Upload && !fresh.album.isValid()))
        return done<R>(fail(ErrorCode::BadRequest));
    if (fresh.album.isValid()) {
        const auto album = m_albums.byId(fresh.owner, fresh.album).value();
        if (!album || album->right != AlbumRight::Own)
            return done<R>(fail(ErrorCode::UnknownAlbum));
    }
    for (const PhotoId id : fresh.photos) {
        const auto photo = m_photos.byId(id).value();
        if (!photo || photo->photo.owner != fresh.owner
            || (photo->shelf != Shelf::Library && photo->shelf != Shelf::Archive))
            return done<R>(fail(ErrorCode::UnknownPhoto));
    }
    QList<ShareId> own;
    ShareId over;
    for (const auto& [id, kept] : m_shares) {
        if (kept.share.owner != fresh.owner)
            continue;
        own.append(id);
        if (!over.isValid() && kept.share.isOver(m_clock.now()))
            over = id;
    }
    if (own.size() >= mostShares) {
        if (!over.isValid())
            return done<R>(fail(ErrorCode::TooLarge));
        m_shares.erase(over);
    }
    Kept kept;
    Share& share = kept.share;
    share.id = makeNew<ShareId>();
    share.owner = fresh.owner;
    share.album = fresh.album;
    share.mode = fresh.mode;
    share.showsLocation = fresh.showsLocation;
    share.title = fresh.title;
    share.passwordHash = fresh.passwordHash;
    share.createdAt = m_clock.now();
    share.expiresAt = fresh.expiresAt;
    share.room = fresh.room;
    share.deviceLimit = fresh.deviceLimit;
    kept.tokenHash = fresh.tokenHash;
    kept.photos = fresh.photos;
    const ShareId id = share.id;
    m_shares.emplace(id, std::move(kept));
    return done<R>(find(id)->share);
}

Task<Result<Share>> MemoryShareStore::byId(PersonId owner, ShareId id) {
    const Kept* kept = find(id);
    return done<Result<Share>>(kept && kept->share.owner == owner ? Result<Share>(kept->share)
                                                                  : fail(ErrorCode::NotFound));
}

Task<Result<ShareList>> MemoryShareStore::list(PersonId owner, ShareId before, int limit) {
    QList<ShareId> ids;
    for (const auto& [id, kept] : m_shares)
        if (kept.share.owner == owner && (!before.isValid() || id < before))
            ids.prepend(id);
    ShareList list;
    for (const ShareId id : ids) {
        const Kept* kept = find(id);
        if (kept == nullptr)
            continue;
        if (list.shares.size() == limit) {
            list.end = false;
            break;
        }
        list.shares.append(kept->share);
    }
    return done<Result<ShareList>>(list);
}

Task<Result<Share>> MemoryShareStore::edit(PersonId owner, ShareId id, ShareEdit edit) {
    using R = Result<Share>;
    Kept* kept = find(id);
    if (kept == nullptr || kept->share.owner != owner)
        return done<R>(fail(ErrorCode::NotFound));
    Share& share = kept->share;
    if (share.revokedAt)
        return done<R>(fail(ErrorCode::Gone));
    if (edit.mode == ShareMode::Upload && !share.album.isValid())
        return done<R>(fail(ErrorCode::BadRequest));
    share.deviceLimit = edit.deviceLimit.value_or(share.deviceLimit);
    if (edit.forgetsDevices || !share.deviceLimit || share.isOver(m_clock.now()))
        kept->forgetDevices();
    share.title = edit.title.value_or(share.title);
    share.passwordHash = edit.passwordHash.value_or(share.passwordHash);
    share.mode = edit.mode.value_or(share.mode);
    share.showsLocation = edit.showsLocation.value_or(share.showsLocation);
    share.expiresAt = edit.expiresAt.value_or(share.expiresAt);
    share.room = edit.room.value_or(share.room);
    return done<R>(share);
}

Task<Status> MemoryShareStore::revoke(PersonId owner, ShareId id) {
    Kept* kept = find(id);
    if (kept == nullptr || kept->share.owner != owner)
        return done<Status>(fail(ErrorCode::NotFound));
    if (!kept->share.revokedAt)
        kept->share.revokedAt = m_clock.now();
    kept->forgetDevices();
    return done<Status>({});
}

Task<Result<Share>> MemoryShareStore::byToken(QByteArray tokenHash) {
    using R = Result<Share>;
    for (const auto& [id, candidate] : m_shares) {
        if (candidate.tokenHash != tokenHash)
            continue;
        const Kept* kept = find(id);
        const bool empty =
            kept == nullptr || (!kept->share.album.isValid() && photosOf(*kept, false).isEmpty());
        return done<R>(empty ? R(fail(ErrorCode::NotFound)) : R(kept->share));
    }
    return done<R>(fail(ErrorCode::NotFound));
}

Task<Result<ShareSummary>> MemoryShareStore::summary(ShareId id) {
    const Kept* kept = find(id);
    if (kept == nullptr)
        return done<Result<ShareSummary>>(fail(ErrorCode::NotFound));
    ShareSummary out;
    const auto all = photosOf(*kept, true);
    for (const StoredPhoto& stored : all) {
        const std::int64_t local = stored.photo.takenLocal;
        out.firstLocal = out.photos == 0 ? local : std::min(out.firstLocal, local);
        out.lastLocal = out.photos == 0 ? local : std::max(out.lastLocal, local);
        ++out.photos;
    }
    return done<Result<ShareSummary>>(out);
}

Task<Result<SharePage>> MemoryShareStore::photos(ShareId id, PhotoId after, int limit) {
    const Kept* kept = find(id);
    if (kept == nullptr)
        return done<Result<SharePage>>(fail(ErrorCode::NotFound));
    const auto all = photosOf(*kept, true);
    qsizetype from = 0;
    for (qsizetype i = 0; i < all.size(); ++i)
        if (all.at(i).photo.id == after)
            from = i + 1;
    SharePage page;
    page.photos = all.mid(from, limit);
    page.end = from + limit >= all.size();
    return done<Result<SharePage>>(page);
}

Task<Result<SharedPhoto>> MemoryShareStore::photo(ShareId id, PhotoId photo) {
    const Kept* kept = find(id);
    if (kept == nullptr)
        return done<Result<SharedPhoto>>(fail(ErrorCode::NotFound));
    const auto all = photosOf(*kept, true);
    for (qsizetype i = 0; i < all.size(); ++i)
        if (all.at(i).photo.id == photo)
            return done<Result<SharedPhoto>>(
                SharedPhoto{all.at(i), i > 0 ? all.at(i - 1).photo.id : PhotoId(),
                            i + 1 < all.size() ? all.at(i + 1).photo.id : PhotoId()});
    return done<Result<SharedPhoto>>(fail(ErrorCode::UnknownPhoto));
}

Task<Result<bool>> MemoryShareStore::shows(ShareId id, PhotoId photo) {
    const auto found = this->photo(id, photo).value();
    if (!found && found.error().code != ErrorCode::UnknownPhoto)
        return done<Result<bool>>(std::unexpected(found.error()));
    return done<Result<bool>>(found.has_value());
}

Task<Result<bool>> MemoryShareStore::knowsDevice(ShareId id, QByteArray device) {
    const Kept* kept = find(id);
    return done<Result<bool>>(kept != nullptr && kept->devices.contains(device));
}

Task<Status> MemoryShareStore::addDevice(ShareId id, QByteArray device) {
    Kept* kept = find(id);
    if (kept == nullptr)
        return done<Status>(fail(ErrorCode::NotFound));
    if (kept->share.isOver(m_clock.now()))
        return done<Status>(fail(ErrorCode::Gone));
    if (kept->devices.contains(device) || !kept->share.deviceLimit)
        return done<Status>({});
    if (!kept->share.hasPlace())
        return done<Status>(fail(ErrorCode::QuotaExceeded));
    kept->devices.insert(device);
    ++kept->share.devices;
    for (auto& [other, ended] : m_shares)
        if (ended.share.owner == kept->share.owner && ended.share.isOver(m_clock.now()))
            ended.forgetDevices();
    return done<Status>({});
}

Task<Status> MemoryShareStore::countView(ShareId id) {
    if (Kept* kept = find(id))
        ++kept->share.views;
    return done<Status>({});
}

Task<Result<AddedPhoto>> MemoryShareStore::addPhoto(ShareId id, NewPhoto photo) {
    using R = Result<AddedPhoto>;
    Kept* kept = find(id);
    if (kept == nullptr || (!kept->share.isOver(m_clock.now()) && kept->share.mode != ShareMode::Upload))
        return done<R>(fail(ErrorCode::NotFound));
    if (kept->share.isOver(m_clock.now()))
        return done<R>(fail(ErrorCode::Gone));
    ShareRoom& room = kept->share.room;
    if (room.files < 1 || room.bytes < photo.blob.size)
        return done<R>(fail(ErrorCode::QuotaExceeded));
    const R added = m_photos.add(photo).value();
    if (!added)
        return done<R>(added);
    Result<StoredPhoto> shown = added->stored;
    while (shown && inFrontOf(*shown).isValid())
        shown = m_photos.byId(inFrontOf(*shown)).value();
    if (shown && (shown->shelf == Shelf::Library || shown->shelf == Shelf::Archive)) {
        const auto put = m_albums.put(kept->share.owner, kept->share.album, {shown->photo.id}, {}).value();
        if (!put)
            return done<R>(std::unexpected(put.error()));
    }
    --room.files;
    room.bytes -= photo.blob.size;
    return done<R>(added);
}

} // namespace parlor::test
