#include "server/store/albumstoresqlite.h"

#include "server/store/albumholdings.h"
#include "server/store/operationtable.h"

#include <QCryptographicHash>

namespace parlor::server {

namespace {

Operation operationFor(const NewAlbum& album) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString& part : {QStringLiteral("album"), album.title, album.note, album.parent.toString()}) {
        const QByteArray bytes = part.toUtf8();
        hash.addData(QByteArray::number(bytes.size()) + ' ' + bytes);
    }
    return {album.owner, {}, album.clientId, hash.result().first(16)};
}

Result<Album> createOnce(Connection& connection, Effects& effects, const NewAlbum& album) {
    auto& albums = connection.table<AlbumTable>();
    auto& operations = connection.table<OperationTable>();
    const Operation operation = operationFor(album);
    TRY_ASSIGN(const Guard guard, operations.guard(operation, {}));
    if (guard.earlier) {
        const auto made = albums.seenBy(album.owner, AlbumId(guard.earlier->message.value()));
        return !made && made.error().code == ErrorCode::UnknownAlbum ? fail(ErrorCode::Gone) : made;
    }
    TRY_ASSIGN(Album made, albums.create(album, effects));
    const Outcome outcome{.channel = {},
                          .message = MessageId(made.id.value()),
                          .serial = {},
                          .time = effects.now(),
                          .duplicate = false};
    TRY(operations.record(operation, OperationKind::CreateAlbum, outcome));
    return made;
}

} // namespace

Task<Result<Album>> SqliteAlbumStore::create(NewAlbum album) {
    return m_writer.submit<Album>([album = std::move(album)](Connection& connection, Effects& effects) {
        return album.clientId.isEmpty() ? connection.table<AlbumTable>().create(album, effects)
                                        : createOnce(connection, effects, album);
    });
}

Task<Result<Album>> SqliteAlbumStore::byId(PersonId reader, AlbumId id) {
    return read<Album>([reader, id](AlbumTable& albums) { return albums.seenBy(reader, id); });
}

Task<Result<AlbumList>> SqliteAlbumStore::list(AlbumListQuery query) {
    return read<AlbumList>([query](AlbumTable& albums) { return albums.list(query); });
}

Task<Result<Album>> SqliteAlbumStore::edit(PersonId who, AlbumId id, AlbumEdit edit) {
    return write<Album>([who, id, edit = std::move(edit)](AlbumTable& albums, Effects& effects) {
        return albums.edit(who, id, edit, effects);
    });
}

Task<Status> SqliteAlbumStore::remove(PersonId who, AlbumId id) {
    return write<void>(
        [who, id](AlbumTable& albums, Effects& effects) { return albums.remove(who, id, effects); });
}

Task<Result<AlbumPage>> SqliteAlbumStore::photos(AlbumPhotosQuery query) {
    return read<AlbumPage>([query](AlbumTable& albums) { return albums.photos(query); });
}

Task<Result<Album>> SqliteAlbumStore::put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before) {
    return write<Album>([who, id, photos = std::move(photos), before](AlbumTable& albums, Effects& effects) {
        return albums.put(who, id, photos, before, effects);
    });
}

Task<Result<Album>> SqliteAlbumStore::take(PersonId who, AlbumId id, QList<PhotoId> photos) {
    return write<Album>([who, id, photos = std::move(photos)](AlbumTable& albums, Effects& effects) {
        return albums.take(who, id, photos, effects);
    });
}

Task<Result<QList<AlbumShare>>> SqliteAlbumStore::shares(PersonId who, AlbumId id) {
    return read<QList<AlbumShare>>([who, id](AlbumTable& albums) { return albums.shares(who, id); });
}

Task<Result<Album>> SqliteAlbumStore::share(PersonId who, AlbumId id, AlbumShare share) {
    return write<Album>([who, id, share](AlbumTable& albums, Effects& effects) {
        return albums.share(who, id, share, effects);
    });
}

Task<Status> SqliteAlbumStore::unshare(PersonId who, AlbumId id, AlbumShare share) {
    return write<void>([who, id, share](AlbumTable& albums, Effects& effects) {
        return albums.unshare(who, id, share, effects);
    });
}

Task<Status> SqliteAlbumStore::erase(PersonId person) {
    return write<void>(
        [person](AlbumTable& albums, Effects& effects) { return albums.erase(person, effects); });
}

Task<Result<bool>> SqliteAlbumStore::showsTo(PersonId reader, PhotoId photo) {
    return read<bool>([reader, photo](AlbumTable& albums) { return albums.showsTo(reader, photo); });
}

Task<Result<int>> SqliteAlbumStore::holding(PhotoId photo) {
    return m_readers.run<int>([photo](Connection& connection) -> Result<int> {
        TRY_ASSIGN(const QList<AlbumId> found, connection.table<AlbumHoldings>().holding(photo));
        return static_cast<int>(found.size());
    });
}

} // namespace parlor::server
