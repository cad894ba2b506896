#include "server/edge/api/accountroutes.h"

#include "server/edge/api/signedinjson.h"
#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "shared/protocol/jsonreader.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype textMost = 4'096;
constexpr int usualHours = 72;
constexpr int hoursMost = 720;
} // namespace

QString InviteLinks::linkFor(const QString& code, const QString& askedHost) const {
    const QString link = u"parlor://"_qs + (host.isEmpty() ? askedHost : host) + u'/' + code;
    return pin.isEmpty() ? link : link + u'#' + pin;
}

AccountRoutes::AccountRoutes(AccountService& accounts, Executor& executor, InviteLinks links, QObject* parent)
    : QObject(parent), m_accounts(accounts), m_executor(executor), m_links(std::move(links)) {}

void AccountRoutes::addTo(RouteTable& table) {
    Route route;
    route.method = "POST";
    route.bodyLimit = limits::jsonBody;
    route.requirement = Requirement::Public;
    route.rate = RateKind::Free;
    route.pattern = u"/v1/accounts"_qs;
    route.handler = [this](const auto& exchange, const Principal&, const PathArguments&) {
        signUp(exchange);
    };
    table.add(route);
    route.requirement = Requirement::Session;
    route.rate = RateKind::Write;
    route.pattern = u"/v1/invites"_qs;
    route.handler = [this](const auto& exchange, const Principal& principal, const PathArguments&) {
        invite(exchange, principal);
    };
    table.add(route);
    route.pattern = u"/v1/password"_qs;
    route.handler = [this](const auto& exchange, const Principal& principal, const PathArguments&) {
        changePassword(exchange, principal);
    };
    table.add(route);
}

void AccountRoutes::signUp(const std::shared_ptr<HttpExchange>& exchange) {
    withJsonBody(exchange, &m_executor, this, [this, exchange](const QJsonObject& body) {
        SignUp request;
        codec::JsonReader in(body);
        in.text("code"_L1, request.code, textMost, codec::Need::Required);
        in.text("name"_L1, request.name, textMost, codec::Need::Required);
        in.text("password"_L1, request.password, textMost, codec::Need::Required);
        in.text("display_name"_L1, request.displayName, textMost);
        in.text("device"_L1, request.device, limits::deviceCharacters);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_accounts.signUp(request, exchange->request().peer), &m_executor, this,
                 [exchange](const Result<SignedIn>& signedIn) {
                     exchange->respond(signedIn ? json(toJson(*signedIn), 201) : problem(signedIn.error()));
                 });
    });
}

void AccountRoutes::invite(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        Role role = Role::Member;
        int hours = usualHours;
        codec::JsonReader in(body);
        in.word("role"_L1, role, roleFrom);
        in.number("hours"_L1, hours, 1, hoursMost);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_accounts.createInvite(principal, role, hours), &m_executor, this,
                 [this, exchange](const Result<CreatedInvite>& invite) {
                     if (!invite)
                         return exchange->respond(problem(invite.error()));
                     const QString host = QString::fromLatin1(exchange->request().header("host"));
                     exchange->respond(json({{u"code"_qs, invite->code},
                                             {u"expires_at"_qs, qint64(invite->expiresAt)},
                                             {u"link"_qs, m_links.linkFor(invite->code, host)}},
                                            201));
                 });
    });
}

void AccountRoutes::changePassword(const std::shared_ptr<HttpExchange>& exchange,
                                   const Principal& principal) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        QString old, fresh;
        codec::JsonReader in(body);
        in.text("old"_L1, old, textMost, codec::Need::Required);
        in.text("new"_L1, fresh, textMost, codec::Need::Required);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_accounts.changePassword(principal, old, fresh, exchange->request().peer), &m_executor,
                 this, [exchange](const Status& changed) {
                     exchange->respond(changed ? noContent() : problem(changed.error()));
                 });
    });
}

} // namespace parlor::server
