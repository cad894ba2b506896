#pragma once

#include "server/domain/accounts/accountservice.h"
#include "server/domain/sessions/sessionservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// POST /v1/sessions {"name","password","device"} → 201 · POST /v1/sessions/refresh {"refresh_token"} → 200 ·
/// GET /v1/sessions → {"sessions":[…]} · DELETE /v1/sessions/{id|current} → 204.
class SessionRoutes final : public QObject {
    Q_OBJECT
public:
    SessionRoutes(AccountService& accounts, SessionService& sessions, Executor& executor,
                  QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    void signIn(const std::shared_ptr<HttpExchange>& exchange);
    void refresh(const std::shared_ptr<HttpExchange>& exchange);
    void list(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal);
    void revoke(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal, const QString& id);

    AccountService& m_accounts;
    SessionService& m_sessions;
    Executor& m_executor;
};

} // namespace parlor::server
