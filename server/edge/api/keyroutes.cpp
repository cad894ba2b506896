#include "server/edge/api/keyroutes.h"

#include "server/edge/http/problem.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QJsonDocument>

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

/// The pub/sub protocol's number for a refusal of these two routes.
int sdkCode(const Error& error) {
    switch (error.code) {
    case ErrorCode::TokenInvalid:
    case ErrorCode::NotSignedIn:
        return 40101;
    case ErrorCode::RequestStale:
        return 40104;
    case ErrorCode::RequestReplayed:
        return 40105;
    case ErrorCode::BadTtl:
        return 40003;
    case ErrorCode::BadCapability:
        return 40000;
    case ErrorCode::NothingGranted:
        return 40160;
    case ErrorCode::BadText:
        return 40012;
    case ErrorCode::TooLarge:
        return 40009;
    case ErrorCode::BadFrame:
    case ErrorCode::TooDeep:
        return 40001;
    case ErrorCode::RateLimited:
        return 42910;
    default: {
        constexpr int firstOfAStatus = 100;
        return httpStatus(error.code) * firstOfAStatus;
    }
    }
}

HttpResponse refusal(const Error& error) {
    HttpResponse response = problem(error);
    QJsonObject body = QJsonDocument::fromJson(std::get<QByteArray>(response.body)).object();
    const int code = sdkCode(error);
    // A name, not a page: what the codes mean stands in PROTOCOL.
    body.insert(u"error"_qs, QJsonObject{{u"code"_qs, code},
                                         {u"statusCode"_qs, response.status},
                                         {u"message"_qs, textFor(error.code)},
                                         {u"href"_qs, body.value(u"type")}});
    response.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    response.headers.emplace_back("x-ably-errorcode", QByteArray::number(code));
    response.headers.emplace_back("x-ably-errormessage", textFor(error.code).toUtf8());
    return response;
}

} // namespace

KeyRoutes::KeyRoutes(KeyService& keys, TokenDesk& desk, Executor& executor, QObject* parent)
    : QObject(parent), m_keys(keys), m_desk(desk), m_executor(executor) {}

void KeyRoutes::addTo(RouteTable& table) {
    Route route;
    route.method = "POST";
    route.pattern = u"/keys/{keyName}/requestToken"_qs;
    route.requirement = Requirement::Public;
    route.rate = RateKind::Free;
    route.bodyLimit = limits::jsonBody;
    route.crossOrigin = true;
    route.handler = [this](const auto& request, const Principal&, const PathArguments& path) {
        exchange(request, path.value(u"keyName"_qs));
    };
    table.add(route);
    route.method = "GET";
    route.pattern = u"/auth"_qs;
    route.requirement = Requirement::SessionOrAnybody;
    route.rate = RateKind::Write;
    route.bodyLimit = 0;
    route.bareToken = true;
    route.handler = [this](const auto& request, const Principal& principal, const PathArguments&) {
        giveRequest(request, principal);
    };
    table.add(route);
}

void KeyRoutes::exchange(const std::shared_ptr<HttpExchange>& exchange, const QString& keyName) {
    whenDone(exchange->readBody(limits::jsonBody), &m_executor, this,
             [this, exchange, keyName](const Result<QByteArray>& bytes) {
                 if (!bytes)
                     return exchange->respond(refusal(bytes.error()));
                 const auto body = codec::parseObject(*bytes, limits::jsonBody);
                 if (!body)
                     return exchange->respond(refusal(body.error()));
                 const auto request = TokenRequest::fromJson(*body);
                 if (!request)
                     return exchange->respond(refusal(request.error()));
                 const QString secret = basicSecret(exchange->request(), keyName);
                 whenDone(m_keys.exchange(keyName, *request, secret, exchange->request().peer), &m_executor,
                          this, [exchange](const Result<TokenDetails>& details) {
                              exchange->respond(details ? json(details->toJson(), 201)
                                                        : refusal(details.error()));
                          });
             });
}

void KeyRoutes::giveRequest(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal) {
    const auto given =
        principal.isSignedIn() ? m_desk.forPerson(principal) : m_desk.forAnybody(exchange->request().peer);
    whenDone(given, &m_executor, this, [exchange](const Result<TokenRequest>& request) {
        exchange->respond(request ? json(request->toJson()) : refusal(request.error()));
    });
}

} // namespace parlor::server
