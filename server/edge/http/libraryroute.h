#pragma once

#include "server/edge/http/problem.h"
#include "server/edge/http/route.h"
#include "shared/protocol/limits.h"

#include <optional>
#include <utility>

namespace parlor::server {

/// A route about one's own library: reading takes the right to download, all else the right to upload, so
/// that whoever may only look at a library changes nothing in it. `handler(exchange, person, id)` gets the id
/// that the path names, none where it has no place for one; what is no id is answered with `unknown`.
template<class Id, class Handler>
Route libraryRoute(const char* method, const QString& pattern, ErrorCode unknown, Handler handler) {
    using namespace Qt::Literals::StringLiterals;
    Route route;
    route.method = method;
    route.pattern = pattern;
    const bool reads = route.method == "GET";
    route.operation = reads ? u"download"_s : u"upload"_s;
    route.resource = u"library"_s;
    route.bodyLimit = reads || route.method == "DELETE" ? 0 : limits::jsonBody;
    route.handler = [handler = std::move(handler), unknown](const std::shared_ptr<HttpExchange>& exchange,
                                                            const Principal& who, const PathArguments& path) {
        const QString text = path.value(u"id"_s);
        const auto id = text.isEmpty() ? std::optional(Id()) : Id::fromString(text);
        if (!id)
            return exchange->respond(problem(unknown));
        handler(exchange, who.person.id, *id);
    };
    return route;
}

} // namespace parlor::server
