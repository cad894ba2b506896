#include "server/store/sharetable.h"

#include "server/store/phototable.h"
#include "server/store/rowvalues.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

std::optional<std::int64_t> timeAt(const Rows& rows, int column) {
    return rows.isNull(column) ? std::nullopt : std::optional(rows.number(column));
}

/// An album's photos stand in one table, a selection's in another.
QLatin1StringView pick(const Share& share, QLatin1StringView ofAlbum, QLatin1StringView ofSelection) {
    return share.album.isValid() ? ofAlbum : ofSelection;
}

std::int64_t holderOf(const Share& share) {
    return share.album.isValid() ? share.album.value() : share.id.value();
}

Status checkMode(ShareMode mode, AlbumId album) {
    return mode == ShareMode::Upload && !album.isValid() ? fail(ErrorCode::BadRequest) : Status();
}

} // namespace

Result<Share> ShareTable::byId(ShareId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("shares.by_id"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    Share share;
    share.id = rows.id<ShareId>(0);
    share.owner = rows.id<PersonId>(1);
    share.album = rows.id<AlbumId>(2);
    share.mode = enumAt<ShareMode>(rows, 3);
    share.showsLocation = rows.flag(4);
    share.title = rows.text(5);
    share.passwordHash = rows.text(6);
    share.createdAt = rows.number(7);
    share.expiresAt = timeAt(rows, 8);
    share.revokedAt = timeAt(rows, 9);
    share.views = rows.number(10);
    share.room = {static_cast<int>(rows.number(11)), rows.number(12)};
    share.albumTitle = rows.text(13);
    share.ownerName = rows.text(14);
    if (!rows.isNull(15))
        share.deviceLimit = static_cast<int>(rows.number(15));
    share.devices = static_cast<int>(rows.number(16));
    return share;
}

Result<Share> ShareTable::owned(PersonId owner, ShareId id) {
    TRY_ASSIGN(Share share, byId(id));
    if (share.owner != owner)
        return fail(ErrorCode::NotFound);
    return share;
}

Status ShareTable::makeRoomFor(PersonId owner, std::int64_t now) {
    std::int64_t count = 0;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("shares.count"_L1).run(owner));
        count = rows.next() ? rows.number(0) : 0;
    }
    if (count < ShareStore::mostShares)
        return {};
    TRY_ASSIGN(const int dropped, m_connection.statement("shares.drop_oldest_over"_L1).change(owner, now));
    return dropped > 0 ? Status() : fail(ErrorCode::TooLarge);
}

Status ShareTable::checkOwned(const NewShare& fresh) {
    if (fresh.album.isValid()) {
        TRY_ASSIGN(Rows rows, m_connection.statement("shares.owns_album"_L1).run(fresh.album, fresh.owner));
        return rows.next() ? Status() : fail(ErrorCode::UnknownAlbum);
    }
    for (const PhotoId photo : fresh.photos) {
        TRY_ASSIGN(Rows rows, m_connection.statement("shares.owns_photo"_L1).run(photo, fresh.owner));
        if (!rows.next())
            return fail(ErrorCode::UnknownPhoto);
    }
    return {};
}

Result<Share> ShareTable::create(const NewShare& fresh, std::int64_t now) {
    if (fresh.photos.size() > ShareStore::mostPhotos)
        return fail(ErrorCode::TooLarge);
    if (fresh.album.isValid() != fresh.photos.isEmpty())
        return fail(ErrorCode::BadRequest);
    TRY(checkMode(fresh.mode, fresh.album));
    TRY(checkOwned(fresh));
    TRY(makeRoomFor(fresh.owner, now));
    const auto id = makeNew<ShareId>();
    TRY(m_connection.statement("shares.insert"_L1)
            .change(id, fresh.owner, orNull(fresh.album), fresh.mode, fresh.showsLocation, now,
                    fresh.expiresAt, fresh.room.files, fresh.room.bytes, fresh.tokenHash, fresh.title,
                    fresh.passwordHash, fresh.deviceLimit));
    std::int64_t place = 0;
    for (const PhotoId photo : fresh.photos)
        TRY(m_connection.statement("shares.insert_photo"_L1).change(id, ++place, photo));
    return byId(id);
}

Result<ShareList> ShareTable::list(PersonId owner, ShareId before, int limit) {
    QList<ShareId> ids;
    {
        const std::int64_t from = before.isValid() ? before.value() : INT64_MAX;
        TRY_ASSIGN(Rows rows, m_connection.statement("shares.of_owner"_L1).run(owner, from, limit + 1));
        while (rows.next())
            ids.append(rows.id<ShareId>(0));
    }
    ShareList list;
    list.end = ids.size() <= limit;
    if (!list.end)
        ids.removeLast();
    for (const ShareId id : ids) {
        TRY_ASSIGN(Share share, byId(id));
        list.shares.append(std::move(share));
    }
    return list;
}

Result<Share> ShareTable::edit(PersonId owner, ShareId id, const ShareEdit& edit, std::int64_t now) {
    TRY_ASSIGN(const Share before, owned(owner, id));
    if (before.revokedAt)
        return fail(ErrorCode::Gone);
    const ShareMode mode = edit.mode.value_or(before.mode);
    TRY(checkMode(mode, before.album));
    const ShareRoom room = edit.room.value_or(before.room);
    const auto deviceLimit = edit.deviceLimit.value_or(before.deviceLimit);
    if (edit.forgetsDevices || !deviceLimit || before.isOver(now))
        TRY(m_connection.statement("shares.forget_devices"_L1).change(id));
    TRY(m_connection.statement("shares.edit"_L1)
            .change(id, edit.title.value_or(before.title), edit.passwordHash.value_or(before.passwordHash),
                    mode, edit.showsLocation.value_or(before.showsLocation),
                    edit.expiresAt.value_or(before.expiresAt), room.files, room.bytes, deviceLimit));
    return byId(id);
}

Status ShareTable::revoke(PersonId owner, ShareId id, std::int64_t now) {
    TRY_ASSIGN(const int changed, m_connection.statement("shares.revoke"_L1).change(id, owner, now));
    if (changed == 0)
        return fail(ErrorCode::NotFound);
    TRY(m_connection.statement("shares.forget_devices"_L1).change(id));
    return {};
}

Result<Share> ShareTable::byToken(const QByteArray& tokenHash) {
    ShareId id;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("shares.by_token"_L1).run(tokenHash));
        if (!rows.next())
            return fail(ErrorCode::NotFound);
        id = rows.id<ShareId>(0);
    }
    return byId(id);
}

Result<ShareSummary> ShareTable::summary(ShareId id) {
    TRY_ASSIGN(const Share share, byId(id));
    TRY_ASSIGN(Rows rows,
               m_connection.statement(pick(share, "shares.album_summary"_L1, "shares.selection_summary"_L1))
                   .run(holderOf(share), share.owner));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    return ShareSummary{static_cast<int>(rows.number(0)), rows.number(1), rows.number(2)};
}

Result<std::optional<std::int64_t>> ShareTable::placeOf(const Share& share, PhotoId photo) {
    TRY_ASSIGN(Rows rows,
               m_connection.statement(pick(share, "shares.album_place"_L1, "shares.selection_place"_L1))
                   .run(holderOf(share), share.owner, photo));
    return rows.next() ? std::optional(rows.number(0)) : std::nullopt;
}

Result<QList<PhotoId>> ShareTable::after(const Share& share, std::int64_t place, PhotoId photo, int limit) {
    TRY_ASSIGN(Rows rows,
               m_connection.statement(pick(share, "shares.album_after"_L1, "shares.selection_after"_L1))
                   .run(holderOf(share), share.owner, place, photo, limit));
    QList<PhotoId> ids;
    while (rows.next())
        ids.append(rows.id<PhotoId>(0));
    return ids;
}

Result<SharePage> ShareTable::photos(ShareId id, PhotoId from, int limit) {
    TRY_ASSIGN(const Share share, byId(id));
    TRY_ASSIGN(const auto place, placeOf(share, from));
    TRY_ASSIGN(QList<PhotoId> ids,
               after(share, place.value_or(INT64_MIN), place ? from : PhotoId(), limit + 1));
    SharePage page;
    page.end = ids.size() <= limit;
    if (!page.end)
        ids.removeLast();
    for (const PhotoId photo : ids) {
        TRY_ASSIGN(StoredPhoto stored, m_connection.table<PhotoTable>().byId(photo));
        page.photos.append(std::move(stored));
    }
    return page;
}

Result<SharedPhoto> ShareTable::photo(ShareId id, PhotoId photo) {
    TRY_ASSIGN(const Share share, byId(id));
    TRY_ASSIGN(const auto place, placeOf(share, photo));
    if (!place)
        return fail(ErrorCode::UnknownPhoto);
    SharedPhoto found;
    TRY_ASSIGN(found.stored, m_connection.table<PhotoTable>().byId(photo));
    TRY_ASSIGN(const QList<PhotoId> next, after(share, *place, photo, 1));
    found.next = next.value(0);
    TRY_ASSIGN(Rows rows,
               m_connection.statement(pick(share, "shares.album_before"_L1, "shares.selection_before"_L1))
                   .run(holderOf(share), share.owner, *place, photo));
    if (rows.next())
        found.previous = rows.id<PhotoId>(0);
    return found;
}

Result<bool> ShareTable::shows(ShareId id, PhotoId photo) {
    TRY_ASSIGN(const Share share, byId(id));
    TRY_ASSIGN(const auto place, placeOf(share, photo));
    return place.has_value();
}

Result<bool> ShareTable::knowsDevice(ShareId id, const QByteArray& device) {
    TRY_ASSIGN(Rows rows, m_connection.statement("shares.knows_device"_L1).run(id, device));
    return rows.next();
}

Status ShareTable::addDevice(ShareId id, const QByteArray& device, std::int64_t now) {
    TRY_ASSIGN(const Share share, byId(id));
    if (share.isOver(now))
        return fail(ErrorCode::Gone);
    TRY_ASSIGN(const bool known, knowsDevice(id, device));
    if (known || !share.deviceLimit)
        return {};
    if (!share.hasPlace())
        return fail(ErrorCode::QuotaExceeded);
    TRY(m_connection.statement("shares.add_device"_L1).change(id, device));
    // Nobody comes when a share expires: what it kept goes with the next that comes to another.
    TRY(m_connection.statement("shares.forget_devices_of_ended"_L1).change(share.owner, now));
    return {};
}

Status ShareTable::countView(ShareId id) {
    TRY(m_connection.statement("shares.count_view"_L1).change(id));
    return {};
}

Result<Share> ShareTable::takeRoom(ShareId id, std::int64_t bytes, std::int64_t now) {
    TRY_ASSIGN(Share share, byId(id));
    if (share.isOver(now))
        return fail(ErrorCode::Gone);
    if (share.mode != ShareMode::Upload)
        return fail(ErrorCode::NotFound);
    TRY_ASSIGN(const int changed, m_connection.statement("shares.take_room"_L1).change(id, bytes));
    if (changed == 0)
        return fail(ErrorCode::QuotaExceeded);
    return share;
}

} // namespace parlor::server
