#pragma once

#include "server/domain/photos/library.h"
#include "server/domain/photos/photoaccess.h"
#include "server/domain/photos/photocatalogue.h"
#include "server/domain/photos/photocopies.h"
#include "server/edge/http/routetable.h"
#include "shared/core/serial.h"

#include <QObject>

namespace parlor::server {

/// A library as data:
///   GET /v1/photos?limit&before&shelf · GET /v1/photos/months · GET /v1/photos/index?cursor&limit · POST
///   /v1/photos/check GET, PATCH, DELETE /v1/photos/{id} · POST /v1/photos/{id}/copy · GET
///   /list/photos?before
/// Others than the owner see of a photo in their conversations what its pictures show, nothing of where and
/// with what it was taken. Domain thread only.
class PhotoRoutes final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `epoch`: of the database, for the index.
    PhotoRoutes(Library& library, PhotoCatalogue& catalogue, PhotoAccess& access, PhotoCopies& copies,
                Executor& executor, Epoch epoch, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void list(const Exchange& exchange, const Principal& principal, int limit);
    void months(const Exchange& exchange, const Principal& principal);
    void index(const Exchange& exchange, const Principal& principal);
    void check(const Exchange& exchange, const Principal& principal);
    void show(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void edit(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void remove(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void copy(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void tellOf(const Exchange& exchange, const SavedCopy& saved);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    Library& m_library;
    PhotoCatalogue& m_catalogue;
    PhotoAccess& m_access;
    PhotoCopies& m_copies;
    Executor& m_executor;
    Epoch m_epoch;
};

} // namespace parlor::server
