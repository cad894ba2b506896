#pragma once

#include "server/domain/albums/albumservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// Albums:
///   GET /v1/albums?shared&after&limit · POST /v1/albums · GET, PATCH, DELETE /v1/albums/{id}
///   GET, POST /v1/albums/{id}/photos · GET, POST, DELETE /v1/albums/{id}/shares
/// Domain thread only.
class AlbumRoutes final : public QObject {
    Q_OBJECT
public:
    /// Both live longer.
    AlbumRoutes(AlbumService& albums, Executor& executor, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void list(const Exchange& exchange, PersonId person);
    void create(const Exchange& exchange, PersonId person);
    void edit(const Exchange& exchange, PersonId person, AlbumId album);
    void photos(const Exchange& exchange, PersonId person, AlbumId album);
    void change(const Exchange& exchange, PersonId person, AlbumId album);
    void shares(const Exchange& exchange, PersonId person, AlbumId album);
    void share(const Exchange& exchange, PersonId person, AlbumId album);
    void unshare(const Exchange& exchange, PersonId person, AlbumId album);

    void answer(const Exchange& exchange, const Task<Result<Album>>& task, int status = 200);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    AlbumService& m_albums;
    Executor& m_executor;
};

} // namespace parlor::server
