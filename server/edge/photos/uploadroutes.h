#pragma once

#include "server/edge/photos/formroutes.h"
#include "server/edge/photos/ticketroutes.h"
#include "server/edge/photos/tusroutes.h"

namespace parlor::server {

/// All ways into a library: tickets, tus 1.0 and uploads of one piece. Domain thread only.
class UploadRoutes {
public:
    /// `publicUrl`: where people reach the server; empty: where the request came to. The others live longer.
    UploadRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor,
                 const QString& publicUrl)
        : m_tickets(uploads, tickets, executor, publicUrl),
          m_tus(uploads, tickets, executor),
          m_forms(uploads, tickets, executor) {}

    /// The rows refer to this object.
    void addTo(RouteTable& table) {
        m_tickets.addTo(table);
        m_tus.addTo(table);
        m_forms.addTo(table);
    }

private:
    TicketRoutes m_tickets;
    TusRoutes m_tus;
    FormRoutes m_forms;
};

} // namespace parlor::server
