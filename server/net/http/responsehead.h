#pragma once

#include "server/domain/ports/http.h"
#include "server/net/http/requesthead.h"

#include <QByteArray>

namespace parlor::server {

/// How a response is framed on its connection.
struct ResponseFraming {
    std::int64_t contentLength = 0;
    bool isHttp11 = true; ///< of the request
    bool keepAlive = true;
};

/// Status line and headers. Framing headers and Date are ours: the response's own are left out, as is any
/// header whose name or value could break the head (H40).
QByteArray encodeFields(const HttpResponse& response);

/// The whole head with its empty line, of encodeFields() for that status.
QByteArray framedHead(const QByteArray& fields, int status, const ResponseFraming& framing,
                      const QByteArray& date);

/// Both.
QByteArray encodeHead(const HttpResponse& response, const ResponseFraming& framing, const QByteArray& date);

/// The body length of a response, before HEAD and 304 are looked at.
std::int64_t bodyLength(const HttpResponse& response);

/// False for statuses that never have a body (1xx, 204, 304).
bool hasBody(int status);

/// application/problem+json (RFC 9457) with the stable code; `status` 0 takes the code's own.
HttpResponse problem(ErrorCode code, int status = 0, std::int64_t retryAfterMs = 0);

HttpResponse problem(const HeadError& error);

/// A Date header's value (RFC 9110, 5.6.7).
QByteArray httpDate(std::int64_t msSinceEpoch);

} // namespace parlor::server
