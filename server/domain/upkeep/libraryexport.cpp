#include "server/domain/upkeep/libraryexport.h"

#include "server/domain/archives/uniquenames.h"
#include "shared/protocol/codec.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr int pageSize = 100;

QString shelfName(Shelf shelf) {
    switch (shelf) {
    case Shelf::Library:
        return u"library"_qs;
    case Shelf::Archive:
        return u"archive"_qs;
    case Shelf::Trash:
        return u"trash"_qs;
    case Shelf::Held:
        return u"held"_qs;
    case Shelf::Refused:
        return u"refused"_qs;
    case Shelf::Paired:
        return u"paired"_qs;
    }
    return {};
}

} // namespace

struct LibraryExport::Run {
    PersonId owner;
    QString directory;
    PhotoId place;
    QList<StoredPhoto> photos; ///< of the page, last first
    UniqueNames names;
    QHash<PhotoId, QString> paths; ///< in the directory
    QList<Album> albums;
    qsizetype album = 0;      ///< the one that is being looked into
    QJsonArray inside;        ///< its photos so far
    QJsonArray writtenAlbums; ///< for albums.json
    LibraryExportReport report;
    Promise<Result<LibraryExportReport>> answer;
};

LibraryExport::LibraryExport(PhotoStore& photos, AlbumStore& albums, FileKeeper& keeper, Executor& executor,
                             QObject* parent)
    : QObject(parent), m_photos(photos), m_albums(albums), m_keeper(keeper), m_executor(executor) {}

LibraryExport::~LibraryExport() = default;

Task<Result<LibraryExportReport>> LibraryExport::run(PersonId owner, QString directory) {
    if (m_run)
        return doneTask<Result<LibraryExportReport>>(fail(ErrorCode::Busy, u"an export is under way"_qs));
    m_run = std::make_unique<Run>();
    m_run->owner = owner;
    m_run->directory = std::move(directory);
    const Task<Result<LibraryExportReport>> task = m_run->answer.task();
    nextPage();
    return task;
}

void LibraryExport::nextPage() {
    whenDone(m_photos.after(m_run->place, pageSize), &m_executor, this,
             [this](const Result<QList<StoredPhoto>>& page) {
                 if (!page)
                     return finish(std::unexpected(page.error()));
                 if (page->isEmpty())
                     return listAlbums({});
                 m_run->place = page->last().photo.id;
                 for (const StoredPhoto& photo : *page)
                     if (photo.photo.owner == m_run->owner)
                         m_run->photos.prepend(photo);
                 nextPhoto();
             });
}

void LibraryExport::nextPhoto() {
    if (m_run->photos.isEmpty())
        return nextPage();
    const StoredPhoto photo = m_run->photos.takeLast();
    const QString path = placeFor(photo);
    whenDone(m_keeper.copyOut(photo.photo.owner, BlobArea::Originals, photo.blob, path, photo.photo.takenAt),
             &m_executor, this, [this, photo, path](const Result<bool>& written) {
                 if (!written && written.error().code == ErrorCode::DiskFull)
                     return finish(std::unexpected(written.error()));
                 ++m_run->report.photos;
                 if (!written) {
                     ++(written.error().code == ErrorCode::OriginalAway ? m_run->report.away
                                                                        : m_run->report.failed);
                     return nextPhoto();
                 }
                 m_run->report.bytes += photo.photo.size;
                 m_run->report.written += *written ? 1 : 0;
                 whenDone(m_keeper.writeOut(path + u".json"_qs, sidecarOf(photo)), &m_executor, this,
                          [this](const Status& status) {
                              if (!status)
                                  return finish(status);
                              nextPhoto();
                          });
             });
}

QString LibraryExport::placeFor(const StoredPhoto& photo) {
    const QDateTime taken = QDateTime::fromMSecsSinceEpoch(photo.photo.takenLocal, Qt::UTC);
    const QString path = m_run->names.take(taken.toString(u"yyyy/MM/"_qs), photo.photo.name);
    m_run->paths.insert(photo.photo.id, path);
    return m_run->directory + u'/' + path;
}

void LibraryExport::listAlbums(AlbumId after) {
    whenDone(m_albums.list({m_run->owner, false, after, pageSize}), &m_executor, this,
             [this](const Result<AlbumList>& list) {
                 if (!list)
                     return finish(std::unexpected(list.error()));
                 m_run->albums += list->albums;
                 if (!list->end && !list->albums.isEmpty())
                     return listAlbums(list->albums.last().id);
                 // As people have put them in order; an import makes them one after the other.
                 std::ranges::sort(m_run->albums, {},
                                   [](const Album& album) { return std::pair(album.place, album.id); });
                 nextAlbum();
             });
}

void LibraryExport::nextAlbum() {
    if (m_run->album == m_run->albums.size())
        return writeAlbums();
    m_run->inside = {};
    nextInAlbum({});
}

void LibraryExport::nextInAlbum(PhotoId after) {
    const Album album = m_run->albums.at(m_run->album);
    whenDone(m_albums.photos({m_run->owner, album.id, after, pageSize}), &m_executor, this,
             [this, album](const Result<AlbumPage>& page) {
                 if (!page && page.error().code != ErrorCode::UnknownAlbum) // removed meanwhile
                     return finish(std::unexpected(page.error()));
                 const QList<StoredPhoto> photos = page ? page->photos : QList<StoredPhoto>();
                 for (const StoredPhoto& photo : photos)
                     if (const QString path = m_run->paths.value(photo.photo.id); !path.isEmpty())
                         m_run->inside.append(path); // others' photos are theirs to keep
                 if (page && !page->end && !photos.isEmpty())
                     return nextInAlbum(photos.last().photo.id);
                 QJsonArray path;
                 AlbumId up = album.id;
                 for (int level = 0; level < AlbumStore::deepest && up.isValid(); ++level) {
                     const auto one = std::ranges::find(m_run->albums, up, &Album::id);
                     if (one == m_run->albums.end())
                         break;
                     path.prepend(one->title);
                     up = one->parent;
                 }
                 m_run->writtenAlbums.append(QJsonObject{
                     {u"path"_qs, path}, {u"note"_qs, album.note}, {u"photos"_qs, m_run->inside}});
                 ++m_run->album;
                 nextAlbum();
             });
}

void LibraryExport::writeAlbums() {
    m_run->report.albums = m_run->albums.size();
    if (m_run->albums.isEmpty())
        return finish({});
    const QJsonObject all{{u"parlor"_qs, u"albums"_qs}, {u"albums"_qs, m_run->writtenAlbums}};
    whenDone(m_keeper.writeOut(m_run->directory + u"/albums.json"_qs, QJsonDocument(all).toJson()),
             &m_executor, this, [this](const Status& written) { finish(written); });
}

QByteArray LibraryExport::sidecarOf(const StoredPhoto& photo) {
    QJsonObject sidecar = codec::toJson(photo.photo);
    sidecar.insert(u"shelf"_qs, shelfName(photo.shelf));
    return QJsonDocument(sidecar).toJson(QJsonDocument::Indented);
}

void LibraryExport::finish(const Status& status) {
    const std::unique_ptr<Run> run = std::move(m_run);
    if (status)
        run->answer.finish(run->report);
    else
        run->answer.finish(std::unexpected(status.error()));
}

} // namespace parlor::server
