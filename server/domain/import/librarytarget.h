#pragma once

#include "server/domain/albums/albumservice.h"
#include "server/domain/photos/library.h"
#include "server/domain/uploads/uploadservice.h"
#include "shared/core/jobthread.h"
#include "shared/import/importtarget.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <optional>

namespace parlor::server {

/// A person's library in this server: what an import brings goes the way of every upload, with the same rules
/// (quota, disk, banned files, one photo of equal bytes). Domain thread only.
class LibraryTarget final : public QObject, public ImportTarget {
    Q_OBJECT
public:
    /// All live longer.
    LibraryTarget(PersonId owner, Library& library, AlbumService& albums, UploadService& uploads,
                  PhotoStore& photos, Executor& executor, QObject* parent = nullptr);
    ~LibraryTarget() override;

    Task<Result<QHash<QByteArray, Known>>> check(QList<QByteArray> sha256) override;
    Task<Result<Taken>> upload(Offer offer) override;
    Task<Result<Verdict>> verdict(PhotoId photo) override;
    Task<Status> setFacts(PhotoId photo, ImportFacts facts) override;
    Task<Result<AlbumId>> album(QString title, QString note, AlbumId parent) override;
    Task<Status> put(AlbumId album, QList<PhotoId> photos) override;

private:
    struct Copying;
    using CopyingPtr = std::shared_ptr<Copying>;

    void look();
    void copyOn(const CopyingPtr& copying);
    void end(const CopyingPtr& copying, const Status& status);
    void loadAlbums(AlbumId after, const std::function<void(const Status&)>& loaded);
    void findOrMake(const QString& title, const QString& note, AlbumId parent,
                    const Promise<Result<AlbumId>>& answer);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    const PersonId m_owner;
    Library& m_library;
    AlbumService& m_albums;
    UploadService& m_uploads;
    PhotoStore& m_photos;
    Executor& m_executor;
    QHash<PhotoId, Promise<Result<Verdict>>> m_judging;
    QTimer m_lookTimer;
    QElapsedTimer m_lastVerdict;
    std::optional<QList<Album>> m_known; ///< the owner's albums, once they are known
    JobThread m_thread{JobThread::AtEnd::Drop};
};

} // namespace parlor::server
