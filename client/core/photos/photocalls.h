#pragma once

#include "client/core/ownphoto.h"
#include "client/core/photos/librarysync.h"
#include "client/core/session/api.h"

#include <QObject>

namespace parlor::client {

/// Requests about photos of the library, which follows at once what they changed. Interface thread only.
class PhotoCalls final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    PhotoCalls(Api& api, LibrarySync& library, Executor& executor, QObject* parent = nullptr);

    Task<Result<OwnPhoto>> photo(PhotoId photo);
    /// The same for all of them; the first failure is the answer.
    Task<Status> edit(const QList<PhotoId>& photos, const QByteArray& method, const QJsonObject& body);
    /// The original version comes back to the library by the private stream.
    Task<Result<OwnPhoto>> partVersions(PhotoId edited);
    Task<Status> download(PhotoId photo, const QString& path);
    Task<Status> downloadShown(const PhotoReference& photo, const QString& path);
    Task<Result<Photo>> saveCopy(PhotoId photo);

private:
    Task<Status> save(const QString& from, const QString& path);

    Api& m_api;
    LibrarySync& m_library;
    Executor& m_executor;
};

} // namespace parlor::client
