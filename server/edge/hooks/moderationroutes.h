#pragma once

#include "server/domain/moderation/channelrights.h"
#include "server/domain/moderation/filterservice.h"
#include "server/domain/moderation/reportservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// GET, POST /v1/filters, DELETE /v1/filters/{id}, POST /v1/filters/test: the word list, for admins of the
/// server and, for its own rules, of a channel · POST, GET /v1/reports, POST /v1/reports/{id}/resolve: the
/// moderators' queue · GET /v1/moderation: what moderators did.
class ModerationRoutes final : public QObject {
    Q_OBJECT
public:
    ModerationRoutes(FilterService& filter, ReportService& reports, ChannelRights& rights, Executor& executor,
                     QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void addFilterRoutes(RouteTable& table);
    void addReportRoutes(RouteTable& table);
    void listRules(const Exchange& exchange, const Principal& principal);
    void addRule(const Exchange& exchange, const Principal& principal);
    void removeRule(const Exchange& exchange, const Principal& principal, const QString& id);
    void testRules(const Exchange& exchange, const Principal& principal);
    void report(const Exchange& exchange, const Principal& principal);
    void listReports(const Exchange& exchange, const Principal& principal);
    void resolve(const Exchange& exchange, const Principal& principal, const QString& id);
    void giveLog(const Exchange& exchange, const Principal& principal);

    FilterService& m_filter;
    ReportService& m_reports;
    ChannelRights& m_rights;
    Executor& m_executor;
};

} // namespace parlor::server
