#pragma once

#include "server/domain/ports/http.h"
#include "server/edge/http/problem.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QObject>

#include <memory>

namespace parlor::server {

/// Reads a request's body as one JSON object and calls `use(const QJsonObject&)` on the executor's thread, or
/// answers the problem itself: size first, then form.
template<class Use>
void withJsonBody(const std::shared_ptr<HttpExchange>& exchange, Executor* executor, QObject* context,
                  Use use, std::int64_t limit = limits::jsonBody) {
    whenDone(exchange->readBody(limit), executor, context,
             [exchange, limit, use = std::move(use)](const Result<QByteArray>& bytes) mutable {
                 if (!bytes)
                     return exchange->respond(problem(bytes.error()));
                 const auto object = codec::parseObject(*bytes, limit);
                 if (!object)
                     return exchange->respond(problem(object.error()));
                 use(*object);
             });
}

} // namespace parlor::server
