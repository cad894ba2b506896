#pragma once

#include "client/core/actions.h"
#include "shared/core/executor.h"

#include <QObject>
#include <QSet>

#include <functional>
#include <memory>

class QWidget;

namespace parlor::client {

/// Keeps photos: as files of this machine, or, of others' photos, as copies in one's own library. Each ends
/// in one notice, however many photos there are. Interface thread only.
class PhotoSaving final : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    PhotoSaving(Actions& actions, Executor& executor, QWidget& window);

    /// Asks for a folder; originals of one's own photos go there.
    void saveOriginals(const QList<PhotoId>& photos);
    /// With the original versions of edited ones beside them, as in a zip.
    void saveWithVersions(const QList<PhotoId>& photos);
    /// Asks for a folder; what one sees of others' photos goes there.
    void saveShown(const QList<PhotoReference>& photos);
    void saveCopies(const QList<PhotoReference>& photos);

    /// As saveOriginals() and saveShown(), to a folder that is known. Nothing that is there is written over.
    void saveOriginals(const QList<PhotoId>& photos, const QString& folder);
    void saveWithVersions(const QList<PhotoId>& photos, const QString& folder);
    void saveShown(const QList<PhotoReference>& photos, const QString& folder);

Q_SIGNALS:
    void told(const QString& icon, const QString& words);

private:
    struct Round;

    [[nodiscard]] QString askFolder();
    /// A name there that nobody has; the wish came from somebody's camera.
    [[nodiscard]] QString freePath(const QString& folder, const QString& wish);
    [[nodiscard]] std::shared_ptr<Round> begin(qsizetype photos, std::function<QString(const Round&)> words);
    void saveOriginals(const QList<PhotoId>& photos, const QString& folder, bool withVersions);
    void saveOriginal(const std::shared_ptr<Round>& round, const QString& folder, PhotoId photo,
                      bool withVersion);
    void finish(const std::shared_ptr<Round>& round, const Status& status);
    void saved(const std::shared_ptr<Round>& round, const QString& path, const Status& status);

    Actions& m_actions;
    Executor& m_executor;
    QWidget& m_window;
    QSet<QString> m_underWay; ///< paths that are being written
};

} // namespace parlor::client
