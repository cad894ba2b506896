#include "server/edge/api/sessionroutes.h"

#include "server/edge/api/signedinjson.h"
#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "shared/protocol/jsonreader.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype textMost = 4'096;
} // namespace

SessionRoutes::SessionRoutes(AccountService& accounts, SessionService& sessions, Executor& executor,
                             QObject* parent)
    : QObject(parent), m_accounts(accounts), m_sessions(sessions), m_executor(executor) {}

void SessionRoutes::addTo(RouteTable& table) {
    Route route;
    route.rate = RateKind::Free;
    route.bodyLimit = limits::jsonBody;
    route.requirement = Requirement::Public;
    route.method = "POST";
    route.pattern = u"/v1/sessions"_qs;
    route.handler = [this](const auto& exchange, const Principal&, const PathArguments&) {
        signIn(exchange);
    };
    table.add(route);
    route.pattern = u"/v1/sessions/refresh"_qs;
    route.handler = [this](const auto& exchange, const Principal&, const PathArguments&) {
        refresh(exchange);
    };
    table.add(route);
    route.bodyLimit = 0;
    route.requirement = Requirement::Session;
    route.rate = RateKind::Read;
    route.method = "GET";
    route.pattern = u"/v1/sessions"_qs;
    route.handler = [this](const auto& exchange, const Principal& principal, const PathArguments&) {
        list(exchange, principal);
    };
    table.add(route);
    route.method = "DELETE";
    route.pattern = u"/v1/sessions/{id}"_qs;
    route.handler = [this](const auto& exchange, const Principal& principal, const PathArguments& path) {
        revoke(exchange, principal, path.value(u"id"_qs));
    };
    table.add(route);
}

void SessionRoutes::signIn(const std::shared_ptr<HttpExchange>& exchange) {
    withJsonBody(exchange, &m_executor, this, [this, exchange](const QJsonObject& body) {
        SignIn request;
        codec::JsonReader in(body);
        in.text("name"_L1, request.name, textMost, codec::Need::Required);
        in.text("password"_L1, request.password, textMost, codec::Need::Required);
        in.text("device"_L1, request.device, limits::deviceCharacters);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_accounts.signIn(request, exchange->request().peer), &m_executor, this,
                 [exchange](const Result<SignedIn>& signedIn) {
                     exchange->respond(signedIn ? json(toJson(*signedIn), 201) : problem(signedIn.error()));
                 });
    });
}

void SessionRoutes::refresh(const std::shared_ptr<HttpExchange>& exchange) {
    withJsonBody(exchange, &m_executor, this, [this, exchange](const QJsonObject& body) {
        QString token;
        codec::JsonReader in(body);
        in.text("refresh_token"_L1, token, limits::tokenCharacters, codec::Need::Required);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_sessions.refresh(token), &m_executor, this, [exchange](const Result<SignedIn>& signedIn) {
            exchange->respond(signedIn ? json(toJson(*signedIn)) : problem(signedIn.error()));
        });
    });
}

void SessionRoutes::list(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal) {
    whenDone(m_sessions.list(principal.person.id), &m_executor, this,
             [exchange, current = principal.session,
              ofKey = !principal.keyName.isEmpty()](const Result<QList<SessionRecord>>& records) {
                 if (!records)
                     return exchange->respond(problem(records.error()));
                 QJsonArray sessions;
                 for (const SessionRecord& record : *records) {
                     // The other clients of a key are none of its business.
                     if (!ofKey || record.id == current)
                         sessions.append(toJson(record, current));
                 }
                 exchange->respond(json({{u"sessions"_qs, sessions}}));
             });
}

void SessionRoutes::revoke(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal,
                           const QString& id) {
    const auto session = id == u"current" ? std::optional(principal.session) : SessionId::fromString(id);
    if (!session)
        return exchange->respond(problem(ErrorCode::NotFound));
    // What acts for a key may end itself and nothing else.
    if (!principal.keyName.isEmpty() && *session != principal.session)
        return exchange->respond(problem(ErrorCode::Forbidden));
    whenDone(m_sessions.revoke(principal.person.id, *session), &m_executor, this,
             [exchange](const Status& revoked) {
                 exchange->respond(revoked ? noContent() : problem(revoked.error()));
             });
}

} // namespace parlor::server
