#include "server/edge/photos/ticketroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/ownaddress.h"
#include "server/edge/http/problem.h"
#include "server/edge/photos/uploadanswers.h"
#include "shared/auth/names.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {
constexpr qsizetype mostTickets = 1'000;
} // namespace

TicketRoutes::TicketRoutes(const UploadService& uploads, const TicketBook& tickets, Executor& executor,
                           QString publicUrl, QObject* parent)
    : QObject(parent),
      m_uploads(uploads),
      m_tickets(tickets),
      m_executor(executor),
      m_publicUrl(std::move(publicUrl)) {}

void TicketRoutes::addTo(RouteTable& table) {
    const auto add = [&](const QString& pattern, RouteHandler handler, bool bare) {
        Route route;
        route.method = "POST";
        route.pattern = pattern;
        route.requirement = Requirement::Session;
        route.operation = u"upload"_s;
        route.resource = u"library"_s;
        route.bodyLimit = limits::jsonBody;
        route.handler = std::move(handler);
        route.bareToken = bare;
        table.add(std::move(route));
    };
    add(
        u"/v1/uploads/tickets"_s,
        [this](auto exchange, const Principal& who, const PathArguments&) { issueTickets(exchange, who); },
        false);
    add(
        u"/prep/photoupload"_s,
        [this](auto exchange, const Principal& who, const PathArguments&) { prepare(exchange, who); }, true);
}

/// Whole, for whoever uploads may know nothing of where the ticket was made.
QString TicketRoutes::uploadsAt(const HttpRequest& request) const {
    return ownAddress(m_publicUrl, request) + u"/v1/uploads"_s;
}

void TicketRoutes::issueTickets(const Exchange& exchange, const Principal& principal) {
    withJsonBody(
        exchange, &m_executor, this, [this, exchange, person = principal.person.id](const QJsonObject& body) {
            const QJsonArray files = body.value("files"_L1).toArray();
            if (files.isEmpty() || files.size() > mostTickets)
                return exchange->respond(problem(ErrorCode::BadRequest));
            const QString url = uploadsAt(exchange->request());
            QJsonArray tickets;
            for (const QJsonValue& file : files) {
                const auto sha256 = hashFrom(file["sha256"_L1].toString().toLatin1());
                const auto size = file["size"_L1].toInteger(-1);
                if (!sha256 || size < 0 || !file["name"_L1].isString())
                    return exchange->respond(problem(ErrorCode::BadRequest));
                if (size > m_uploads.largestNamed(file["name"_L1].toString()))
                    return exchange->respond(problem(ErrorCode::TooLarge));
                Ticket ticket{person, cleanFileName(file["name"_L1].toString()), size, size, *sha256, {}, 0};
                const QString text = m_tickets.issue(&ticket);
                tickets.append(QJsonObject{{"ticket"_L1, text},
                                           {"upload_url"_L1, url},
                                           {"form_url"_L1, url + u"/form/"_s + text},
                                           {"expires_at"_L1, qint64(ticket.expiresAt)}});
            }
            exchange->respond(json({{"tickets"_L1, tickets}}));
        });
}

void TicketRoutes::prepare(const Exchange& exchange, const Principal& principal) {
    withJsonBody(
        exchange, &m_executor, this, [this, exchange, person = principal.person.id](const QJsonObject& body) {
            const QJsonArray keys = body.value("keys"_L1).toArray();
            if (keys.isEmpty() || keys.size() > mostTickets)
                return exchange->respond(problem(ErrorCode::BadRequest));
            const QString url = uploadsAt(exchange->request()) + u"/form"_s;
            QJsonArray uploads;
            for (const QJsonValue& wanted : keys) {
                const QJsonValue key = wanted.isObject() ? wanted["key"_L1] : wanted;
                const QJsonValue hash = wanted["sha256"_L1];
                const auto sha256 = hashFrom(hash.toString().toLatin1());
                if (!key.isString() || !sha256 || !(hash.isString() || hash.isUndefined()))
                    return exchange->respond(problem(ErrorCode::BadRequest));
                Ticket ticket{person, cleanFileName(key.toString()), 1, limits::recipeFile, *sha256, {}, 0};
                const QString text = m_tickets.issue(&ticket);
                uploads.append(QJsonObject{{"key"_L1, key},
                                           {"url"_L1, url},
                                           {"fields"_L1, QJsonObject{{"key"_L1, key}, {"ticket"_L1, text}}},
                                           {"expires_at"_L1, qint64(ticket.expiresAt)}});
            }
            exchange->respond(json({{"uploads"_L1, uploads}}));
        });
}

} // namespace parlor::server
