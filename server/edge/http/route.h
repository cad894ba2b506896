#pragma once

#include "server/domain/commands/ratelimiter.h"
#include "server/domain/ports/http.h"
#include "server/domain/sessions/principal.h"

#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <utility>

namespace parlor::server {

/// Who may call a route.
enum class Requirement {
    Public,           ///< anybody; a token is not even looked at and the principal is nobody
    Session,          ///< a valid access token
    SessionOrTicket,  ///< a valid access token, or none at all: then the handler looks for a ticket
    SessionOrAnybody, ///< a valid access token, or none at all: then the principal is nobody
};

/// The `{name}` parts of a path, each one whole non-empty segment.
using PathArguments = QHash<QString, QString>;

/// Answers through the exchange, now or later. On the domain thread.
using RouteHandler = std::function<void(std::shared_ptr<HttpExchange> exchange, const Principal& principal,
                                        const PathArguments& path)>;

/// One row of the table: everything that is checked before the handler sees the request.
struct Route {
    QByteArray method; ///< GET also answers HEAD
    QString pattern;   ///< "/v1/photos/{id}"; literal segments win over arguments
    Requirement requirement = Requirement::Session;
    QString operation; ///< needed right on `resource`; empty: being signed in is enough
    QString resource;  ///< e.g. "library"
    RateKind rate = RateKind::Read;
    std::int64_t bodyLimit =
        0; ///< bytes; more announced is TooLarge at once. 0: no body, -1: the handler decides
    RouteHandler handler;
    bool bareToken = false; ///< takes `Authorization: <token>` without a scheme too
    /// On every answer for the path that does not say them itself, also when the router refuses; equal in all
    /// rows of a pattern. Names in lower case.
    QList<std::pair<QByteArray, QByteArray>> headers{};
    /// X-HTTP-Method-Override names the method of every request, as tus has it, not of a POST alone; equal in
    /// all rows of a pattern.
    bool methodOverride = false;
    bool crossOrigin = false; ///< web pages of the listed origins may read its answers
};

} // namespace parlor::server
