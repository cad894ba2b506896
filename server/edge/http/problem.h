#pragma once

#include "server/domain/ports/http.h"
#include "shared/core/error.h"

#include <QJsonArray>
#include <QJsonObject>

namespace parlor::server {

/// An error as application/problem+json (RFC 9457): {"type","title","status","code"} and "retry_after_ms"
/// with a Retry-After header where there is advice. The detail of the error stays inside.
HttpResponse problem(const Error& error);
HttpResponse problem(ErrorCode code);
/// With another status than the code has: 412 where what is newer was asked for by a header.
HttpResponse problem(ErrorCode code, int status);

/// A JSON answer that nobody may cache.
HttpResponse json(const QJsonObject& object, int status = 200);

/// 204 without a body.
HttpResponse noContent();

} // namespace parlor::server
