#include "server/store/archivestoresqlite.h"

#include "server/store/statement.h"

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr qsizetype idBytes = 8;

QByteArray packed(const QList<PhotoId>& photos) {
    QByteArray bytes(photos.size() * idBytes, Qt::Uninitialized);
    for (qsizetype i = 0; i < photos.size(); ++i)
        qToBigEndian<qint64>(photos.at(i).value(), bytes.data() + i * idBytes);
    return bytes;
}

QList<PhotoId> unpacked(const QByteArray& bytes) {
    QList<PhotoId> photos;
    photos.reserve(bytes.size() / idBytes);
    for (qsizetype at = 0; at + idBytes <= bytes.size(); at += idBytes)
        photos.append(PhotoId(qFromBigEndian<qint64>(bytes.constData() + at)));
    return photos;
}

} // namespace

Task<Result<QList<ArchiveId>>> SqliteArchiveStore::add(StoredArchive archive, int most) {
    return m_writer.submit<QList<ArchiveId>>(
        [archive = std::move(archive), most](Connection& connection, Effects&) -> Result<QList<ArchiveId>> {
            TRY(connection.statement("archives.add"_L1)
                    .change(archive.id, archive.person, archive.name, packed(archive.photos), archive.etag,
                            archive.expiresAt));
            TRY_ASSIGN(Rows rows, connection.statement("archives.trim"_L1).run(archive.person, most));
            QList<ArchiveId> gone;
            while (rows.next())
                gone.append(rows.id<ArchiveId>(0));
            return gone;
        });
}

Task<Result<StoredArchive>> SqliteArchiveStore::byId(ArchiveId id) {
    return m_readers.run<StoredArchive>([id](Connection& connection) -> Result<StoredArchive> {
        TRY_ASSIGN(Rows rows, connection.statement("archives.by_id"_L1).run(id));
        if (!rows.next())
            return fail(ErrorCode::NotFound);
        return StoredArchive{.id = id,
                             .person = rows.id<PersonId>(0),
                             .name = rows.text(1),
                             .photos = unpacked(rows.bytes(2)),
                             .etag = rows.bytes(3),
                             .expiresAt = rows.number(4)};
    });
}

Task<Result<int>> SqliteArchiveStore::sweep(std::int64_t now) {
    return m_writer.submit<int>([now](Connection& connection, Effects&) -> Result<int> {
        return connection.statement("archives.sweep"_L1).change(now);
    });
}

} // namespace parlor::server
