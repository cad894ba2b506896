#include "server/edge/http/httprouter.h"

#include "server/edge/http/bearer.h"
#include "server/edge/http/guardedexchange.h"
#include "server/edge/http/problem.h"

#include <QPointer>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr auto preflightSeconds = "600";

/// The token of the Authorization header; empty when there is none. A request with two of them, or with one
/// in its address where logs would see it, is refused.
Result<QString> tokenOf(const HttpRequest& request, bool bare) {
    int count = 0;
    QByteArray value;
    for (const auto& [name, content] : request.headers) {
        if (name == "authorization") {
            ++count;
            value = content.trimmed();
        }
    }
    if (count > 1 || request.query.hasQueryItem(u"access_token"_qs)
        || request.query.hasQueryItem(u"token"_qs))
        return fail(ErrorCode::BadRequest);
    if (value.isEmpty())
        return QString();
    const qsizetype space = value.indexOf(' ');
    if (space < 0)
        return bare ? Result<QString>(QString::fromLatin1(value)) : fail(ErrorCode::TokenInvalid);
    if (value.left(space).compare("bearer", Qt::CaseInsensitive) != 0)
        return fail(ErrorCode::TokenInvalid);
    return withoutBase64(value.mid(space + 1).trimmed());
}

/// What a request is taken for. On a POST it may say PUT, PATCH, DELETE or HEAD, for clients behind something
/// that lets no others through.
QByteArray methodOf(const HttpRequest& request, const RouteTable& table) {
    QByteArray named = request.header("x-http-method-override").trimmed().toUpper();
    if (named.isEmpty())
        return request.method;
    if (const Route* route = table.closest(request.path); route != nullptr && route->methodOverride)
        return named;
    const bool isKnown = named == "PUT" || named == "PATCH" || named == "DELETE" || named == "HEAD";
    return isKnown && request.method == "POST" ? named : request.method;
}

/// The page that asks, when it is one of those that may read the answer.
QByteArray originOf(const HttpRequest& request, const QStringList& origins) {
    const auto isOrigin = [](const auto& header) { return header.first == "origin"; };
    const QByteArray origin = request.header("origin");
    if (origin.isEmpty() || std::count_if(request.headers.begin(), request.headers.end(), isOrigin) != 1)
        return {};
    const bool listed =
        origins.contains(u"*"_qs) || origins.contains(QString::fromLatin1(origin), Qt::CaseInsensitive);
    return listed ? origin : QByteArray();
}

HttpRouter::Headers headersForOrigin(const QByteArray& origin) {
    if (origin.isEmpty())
        return {};
    // SDKs read why they were refused in these two.
    return {{"access-control-allow-origin", origin},
            {"access-control-expose-headers", "X-Ably-Errorcode, X-Ably-Errormessage"},
            {"vary", "Origin"}};
}

QByteArray joined(const QList<QByteArray>& methods) {
    return methods.join(", ");
}

} // namespace

HttpRouter::HttpRouter(const RouteTable& table, Authenticator& sessions, RateLimiter& limiter,
                       QObject* parent)
    : QObject(parent), m_table(table), m_sessions(sessions), m_limiter(limiter) {}

void HttpRouter::handle(std::shared_ptr<HttpExchange> bare) {
    const auto exchange = std::make_shared<GuardedExchange>(std::move(bare));
    const HttpRequest& request = exchange->request();
    const QByteArray method = methodOf(request, m_table);
    const auto match = m_table.find(method, request.path);
    // A browser asks before it sends what a form could not.
    const auto asked = match || method != "OPTIONS"
                           ? match
                           : m_table.find(request.header("access-control-request-method"), request.path);
    const QByteArray origin =
        asked && asked->route->crossOrigin ? originOf(request, m_origins) : QByteArray();
    exchange->carry(headersForOrigin(origin));
    if (!match) {
        if (const Route* closest = m_table.closest(request.path))
            exchange->carry(closest->headers);
        return exchange->respond(withoutRoute(request.path, method, match.error(), !origin.isEmpty()));
    }
    const Route& route = *match->route;
    exchange->carry(route.headers);
    if (m_draining && route.requirement != Requirement::Public)
        return exchange->respond(problem(Error{ErrorCode::Draining, {}, 1'000}));
    if (route.bodyLimit >= 0 && request.contentLength > route.bodyLimit)
        return exchange->respond(problem(ErrorCode::TooLarge));
    if (route.requirement == Requirement::Public)
        return route.handler(exchange, {}, match->path);
    const auto token = tokenOf(request, route.bareToken);
    if (!token)
        return exchange->respond(problem(token.error()));
    if (token->isEmpty()) {
        if (route.requirement == Requirement::SessionOrTicket
            || route.requirement == Requirement::SessionOrAnybody)
            return route.handler(exchange, {}, match->path);
        return exchange->respond(problem(ErrorCode::NotSignedIn));
    }
    m_sessions.authenticate(
        *token, request.peer,
        [self = QPointer(this), exchange, match = *match](const Result<Principal>& principal) {
            if (!self)
                return;
            if (!principal)
                return exchange->respond(problem(principal.error()));
            exchange->signedIn();
            self->call(match, exchange, *principal);
        });
}

std::function<HttpRouter::Headers(const HttpRequest&)> HttpRouter::headersFor() const {
    return [table = m_table, origins = m_origins](const HttpRequest& request) -> Headers {
        const Route* route = table.closest(request.path);
        if (route == nullptr)
            return {};
        Headers headers = route->headers;
        if (route->crossOrigin)
            headers += headersForOrigin(originOf(request, origins));
        return headers;
    };
}

HttpResponse HttpRouter::withoutRoute(const QString& path, const QByteArray& method, const Error& why,
                                      bool crossOrigin) const {
    const QList<QByteArray> methods = m_table.methods(path);
    HttpResponse answer = method == "OPTIONS" && !methods.isEmpty() ? noContent() : problem(why);
    if (!methods.isEmpty())
        answer.headers.emplace_back("allow", joined(methods));
    if (crossOrigin) {
        answer.headers.emplace_back("access-control-allow-methods", joined(methods));
        answer.headers.emplace_back("access-control-allow-headers", "Authorization, Content-Type");
        answer.headers.emplace_back("access-control-max-age", preflightSeconds);
    }
    return answer;
}

void HttpRouter::call(const RouteTable::Match& match, const std::shared_ptr<HttpExchange>& exchange,
                      const Principal& principal) {
    const Route& route = *match.route;
    if (!route.operation.isEmpty() && !principal.allows(route.resource, route.operation))
        return exchange->respond(problem(ErrorCode::Forbidden));
    if (const auto wait = m_limiter.take(principal, route.rate); wait > 0)
        return exchange->respond(problem(Error{ErrorCode::RateLimited, {}, wait}));
    route.handler(exchange, principal, match.path);
}

} // namespace parlor::server
