#include "server/store/photoindextable.h"

#include "server/store/phototable.h"

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

/// Of "photos.changed_since".
IndexedPhoto indexed(const Rows& rows) {
    IndexedPhoto photo;
    photo.id = rows.id<PhotoId>(1);
    const auto shelf = static_cast<Shelf>(rows.number(2));
    photo.removed = shelf == Shelf::Refused || shelf == Shelf::Held || shelf == Shelf::Paired;
    photo.trashed = shelf == Shelf::Trash;
    photo.takenLocal = rows.number(3);
    photo.aspect = aspectOf(static_cast<int>(rows.number(4)), static_cast<int>(rows.number(5)));
    photo.state = static_cast<PhotoState>(rows.number(6));
    photo.favourite = rows.flag(7);
    photo.archived = rows.flag(8);
    const std::int64_t moving = rows.number(9);
    photo.motion = moving == static_cast<int>(Moving::Photo);
    photo.video = moving == static_cast<int>(Moving::Video);
    photo.placeholder = rows.bytes(10);
    const QByteArray hash = rows.bytes(11);
    photo.thumbHash = hash.size() < 8 ? 0 : qFromBigEndian<quint64>(hash.constData());
    return photo;
}

/// Keeps `limit` rows of limit + 1; the cursor is the revision of the last one kept.
void cut(PhotoIndexPage* page, QList<std::int64_t>* revisions, int limit) {
    if (revisions->size() <= limit)
        return;
    revisions->resize(limit);
    page->photos.resize(limit);
    page->more = true;
    page->cursor = revisions->last();
}

} // namespace

PhotoIndexTable::PhotoIndexTable(Connection& connection)
    : m_changedSince(connection.statement("photos.changed_since"_L1)),
      m_removedSince(connection.statement("photos.removed_since"_L1)),
      m_connection(connection) {}

Result<PhotoIndexPage> PhotoIndexTable::changedSince(PersonId owner, std::int64_t revision, int limit) {
    PhotoIndexPage page;
    TRY_ASSIGN(const LibraryUsage library, m_connection.table<PhotoTable>().usage(owner));
    page.cursor = library.revision;
    QList<std::int64_t> revisions;
    {
        TRY_ASSIGN(Rows rows, m_changedSince.run(owner, revision, limit + 1));
        while (rows.next()) {
            revisions.append(rows.number(0));
            page.photos.append(indexed(rows));
        }
    }
    cut(&page, &revisions, limit);
    if (revision > 0) {
        QList<std::int64_t> removedAt;
        PhotoIndexPage removed;
        removed.cursor = page.cursor;
        TRY_ASSIGN(Rows rows, m_removedSince.run(owner, revision, limit + 1));
        while (rows.next()) {
            removedAt.append(rows.number(1));
            IndexedPhoto gone;
            gone.id = rows.id<PhotoId>(0);
            gone.removed = true;
            removed.photos.append(gone);
        }
        // Both lists end at one revision, so that what is continued from there misses nothing.
        cut(&removed, &removedAt, limit);
        for (; !revisions.isEmpty() && revisions.last() > removed.cursor; revisions.removeLast())
            page.photos.removeLast();
        for (; !removedAt.isEmpty() && removedAt.last() > removed.cursor; removedAt.removeLast())
            removed.photos.removeLast();
        page.photos += removed.photos;
        page.cursor = removed.cursor;
        page.more = page.more || removed.more;
    }
    if (revision == 0)
        page.photos.removeIf([](const IndexedPhoto& photo) { return photo.removed; });
    return page;
}

Result<QList<IndexedPhoto>> PhotoIndexTable::index(PersonId owner, std::int64_t from, LibraryPlace before,
                                                   int limit) {
    QList<IndexedPhoto> found;
    TRY_ASSIGN(
        Rows rows,
        m_connection.statement("photos.index"_L1).run(owner, from, before.takenLocal, before.id, limit));
    while (rows.next())
        found.append(indexed(rows));
    return found;
}

} // namespace parlor::server
