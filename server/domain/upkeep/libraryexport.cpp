#include "server/domain/upkeep/libraryexport.h"

#include "server/domain/uploads/filename.h"
#include "shared/protocol/codec.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QSet>

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
    QSet<QString> taken;       ///< folded paths, for file systems that know no case
    LibraryExportReport report;
    Promise<Result<LibraryExportReport>> answer;
};

LibraryExport::LibraryExport(PhotoStore& photos, FileKeeper& keeper, Executor& executor, QObject* parent)
    : QObject(parent), m_photos(photos), m_keeper(keeper), m_executor(executor) {}

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
                     return finish({});
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
                     ++m_run->report.failed;
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
    const QString folder = m_run->directory + taken.toString(u"/yyyy/MM/"_qs);
    const QString name = cleanFileName(photo.photo.name);
    const qsizetype dot = name.lastIndexOf(u'.');
    const QString stem = dot > 0 ? name.left(dot) : name;
    const QString extension = dot > 0 ? name.mid(dot) : QString();
    QString path = folder + name;
    for (int number = 2; m_run->taken.contains(path.toCaseFolded()); ++number)
        path = folder + u"%1 (%2)%3"_qs.arg(stem).arg(number).arg(extension);
    m_run->taken.insert(path.toCaseFolded());
    return path;
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
