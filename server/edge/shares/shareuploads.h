#pragma once

#include "server/domain/albums/albumservice.h"
#include "server/domain/ports/sharestore.h"
#include "server/domain/uploads/uploadservice.h"

#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// Photos of guests, one a form, on their way into the owner's library and album: through the upload service
/// like every other, within the room that the share has. What the guest is told is the same whether the
/// library had the bytes or not. Domain thread only.
class ShareUploads final : public QObject {
    Q_OBJECT
public:
    using Exchange = std::shared_ptr<HttpExchange>;
    using Done = std::function<void(const Status&)>;

    /// All live longer.
    ShareUploads(ShareStore& shares, UploadService& uploads, AlbumService& albums, Executor& executor,
                 QObject* parent = nullptr);

    /// Reads the request's form. QuotaExceeded without room, BadRequest, and all of UploadService.
    void receive(const Exchange& exchange, const Share& share, Done done);

private:
    struct Guest;
    using GuestPtr = std::shared_ptr<Guest>;

    void read(const GuestPtr& guest);
    void end(const GuestPtr& guest, const Status& outcome);
    void keep(const GuestPtr& guest, PhotoId photo, bool had);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ShareStore& m_shares;
    UploadService& m_uploads;
    AlbumService& m_albums;
    Executor& m_executor;
};

} // namespace parlor::server
