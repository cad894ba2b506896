#pragma once

#include "server/domain/ports/sharestore.h"
#include "server/domain/shares/guestrooms.h"
#include "server/domain/uploads/uploadservice.h"

#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// Photos of guests, one a form, on their way into the owner's library and album: through the upload service
/// like every other, within the room that the share has. They take of it when they are added and not before,
/// so that what ends early, and be it with the server, has taken nothing. What the guest is told is the same
/// whether the library had the bytes or not. Domain thread only.
class ShareUploads final : public QObject {
    Q_OBJECT
public:
    using Exchange = std::shared_ptr<HttpExchange>;
    using Done = std::function<void(const Status&)>;

    /// All live longer.
    ShareUploads(ShareStore& shares, UploadService& uploads, Executor& executor, QObject* parent = nullptr);

    /// Reads the request's form. QuotaExceeded without room, BadRequest, and all of UploadService and
    /// ShareStore::addPhoto.
    void receive(const Exchange& exchange, const Share& share, Done done);

private:
    struct Guest;
    using GuestPtr = std::shared_ptr<Guest>;

    void read(const GuestPtr& guest);
    void begin(const GuestPtr& guest, const QString& name, const Promise<Result<std::shared_ptr<BodySink>>>&);
    void leaveRoom(const GuestPtr& guest);
    void end(const GuestPtr& guest, const Status& outcome);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ShareStore& m_shares;
    UploadService& m_uploads;
    Executor& m_executor;
    GuestRooms m_rooms;
};

} // namespace parlor::server
