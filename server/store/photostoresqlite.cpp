#include "server/store/photostoresqlite.h"

#include "server/domain/photos/photochanges.h"
#include "server/store/photoindextable.h"
#include "server/store/photolinks.h"
#include "server/store/phototable.h"
#include "server/store/photowork.h"
#include "server/store/uploadtable.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

Result<QList<StoredPhoto>> load(PhotoTable& photos, const QList<PhotoId>& ids) {
    QList<StoredPhoto> found;
    for (const PhotoId id : ids) {
        Result<StoredPhoto> photo = photos.byId(id);
        if (photo)
            found.append(*std::move(photo));
        else if (photo.error().code != ErrorCode::UnknownPhoto)
            return std::unexpected(photo.error());
    }
    return found;
}

} // namespace

Result<AddedPhoto> addPhotoNow(Connection& connection, Effects& effects, const NewPhoto& wanted) {
    if (wanted.upload.isValid())
        TRY(connection.table<UploadTable>().mayFinish(wanted.upload));
    auto& photos = connection.table<PhotoTable>();
    NewPhoto fresh = wanted;
    TRY_ASSIGN(fresh.still, stillFor(connection, wanted));
    TRY_ASSIGN(const std::optional<KnownHash> known, photos.byHash(fresh.owner, fresh.blob.sha256));
    AddedPhoto added;
    if (known) {
        added.existed = known->shelf != Shelf::Refused && known->shelf != Shelf::Held;
        TRY_ASSIGN(added.stored, changePhoto(connection, effects, known->id, {}, &applyUploadedAgain));
        if (fresh.still.isValid()) {
            TRY_ASSIGN(added.stored, joinStill(connection, effects, added.stored, fresh.still));
        }
    } else {
        added.stored = makePhoto(makeNew<PhotoId>(), fresh, effects.now());
        TRY(photos.insert(&added.stored, effects));
        if (added.stored.shelf != Shelf::Paired)
            TRY(tellOwner(connection, effects, fresh.owner, LibraryPhotoChanged{added.stored.photo}));
    }
    if (fresh.upload.isValid())
        TRY(connection.table<UploadTable>().finish(fresh.upload, added.stored.photo.id, added.existed));
    return added;
}

Task<Result<AddedPhoto>> SqlitePhotoStore::add(NewPhoto photo) {
    return m_writer.submit<AddedPhoto>([photo = std::move(photo)](Connection& connection, Effects& effects) {
        return addPhotoNow(connection, effects, photo);
    });
}

Task<Result<StoredPhoto>> SqlitePhotoStore::byId(PhotoId id) {
    return m_readers.run<StoredPhoto>(
        [id](Connection& connection) { return connection.table<PhotoTable>().byId(id); });
}

Task<Result<QList<StoredPhoto>>> SqlitePhotoStore::byIds(QList<PhotoId> ids) {
    return m_readers.run<QList<StoredPhoto>>(
        [ids = std::move(ids)](Connection& connection) { return load(connection.table<PhotoTable>(), ids); });
}

Task<Result<QList<KnownHash>>> SqlitePhotoStore::byHashes(PersonId owner, QList<QByteArray> sha256) {
    return m_readers.run<QList<KnownHash>>(
        [owner, sha256 = std::move(sha256)](Connection& connection) -> Result<QList<KnownHash>> {
            QList<KnownHash> found;
            for (const QByteArray& hash : sha256) {
                TRY_ASSIGN(const auto known, connection.table<PhotoTable>().byHash(owner, hash));
                if (known)
                    found.append(*known);
            }
            return found;
        });
}

Task<Result<LibraryPage>> SqlitePhotoStore::page(LibraryQuery query) {
    return m_readers.run<LibraryPage>([query](Connection& connection) -> Result<LibraryPage> {
        auto& photos = connection.table<PhotoTable>();
        TRY_ASSIGN(QList<PhotoId> ids, photos.page(query, query.limit + 1));
        LibraryPage page;
        page.end = ids.size() <= query.limit;
        if (!page.end)
            ids.removeLast();
        TRY_ASSIGN(page.photos, load(photos, ids));
        return page;
    });
}

Task<Result<QList<MonthCount>>> SqlitePhotoStore::months(PersonId owner) {
    return m_readers.run<QList<MonthCount>>(
        [owner](Connection& connection) { return connection.table<PhotoTable>().months(owner); });
}

Task<Result<PhotoIndexPage>> SqlitePhotoStore::changedSince(PersonId owner, std::int64_t revision,
                                                            int limit) {
    return m_readers.run<PhotoIndexPage>([owner, revision, limit](Connection& connection) {
        return connection.table<PhotoIndexTable>().changedSince(owner, revision, limit);
    });
}

Task<Result<LibraryUsage>> SqlitePhotoStore::usage(PersonId owner) {
    return m_readers.run<LibraryUsage>(
        [owner](Connection& connection) { return connection.table<PhotoTable>().usage(owner); });
}

Task<Result<StoredPhoto>> SqlitePhotoStore::finish(PhotoId id, Processed processed) {
    return m_writer.submit<StoredPhoto>([id, processed = std::move(processed)](
                                            Connection& connection, Effects& effects) -> Result<StoredPhoto> {
        TRY_ASSIGN(const StoredPhoto looked,
                   changePhoto(connection, effects, id, {},
                               [&](StoredPhoto* photo) { return applyProcessed(photo, processed); }));
        return linkPhoto(connection, effects, looked);
    });
}

Task<Result<StoredPhoto>> SqlitePhotoStore::addRendering(PhotoId id, StoredRendering rendering) {
    return m_writer.submit<StoredPhoto>(
        [id, rendering = std::move(rendering)](Connection& connection, Effects&) -> Result<StoredPhoto> {
            auto& photos = connection.table<PhotoTable>();
            TRY_ASSIGN(StoredPhoto photo, photos.byId(id));
            if (applyRendering(&photo, rendering))
                TRY(photos.addRendering(id, rendering));
            return photo;
        });
}

Task<Result<StoredPhoto>> SqlitePhotoStore::edit(PersonId owner, PhotoId id, PhotoEdit edit) {
    return m_writer.submit<StoredPhoto>(
        [owner, id, edit = std::move(edit)](Connection& connection, Effects& effects) -> Result<StoredPhoto> {
            std::optional<ErrorCode> refusal;
            TRY_ASSIGN(const StoredPhoto edited,
                       changePhoto(connection, effects, id, owner, [&](StoredPhoto* photo) {
                           refusal = refusalOf(*photo, edit);
                           return !refusal && applyEdit(photo, edit);
                       }));
            if (refusal)
                return fail(*refusal);
            return edit.taken ? linkVersion(connection, effects, edited) : edited;
        });
}

Task<Result<StoredPhoto>> SqlitePhotoStore::release(PersonId owner, PhotoId id) {
    return m_writer.submit<StoredPhoto>(
        [owner, id](Connection& connection, Effects& effects) -> Result<StoredPhoto> {
            TRY_ASSIGN(const StoredPhoto before, connection.table<PhotoTable>().byId(id));
            TRY_ASSIGN(StoredPhoto released, changePhoto(connection, effects, id, owner, &applyReleased));
            if (before.version.isValid() && !released.version.isValid())
                TRY(leaveVersion(connection, effects, before));
            return released;
        });
}

Task<Result<StoredPhoto>> SqlitePhotoStore::remove(PersonId owner, PhotoId id) {
    return m_writer.submit<StoredPhoto>(
        [owner, id](Connection& connection, Effects& effects) -> Result<StoredPhoto> {
            auto& photos = connection.table<PhotoTable>();
            TRY_ASSIGN(StoredPhoto photo, photos.byId(id));
            if (photo.photo.owner != owner)
                return fail(ErrorCode::UnknownPhoto);
            TRY(photos.remove(photo, effects));
            TRY(tellOwner(connection, effects, owner, LibraryPhotoRemoved{id}));
            TRY(unlinkPhoto(connection, effects, photo));
            return photo;
        });
}

Task<Result<int>> SqlitePhotoStore::noteCrash(QByteArray sha256) {
    return m_writer.submit<int>(
        [sha256 = std::move(sha256)](Connection& connection, Effects& effects) -> Result<int> {
            TRY_ASSIGN(Rows rows, connection.statement("photos.note_crash"_L1).run(sha256, effects.now()));
            if (!rows.next())
                return fail(ErrorCode::StoreFailed, u"no count of crashes"_s);
            return static_cast<int>(rows.number(0));
        });
}

Task<Result<QHash<QByteArray, int>>> SqlitePhotoStore::crashes() {
    return m_readers.run<QHash<QByteArray, int>>(
        [](Connection& connection) -> Result<QHash<QByteArray, int>> {
            QHash<QByteArray, int> found;
            TRY_ASSIGN(Rows rows, connection.statement("photos.crashes"_L1).run());
            while (rows.next())
                found.insert(rows.bytes(0), static_cast<int>(rows.number(1)));
            return found;
        });
}

Task<Result<int>> SqlitePhotoStore::reopen(ErrorCode reason, int limit) {
    return m_writer.submit<int>([reason, limit](Connection& connection, Effects& effects) -> Result<int> {
        TRY_ASSIGN(const QList<PhotoId> ids, connection.table<PhotoTable>().refusedFor(reason, limit));
        for (const PhotoId id : ids)
            TRY(changePhoto(connection, effects, id, {}, &applyUploadedAgain));
        return static_cast<int>(ids.size());
    });
}

Task<Result<QList<PhotoId>>> SqlitePhotoStore::needingWork(int limit) {
    return m_readers.run<QList<PhotoId>>(
        [limit](Connection& connection) { return connection.table<PhotoTable>().needingWork(limit); });
}

Task<Result<QList<StoredPhoto>>> SqlitePhotoStore::ended(std::int64_t now, int limit) {
    return m_readers.run<QList<StoredPhoto>>(
        [now, limit](Connection& connection) -> Result<QList<StoredPhoto>> {
            auto& photos = connection.table<PhotoTable>();
            TRY_ASSIGN(const QList<PhotoId> ids, photos.ended(now, limit));
            return load(photos, ids);
        });
}

Task<Result<QList<StoredPhoto>>> SqlitePhotoStore::after(PhotoId id, int limit) {
    return m_readers.run<QList<StoredPhoto>>(
        [id, limit](Connection& connection) -> Result<QList<StoredPhoto>> {
            auto& photos = connection.table<PhotoTable>();
            TRY_ASSIGN(const QList<PhotoId> ids, photos.after(id, limit));
            return load(photos, ids);
        });
}

Task<Result<QList<StoredPhoto>>> SqlitePhotoStore::unheld(int limit) {
    return m_readers.run<QList<StoredPhoto>>([limit](Connection& connection) -> Result<QList<StoredPhoto>> {
        auto& photos = connection.table<PhotoTable>();
        TRY_ASSIGN(const QList<PhotoId> ids, photos.unheld(limit));
        return load(photos, ids);
    });
}

Task<Result<QList<StoredPhoto>>> SqlitePhotoStore::anyOf(PersonId owner, int limit) {
    return m_readers.run<QList<StoredPhoto>>(
        [owner, limit](Connection& connection) -> Result<QList<StoredPhoto>> {
            auto& photos = connection.table<PhotoTable>();
            TRY_ASSIGN(const QList<PhotoId> ids, photos.anyOf(owner, limit));
            return load(photos, ids);
        });
}

Task<Status> SqlitePhotoStore::pin(PersonId owner, QList<QByteArray> sha256, std::int64_t until) {
    return m_writer.submit<void>(
        [owner, sha256 = std::move(sha256), until](Connection& connection, Effects&) -> Status {
            for (const QByteArray& hash : sha256)
                TRY(connection.statement("photos.pin_hash"_L1).change(owner, hash, until));
            return {};
        });
}

Task<Status> SqlitePhotoStore::unpin(std::int64_t now) {
    return m_writer.submit<void>([now](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("photos.unpin"_L1).change(now));
        return {};
    });
}

Task<Result<QSet<QString>>> SqlitePhotoStore::named(PersonId owner, BlobArea area, QStringList blobs) {
    return m_readers.run<QSet<QString>>(
        [owner, area, blobs = std::move(blobs)](Connection& connection) -> Result<QSet<QString>> {
            QSet<QString> found;
            for (const QString& blob : blobs) {
                TRY_ASSIGN(const bool named, connection.table<PhotoTable>().isNamed(owner, area, blob));
                if (named)
                    found.insert(blob);
            }
            return found;
        });
}

} // namespace parlor::server
