#pragma once

#include "server/domain/accounts/accountservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// What invite links are made of: `parlor://host/code#pin`.
struct InviteLinks {
    QString host; ///< where people reach the server, with port; empty: as the inviter reached it
    QString pin;  ///< hex SHA-256 of a self-signed certificate; empty when there is a proper one
    [[nodiscard]] QString linkFor(const QString& code, const QString& askedHost) const;
};

/// POST /v1/accounts {"code","name","password","display_name"?,"device"} → 201 as signing in ·
/// POST /v1/invites {"role"?,"hours"?} → 201 {"code","expires_at","link"} · POST /v1/password {"old","new"} →
/// 204.
class AccountRoutes final : public QObject {
    Q_OBJECT
public:
    AccountRoutes(AccountService& accounts, Executor& executor, InviteLinks links, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    void signUp(const std::shared_ptr<HttpExchange>& exchange);
    void invite(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal);
    void changePassword(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal);

    AccountService& m_accounts;
    Executor& m_executor;
    const InviteLinks m_links;
};

} // namespace parlor::server
