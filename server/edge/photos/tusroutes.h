#pragma once

#include "server/domain/uploads/ticketbook.h"
#include "server/domain/uploads/uploadservice.h"
#include "server/edge/http/routetable.h"
#include "server/edge/photos/tus.h"

#include <QObject>

namespace parlor::server {

/// tus 1.0: OPTIONS, POST /v1/uploads · OPTIONS, HEAD, PATCH, DELETE /v1/uploads/{id}. Uploads need a session
/// with right `upload` on `library`, or a ticket; the address of an upload that was made with a ticket is
/// secret and suffices to go on. Domain thread only.
class TusRoutes final : public QObject {
    Q_OBJECT
public:
    /// Both live longer.
    TusRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor,
              QObject* parent = nullptr);

    /// The rows refer to this object.
    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    struct Address {
        UploadId id;
        PersonId who; ///< 0 when the address is secret
    };

    void options(const Exchange& exchange);
    void create(const Exchange& exchange, const Principal& principal);
    [[nodiscard]] HttpResponse created(const Upload& upload, bool withTicket) const;
    void join(const Exchange& exchange, const UploadRequest& request, const Principal& principal,
              const QList<QByteArray>& parts, bool withTicket);
    void head(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void patch(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void remove(const Exchange& exchange, const Principal& principal, const PathArguments& path);

    void receive(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk, HttpResponse onSuccess);

    [[nodiscard]] Result<UploadRequest> requestFrom(const HttpRequest& request, const Principal& principal,
                                                    bool* withTicket) const;
    [[nodiscard]] Result<Address> addressOf(const Principal& principal, const QString& text) const;

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    UploadService& m_uploads;
    const TicketBook& m_tickets;
    Executor& m_executor;
};

} // namespace parlor::server
