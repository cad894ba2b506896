#pragma once

#include "server/net/http/answermemory.h"
#include "server/net/http/responsehead.h"

#include <QByteArray>

namespace parlor::server {

/// A response with the head that it goes out with on one connection.
struct FramedResponse {
    QByteArray head;
    HttpResponse response;
    std::int64_t length = 0; ///< bytes of the body; 0 where its status has none
};

/// `framing` without its length, which is the response's own. `date` is the value of the Date header.
FramedResponse framed(HttpResponse response, ResponseFraming framing, const QByteArray& date);
FramedResponse framed(AnswerMemory::Recalled recalled, ResponseFraming framing, const QByteArray& date);

} // namespace parlor::server
