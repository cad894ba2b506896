#include "server/edge/photos/uploadanswers.h"

#include "server/edge/http/problem.h"
#include "server/edge/photos/tus.h"

namespace parlor::server {

void answerUpload(const std::shared_ptr<HttpExchange>& exchange, HttpResponse response) {
    exchange->respond(tus::stamped(std::move(response)));
}

void refuseUpload(const std::shared_ptr<HttpExchange>& exchange, const Error& error) {
    // A ticket's second use is a conflict in the store; a client must not take it for a wrong offset and
    // retry.
    answerUpload(
        exchange,
        problem(error.code == ErrorCode::Conflict ? Error{ErrorCode::RequestReplayed, {}, 0} : error));
}

void addOutcome(HttpResponse* response, PhotoId photo, bool had) {
    response->headers.emplace_back("parlor-photo", photo.toString().toLatin1());
    response->headers.emplace_back("parlor-result", had ? "had" : "uploaded");
}

void addOutcome(HttpResponse* response, const UploadProgress& progress) {
    addOutcome(response, progress.photo, progress.had);
}

Result<QByteArray> hashFrom(const QByteArray& hex) {
    if (hex.isEmpty())
        return QByteArray();
    QByteArray hash = QByteArray::fromHex(hex);
    if (hex.size() != 64 || hash.toHex() != hex.toLower())
        return fail(ErrorCode::BadRequest);
    return hash;
}

Result<UploadRequest> requestOf(const TicketBook& tickets, const QString& text, bool begun) {
    TRY_ASSIGN(const Ticket ticket, begun ? tickets.openBegun(text) : tickets.open(text));
    UploadRequest request;
    request.owner = ticket.person;
    request.name = ticket.name;
    request.size = ticket.largest;
    request.smallest = ticket.smallest;
    request.sha256 = ticket.sha256;
    request.ticket = ticket.nonce;
    return request;
}

} // namespace parlor::server
