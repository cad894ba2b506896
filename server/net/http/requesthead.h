#pragma once

#include "server/domain/ports/http.h"
#include "server/net/netconfig.h"
#include "shared/core/error.h"

#include <QByteArrayView>

#include <expected>

namespace parlor::server {

/// Why net itself refuses a request; the connection is closed after the answer.
struct HeadError {
    int status = 400;
    ErrorCode code = ErrorCode::BadRequest;
    QByteArray extraHeader = {}; ///< "Name: value", or empty
};

/// A request's head with what net needs to know about it. `request.peer` is still empty.
struct RequestHead {
    HttpRequest request;
    bool isHttp11 = true;
    bool keepAlive = true;
    bool isChunked = false;
    bool expectsContinue = false;
};

/// Watches a head arrive. Says where it ends, or that no valid head can begin like this (bare CR or LF, NUL,
/// folded lines, too long), without waiting for the rest.
class HeadScanner {
public:
    /// Looks at all bytes so far (the same beginning at every call). 0: more is needed; otherwise the head's
    /// size.
    std::expected<qsizetype, HeadError> scan(QByteArrayView bytes, const NetLimits& limits);

private:
    qsizetype m_position = 0;
    qsizetype m_lineStart = 0;
    int m_lines = 0;
};

/// Parses a whole head (RFC 9112), strictly where framing and routing are at stake.
std::expected<RequestHead, HeadError> parseHead(QByteArrayView head, const NetLimits& limits);

/// True if the comma-separated header value has that token, without case.
bool hasToken(QByteArrayView value, QByteArrayView token);

} // namespace parlor::server
