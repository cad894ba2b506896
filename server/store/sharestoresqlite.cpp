#include "server/store/sharestoresqlite.h"

#include "server/domain/photos/photopairs.h"
#include "server/store/albumtable.h"
#include "server/store/photostoresqlite.h"
#include "server/store/phototable.h"
#include "server/store/sharetable.h"

namespace parlor::server {

namespace {

/// What an album can show of it: nothing, or one photo. The owner may have those bytes behind another photo,
/// and who brings them is not to learn of it.
Result<QList<PhotoId>> shownOf(Connection& connection, StoredPhoto photo) {
    constexpr int most = 2; // a moving half, its still, the edited version of that
    for (int step = 0; step < most && inFrontOf(photo).isValid(); ++step) {
        Result<StoredPhoto> front = connection.table<PhotoTable>().byId(inFrontOf(photo));
        if (!front && front.error().code == ErrorCode::UnknownPhoto)
            return QList<PhotoId>();
        TRY_ASSIGN(photo, std::move(front));
    }
    const bool isSeen = photo.shelf == Shelf::Library || photo.shelf == Shelf::Archive;
    return isSeen ? QList{photo.photo.id} : QList<PhotoId>();
}

} // namespace

Task<Result<Share>> SqliteShareStore::create(NewShare share) {
    return m_writer.submit<Share>([share = std::move(share)](Connection& connection, Effects& effects) {
        return connection.table<ShareTable>().create(share, effects.now());
    });
}

Task<Result<Share>> SqliteShareStore::byId(PersonId owner, ShareId id) {
    return m_readers.run<Share>(
        [owner, id](Connection& connection) { return connection.table<ShareTable>().owned(owner, id); });
}

Task<Result<ShareList>> SqliteShareStore::list(PersonId owner, ShareId before, int limit) {
    return m_readers.run<ShareList>([owner, before, limit](Connection& connection) {
        return connection.table<ShareTable>().list(owner, before, limit);
    });
}

Task<Result<Share>> SqliteShareStore::edit(PersonId owner, ShareId id, ShareEdit edit) {
    return m_writer.submit<Share>(
        [owner, id, edit = std::move(edit)](Connection& connection, Effects& effects) {
            return connection.table<ShareTable>().edit(owner, id, edit, effects.now());
        });
}

Task<Status> SqliteShareStore::revoke(PersonId owner, ShareId id) {
    return m_writer.submit<void>([owner, id](Connection& connection, Effects& effects) {
        return connection.table<ShareTable>().revoke(owner, id, effects.now());
    });
}

Task<Result<Share>> SqliteShareStore::byToken(QByteArray tokenHash) {
    return m_readers.run<Share>(
        [tokenHash](Connection& connection) { return connection.table<ShareTable>().byToken(tokenHash); });
}

Task<Result<ShareSummary>> SqliteShareStore::summary(ShareId id) {
    return m_readers.run<ShareSummary>(
        [id](Connection& connection) { return connection.table<ShareTable>().summary(id); });
}

Task<Result<SharePage>> SqliteShareStore::photos(ShareId id, PhotoId after, int limit) {
    return m_readers.run<SharePage>([id, after, limit](Connection& connection) {
        return connection.table<ShareTable>().photos(id, after, limit);
    });
}

Task<Result<SharedPhoto>> SqliteShareStore::photo(ShareId id, PhotoId photo) {
    return m_readers.run<SharedPhoto>(
        [id, photo](Connection& connection) { return connection.table<ShareTable>().photo(id, photo); });
}

Task<Result<bool>> SqliteShareStore::shows(ShareId id, PhotoId photo) {
    return m_readers.run<bool>(
        [id, photo](Connection& connection) { return connection.table<ShareTable>().shows(id, photo); });
}

Task<Result<bool>> SqliteShareStore::knowsDevice(ShareId id, QByteArray device) {
    return m_readers.run<bool>([id, device](Connection& connection) {
        return connection.table<ShareTable>().knowsDevice(id, device);
    });
}

Task<Status> SqliteShareStore::addDevice(ShareId id, QByteArray device) {
    return m_writer.submit<void>([id, device](Connection& connection, Effects& effects) {
        return connection.table<ShareTable>().addDevice(id, device, effects.now());
    });
}

Task<Status> SqliteShareStore::countView(ShareId id) {
    return m_writer.submit<void>(
        [id](Connection& connection, Effects&) { return connection.table<ShareTable>().countView(id); });
}

Task<Result<AddedPhoto>> SqliteShareStore::addPhoto(ShareId id, NewPhoto photo) {
    return m_writer.submit<AddedPhoto>(
        [id, photo = std::move(photo)](Connection& connection, Effects& effects) -> Result<AddedPhoto> {
            TRY_ASSIGN(const Share share,
                       connection.table<ShareTable>().takeRoom(id, photo.blob.size, effects.now()));
            TRY_ASSIGN(AddedPhoto added, addPhotoNow(connection, effects, photo));
            TRY_ASSIGN(const QList<PhotoId> shown, shownOf(connection, added.stored));
            if (!shown.isEmpty())
                TRY(connection.table<AlbumTable>().put(share.owner, share.album, shown, {}, effects));
            return added;
        });
}

} // namespace parlor::server
