#include "server/edge/api/keyroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// The secret of `Authorization: Basic base64(keyName:secret)` when it is for this key; empty otherwise.
QString basicSecret(const HttpRequest& request, const QString& keyName) {
    const QByteArray header = request.header("authorization").trimmed();
    constexpr QByteArrayView scheme("basic ");
    if (header.size() <= scheme.size()
        || header.left(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return {};
    const QString pair = QString::fromUtf8(QByteArray::fromBase64(header.mid(scheme.size()).trimmed()));
    const QString start = keyName + u':';
    return pair.startsWith(start) ? pair.mid(start.size()) : QString();
}

} // namespace

KeyRoutes::KeyRoutes(KeyService& keys, Executor& executor, QObject* parent)
    : QObject(parent), m_keys(keys), m_executor(executor) {}

void KeyRoutes::addTo(RouteTable& table) {
    Route route;
    route.method = "POST";
    route.pattern = u"/keys/{keyName}/requestToken"_qs;
    route.requirement = Requirement::Public;
    route.rate = RateKind::Free;
    route.bodyLimit = limits::jsonBody;
    route.handler = [this](const auto& request, const Principal&, const PathArguments& path) {
        exchange(request, path.value(u"keyName"_qs));
    };
    table.add(route);
    route.method = "GET";
    route.pattern = u"/auth"_qs;
    route.requirement = Requirement::Session;
    route.rate = RateKind::Write;
    route.bodyLimit = 0;
    route.bareToken = true;
    route.handler = [this](const auto& request, const Principal& principal, const PathArguments&) {
        giveRequest(request, principal);
    };
    table.add(route);
}

void KeyRoutes::exchange(const std::shared_ptr<HttpExchange>& exchange, const QString& keyName) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, keyName](const QJsonObject& body) {
        const auto request = TokenRequest::fromJson(body);
        if (!request)
            return exchange->respond(problem(request.error()));
        const QString secret = basicSecret(exchange->request(), keyName);
        whenDone(m_keys.exchange(keyName, *request, secret, exchange->request().peer), &m_executor, this,
                 [exchange](const Result<TokenDetails>& details) {
                     exchange->respond(details ? json(details->toJson(), 201) : problem(details.error()));
                 });
    });
}

void KeyRoutes::giveRequest(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal) {
    whenDone(m_keys.requestFor(principal), &m_executor, this,
             [exchange](const Result<TokenRequest>& request) {
                 exchange->respond(request ? json(request->toJson()) : problem(request.error()));
             });
}

} // namespace parlor::server
