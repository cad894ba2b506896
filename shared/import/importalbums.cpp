#include "shared/import/importalbums.h"

#include <QSet>

#include <algorithm>

namespace parlor {

namespace {

constexpr qsizetype putAtOnce = 1'000;

} // namespace

ImportAlbums::ImportAlbums(ImportTarget& target, Executor& executor, QList<PlannedAlbum> albums,
                           QList<PhotoId> photos, Refused refused, QObject* parent)
    : QObject(parent),
      m_target(target),
      m_executor(executor),
      m_albums(std::move(albums)),
      m_photos(std::move(photos)),
      m_refused(std::move(refused)) {}

Task<Status> ImportAlbums::run() {
    next();
    return m_answer.task();
}

void ImportAlbums::next() {
    if (m_next >= m_albums.size())
        return m_answer.finish({});
    make(m_albums.at(m_next++), 1, {});
}

void ImportAlbums::make(const PlannedAlbum& album, qsizetype level, AlbumId parent) {
    if (level > album.path.size()) {
        QList<PhotoId> photos;
        QSet<PhotoId> inside;
        for (const qsizetype index : album.files)
            if (const PhotoId id = m_photos.at(index); id.isValid() && !inside.contains(id)) {
                inside.insert(id);
                photos.append(id);
            }
        return fill(parent, photos, putAtOnce);
    }
    const QStringList path = album.path.first(level);
    if (const AlbumId known = m_known.value(path); known.isValid())
        return make(album, level + 1, known);
    const QString note = level == album.path.size() ? album.note : QString();
    when(m_target.album(path.last(), note, parent), [this, album, level, path](const Result<AlbumId>& made) {
        if (!made && endsImport(made.error().code))
            return m_answer.finish(std::unexpected(made.error()));
        if (!made) {
            m_refused(album.path.join(u'/'), made.error());
            return next();
        }
        m_known.insert(path, *made);
        make(album, level + 1, *made);
    });
}

void ImportAlbums::fill(AlbumId album, const QList<PhotoId>& photos, qsizetype atOnce) {
    if (photos.isEmpty())
        return next();
    const QList<PhotoId> now = photos.first(std::min(atOnce, photos.size()));
    when(m_target.put(album, now), [this, album, photos, atOnce](const Status& put) {
        if (!put && endsImport(put.error().code))
            return m_answer.finish(put);
        // One may be the video of a live photo, which stands in no album: then one by one.
        if (!put && atOnce > 1)
            return fill(album, photos, 1);
        fill(album, photos.mid(atOnce), atOnce);
    });
}

} // namespace parlor
