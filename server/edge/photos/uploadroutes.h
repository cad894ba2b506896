#pragma once

#include "server/domain/uploads/ticketbook.h"
#include "server/domain/uploads/uploadservice.h"
#include "server/edge/http/routetable.h"
#include "server/edge/photos/tus.h"

#include <QObject>

namespace parlor::server {

/// Tickets, tus 1.0 and uploads of one piece:
///   POST /v1/uploads/tickets · OPTIONS, POST /v1/uploads · OPTIONS, HEAD, PATCH, DELETE /v1/uploads/{id}
///   POST /v1/uploads/form (field `ticket`), POST and PUT /v1/uploads/form/{ticket}
///   POST /prep/photoupload
/// Uploads need a session with right `upload` on `library`, or a ticket; the address of an upload that was
/// made with a ticket is secret and suffices to go on. Domain thread only.
class UploadRoutes final : public QObject {
    Q_OBJECT
public:
    /// Both live longer.
    UploadRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor,
                 QObject* parent = nullptr);

    /// The rows refer to this object.
    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    struct Address {
        UploadId id;
        PersonId who; ///< 0 when the address is secret
    };

    void issueTickets(const Exchange& exchange, const Principal& principal);
    void prepare(const Exchange& exchange, const Principal& principal);
    void options(const Exchange& exchange);
    void create(const Exchange& exchange, const Principal& principal);
    [[nodiscard]] HttpResponse created(const Upload& upload, bool withTicket) const;
    void join(const Exchange& exchange, const UploadRequest& request, const Principal& principal,
              const QList<QByteArray>& parts, bool withTicket);
    void head(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void patch(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void remove(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void form(const Exchange& exchange, const QString& ticket);
    void put(const Exchange& exchange, const QString& ticket);

    void receive(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk, HttpResponse onSuccess);
    void finishWhole(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk,
                     const Result<std::int64_t>& read, bool whole);

    [[nodiscard]] Result<UploadRequest> requestOf(const HttpRequest& request, const Principal& principal,
                                                  bool* withTicket) const;
    [[nodiscard]] Result<UploadRequest> requestOf(const QString& ticket, bool begun = false) const;
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
