#pragma once

#include "server/domain/uploads/ticketbook.h"
#include "server/domain/uploads/uploadservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// Rights to upload, one a file: POST /v1/uploads/tickets, POST /prep/photoupload. Domain thread only.
class TicketRoutes final : public QObject {
    Q_OBJECT
public:
    /// `publicUrl`: where people reach the server; empty: where the request came to. The others live longer.
    TicketRoutes(const UploadService& uploads, const TicketBook& tickets, Executor& executor,
                 QString publicUrl, QObject* parent = nullptr);

    /// The rows refer to this object.
    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void issueTickets(const Exchange& exchange, const Principal& principal);
    [[nodiscard]] QString uploadsAt(const HttpRequest& request) const;
    void prepare(const Exchange& exchange, const Principal& principal);

    const UploadService& m_uploads;
    const TicketBook& m_tickets;
    Executor& m_executor;
    QString m_publicUrl;
};

} // namespace parlor::server
