#include "server/net/http/framedresponse.h"

#include <utility>

namespace parlor::server {

FramedResponse framed(HttpResponse response, ResponseFraming framing, const QByteArray& date) {
    framing.contentLength = hasBody(response.status) ? bodyLength(response) : 0;
    QByteArray head = encodeHead(response, framing, date);
    return {std::move(head), std::move(response), framing.contentLength};
}

FramedResponse framed(AnswerMemory::Recalled recalled, ResponseFraming framing, const QByteArray& date) {
    framing.contentLength = recalled.length;
    HttpResponse response;
    response.body = std::move(recalled.body);
    QByteArray head = framedHead(recalled.fields, response.status, framing, date);
    return {std::move(head), std::move(response), framing.contentLength};
}

} // namespace parlor::server
