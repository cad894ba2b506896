#pragma once

#include "server/domain/uploads/ticketbook.h"
#include "server/domain/uploads/uploadservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// Uploads of one piece, with a ticket for their right: POST /v1/uploads/form (field `ticket`), POST and PUT
/// /v1/uploads/form/{ticket}. Domain thread only.
class FormRoutes final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    FormRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor,
               QObject* parent = nullptr);

    /// The rows refer to this object.
    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void form(const Exchange& exchange, const QString& ticket);
    void put(const Exchange& exchange, const QString& ticket);
    void finishWhole(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk,
                     const Result<std::int64_t>& read, bool whole);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    UploadService& m_uploads;
    const TicketBook& m_tickets;
    Executor& m_executor;
};

} // namespace parlor::server
