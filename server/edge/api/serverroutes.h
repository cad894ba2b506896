#pragma once

#include "server/domain/accounts/accountservice.h"
#include "server/edge/http/routetable.h"
#include "shared/protocol/serverlimits.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// GET /healthz (the process answers), GET /readyz (it can serve: `ready` says so) and GET /v1/server →
/// {"name","version","protocol","setup","limits"}; `setup` while nobody has an account yet.
class ServerRoutes final : public QObject {
    Q_OBJECT
public:
    ServerRoutes(AccountService& accounts, Executor& executor, QString name, const ServerLimits& limits,
                 std::function<bool()> ready, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    void describe(const std::shared_ptr<HttpExchange>& exchange);

    AccountService& m_accounts;
    Executor& m_executor;
    const QString m_name;
    const ServerLimits m_limits;
    std::function<bool()> m_ready;
    bool m_setUp = false; ///< once there is somebody there always is
};

} // namespace parlor::server
