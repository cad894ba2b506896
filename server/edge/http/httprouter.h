#pragma once

#include "server/domain/commands/ratelimiter.h"
#include "server/domain/ports/http.h"
#include "server/domain/sessions/authenticator.h"
#include "server/edge/http/routetable.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// Checks every request against its row in the table, in this order: path and method (X-HTTP-Method-Override
/// may name another one), size, token, right,
/// rate; then calls the handler. Every refusal is a problem document. Domain thread only. Composition:
/// `RouteTable table; addAccountRoutes(table, …); addPhotoRoutes(table, …); HttpRouter router(table,
/// sessions, limiter);` and give the router to net as its HttpHandler.
class HttpRouter final : public QObject, public HttpHandler {
    Q_OBJECT
public:
    /// All three must live longer.
    HttpRouter(const RouteTable& table, Authenticator& sessions, RateLimiter& limiter,
               QObject* parent = nullptr);

    void handle(std::shared_ptr<HttpExchange> exchange) override;

    /// Web pages that may read what cross-origin routes answer: `Origin` values, or "*" for all. None at
    /// first. Never with cookies or other credentials of the browser's.
    void setOrigins(const QStringList& origins) { m_origins = origins; }

    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    /// Tells what every answer for a request's address carries, whoever gives it: a value with what table and
    /// origins are now, for any thread.
    [[nodiscard]] std::function<Headers(const HttpRequest&)> headersFor() const;

    /// While draining everything but health is answered Draining.
    void setDraining(bool draining) { m_draining = draining; }

private:
    [[nodiscard]] HttpResponse withoutRoute(const QString& path, const QByteArray& method, const Error& why,
                                            bool crossOrigin) const;
    void call(const RouteTable::Match& match, const std::shared_ptr<HttpExchange>& exchange,
              const Principal& principal);

    const RouteTable& m_table;
    Authenticator& m_sessions;
    RateLimiter& m_limiter;
    QStringList m_origins;
    bool m_draining = false;
};

} // namespace parlor::server
