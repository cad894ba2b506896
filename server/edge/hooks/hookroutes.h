#pragma once

#include "server/domain/hooks/awaynotices.h"
#include "server/domain/hooks/webhookservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// POST /v1/hooks/{secret}: writes as an incoming webhook's bot · GET, POST /v1/webhooks, DELETE
/// /v1/webhooks/{id}, POST /v1/webhooks/{id}/enable: a channel's webhooks · GET, PUT /v1/notices: how one
/// hears of messages while away.
class HookRoutes final : public QObject {
    Q_OBJECT
public:
    HookRoutes(WebhookService& webhooks, AwayNotices& notices, Executor& executor, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void post(const Exchange& exchange, const QString& secret);
    void list(const Exchange& exchange, const Principal& principal);
    void add(const Exchange& exchange, const Principal& principal);
    void remove(const Exchange& exchange, const Principal& principal, const QString& id);
    void enable(const Exchange& exchange, const Principal& principal, const QString& id);
    void giveNotices(const Exchange& exchange, const Principal& principal);
    void setNotices(const Exchange& exchange, const Principal& principal);

    WebhookService& m_webhooks;
    AwayNotices& m_notices;
    Executor& m_executor;
};

} // namespace parlor::server
