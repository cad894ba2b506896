#include "client/ui/window/photosaving.h"

#include "shared/core/task.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>

namespace parlor::client {

/// Photos that were asked for together.
struct PhotoSaving::Round {
    qsizetype left = 0;
    int done = 0;
    QString lastFile;
    Status failure;
    std::function<QString(const Round&)> words; ///< when all went well
};

namespace {

QString nameFor(PhotoId photo, bool video = false) {
    return (video ? u"video-%1.mp4"_qs : u"photo-%1.jpg"_qs).arg(photo.toString());
}

} // namespace

PhotoSaving::PhotoSaving(Actions& actions, Executor& executor, QWidget& window)
    : QObject(&window), m_actions(actions), m_executor(executor), m_window(window) {}

void PhotoSaving::saveOriginals(const QList<PhotoId>& photos) {
    if (const QString folder = askFolder(); !folder.isEmpty())
        saveOriginals(photos, folder);
}

void PhotoSaving::saveWithVersions(const QList<PhotoId>& photos) {
    if (const QString folder = askFolder(); !folder.isEmpty())
        saveWithVersions(photos, folder);
}

void PhotoSaving::saveShown(const QList<PhotoReference>& photos) {
    if (const QString folder = askFolder(); !folder.isEmpty())
        saveShown(photos, folder);
}

QString PhotoSaving::askFolder() {
    return QFileDialog::getExistingDirectory(
        &m_window, tr("Save to"), QStandardPaths::writableLocation(QStandardPaths::PicturesLocation));
}

QString PhotoSaving::freePath(const QString& folder, const QString& wish) {
    const QFileInfo name(QFileInfo(wish).fileName());
    const QString ending = name.suffix().isEmpty() ? QString() : u'.' + name.suffix();
    QString path = QDir(folder).filePath(name.fileName());
    for (int i = 2; QFileInfo::exists(path) || m_underWay.contains(path); ++i)
        path = QDir(folder).filePath(u"%1 (%2)%3"_qs.arg(name.completeBaseName()).arg(i).arg(ending));
    m_underWay.insert(path);
    return path;
}

std::shared_ptr<PhotoSaving::Round> PhotoSaving::begin(qsizetype photos,
                                                       std::function<QString(const Round&)> words) {
    auto round = std::make_shared<Round>();
    round->left = photos;
    round->words = std::move(words);
    return round;
}

void PhotoSaving::finish(const std::shared_ptr<Round>& round, const Status& status) {
    if (status)
        ++round->done;
    else
        round->failure = status;
    if (--round->left > 0)
        return;
    if (!round->failure)
        Q_EMIT told(u"circle-alert"_qs, textFor(round->failure.error().code));
    else if (round->done > 0)
        Q_EMIT told(u"circle-check"_qs, round->words(*round));
}

void PhotoSaving::saved(const std::shared_ptr<Round>& round, const QString& path, const Status& status) {
    m_underWay.remove(path);
    round->lastFile = QFileInfo(path).fileName();
    finish(round, status);
}

void PhotoSaving::saveOriginals(const QList<PhotoId>& photos, const QString& folder) {
    saveOriginals(photos, folder, false);
}

void PhotoSaving::saveWithVersions(const QList<PhotoId>& photos, const QString& folder) {
    saveOriginals(photos, folder, true);
}

void PhotoSaving::saveOriginals(const QList<PhotoId>& photos, const QString& folder, bool withVersions) {
    const auto round = begin(photos.size(), [](const Round& all) {
        return all.done == 1 ? tr("Saved %1").arg(all.lastFile) : tr("%1 photos are saved").arg(all.done);
    });
    for (const PhotoId id : photos)
        saveOriginal(round, folder, id, withVersions);
}

void PhotoSaving::saveOriginal(const std::shared_ptr<Round>& round, const QString& folder, PhotoId photo,
                               bool withVersion) {
    whenDone(m_actions.photo(photo), &m_executor, this,
             [this, round, folder, photo, withVersion](const Result<OwnPhoto>& facts) {
                 const QString path =
                     freePath(folder, facts && !facts->name.isEmpty() ? facts->name : nameFor(photo));
                 if (withVersion && facts && facts->originalVersion.isValid()) {
                     ++round->left;
                     saveOriginal(round, folder, facts->originalVersion, false);
                 }
                 whenDone(m_actions.download(photo, path), &m_executor, this,
                          [this, round, path](const Status& status) { saved(round, path, status); });
             });
}

void PhotoSaving::saveShown(const QList<PhotoReference>& photos, const QString& folder) {
    const auto round = begin(photos.size(), [](const Round& all) {
        return all.done == 1 ? tr("Saved %1").arg(all.lastFile) : tr("%1 photos are saved").arg(all.done);
    });
    for (const PhotoReference& photo : photos) {
        const QString path = freePath(folder, nameFor(photo.id, photo.video));
        whenDone(m_actions.downloadShown(photo, path), &m_executor, this,
                 [this, round, path](const Status& status) { saved(round, path, status); });
    }
}

void PhotoSaving::saveCopies(const QList<PhotoReference>& photos) {
    const auto round = begin(photos.size(), [](const Round& all) {
        return all.done == 1 ? tr("Saved to your photos") : tr("%1 saved to your photos").arg(all.done);
    });
    for (const PhotoReference& photo : photos)
        whenDone(m_actions.saveCopy(photo.id), &m_executor, this, [this, round](const Result<Photo>& copy) {
            finish(round, copy ? Status() : std::unexpected(copy.error()));
        });
}

} // namespace parlor::client
