#include "server/edge/api/serverroutes.h"

#include "server/edge/http/problem.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

ServerRoutes::ServerRoutes(AccountService& accounts, Executor& executor, QString name,
                           const ServerLimits& limits, std::function<bool()> ready, QObject* parent)
    : QObject(parent),
      m_accounts(accounts),
      m_executor(executor),
      m_name(std::move(name)),
      m_limits(limits),
      m_ready(std::move(ready)) {}

void ServerRoutes::addTo(RouteTable& table) {
    Route route;
    route.method = "GET";
    route.requirement = Requirement::Public;
    route.rate = RateKind::Free;
    route.pattern = u"/healthz"_qs;
    route.handler = [](const auto& exchange, const Principal&, const PathArguments&) {
        exchange->respond(json({{u"ok"_qs, true}}));
    };
    table.add(route);
    route.pattern = u"/readyz"_qs;
    route.handler = [this](const auto& exchange, const Principal&, const PathArguments&) {
        exchange->respond(m_ready() ? json({{u"ok"_qs, true}}) : problem(Error{ErrorCode::Busy, {}, 1'000}));
    };
    table.add(route);
    route.pattern = u"/v1/server"_qs;
    route.handler = [this](const auto& exchange, const Principal&, const PathArguments&) {
        describe(exchange);
    };
    table.add(route);
}

void ServerRoutes::describe(const std::shared_ptr<HttpExchange>& exchange) {
    const auto answer = [this, exchange](bool setup) {
        exchange->respond(json({{u"name"_qs, m_name},
                                {u"version"_qs, QStringLiteral(PARLOR_VERSION)},
                                {u"protocol"_qs, limits::protocolVersion},
                                {u"setup"_qs, setup},
                                {u"limits"_qs, toJson(m_limits)}}));
    };
    if (m_setUp)
        return answer(false);
    whenDone(m_accounts.needsSetup(), &m_executor, this,
             [this, exchange, answer](const Result<bool>& needed) {
                 if (!needed)
                     return exchange->respond(problem(needed.error()));
                 m_setUp = !*needed;
                 answer(*needed);
             });
}

} // namespace parlor::server
