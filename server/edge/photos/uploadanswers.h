#pragma once

#include "server/domain/uploads/ticketbook.h"
#include "server/domain/uploads/uploadservice.h"

/// What the routes of uploads have in common: tickets as requests, refusals, outcomes.
namespace parlor::server {

/// With the header that every answer of tus carries.
void answerUpload(const std::shared_ptr<HttpExchange>& exchange, HttpResponse response);
void refuseUpload(const std::shared_ptr<HttpExchange>& exchange, const Error& error);

/// Parlor-Photo and Parlor-Result.
void addOutcome(HttpResponse* response, PhotoId photo, bool had);
void addOutcome(HttpResponse* response, const UploadProgress& progress);

/// SHA-256 from hex; empty for empty. BadRequest.
Result<QByteArray> hashFrom(const QByteArray& hex);

/// What a ticket is for. `begun`: it need not be valid any more, for what was begun with it in time.
Result<UploadRequest> requestOf(const TicketBook& tickets, const QString& ticket, bool begun = false);

} // namespace parlor::server
