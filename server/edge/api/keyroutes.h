#pragma once

#include "server/domain/sessions/keyservice.h"
#include "server/domain/sessions/tokendesk.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// POST /keys/{keyName}/requestToken: a signed token request (or an unsigned one with HTTP Basic) → 201 token
/// details · GET /auth: a token request for who is signed in, or for anybody where that is configured, as an
/// authUrl of the pub/sub SDKs. Refusals carry the number that those SDKs go by beside our own code:
/// "error":{"code","statusCode","message","href"} and the headers X-Ably-Errorcode and X-Ably-Errormessage.
class KeyRoutes final : public QObject {
    Q_OBJECT
public:
    KeyRoutes(KeyService& keys, TokenDesk& desk, Executor& executor, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    void exchange(const std::shared_ptr<HttpExchange>& exchange, const QString& keyName);
    void giveRequest(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal);

    KeyService& m_keys;
    TokenDesk& m_desk;
    Executor& m_executor;
};

} // namespace parlor::server
