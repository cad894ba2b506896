#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/keystore.h"
#include "server/domain/sessions/sessionservice.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QJsonObject>
#include <QObject>

#include <optional>

namespace parlor::server {

/// A key with its secret, shown when it is made and when it is asked for by an administrator.
struct KeyWithSecret {
    ApiKey key;
    QString secret;
};

/// A signed request for a token, its fields as received, because the signature is over those very texts
/// (reference: the pub/sub protocol's TokenRequest, RSA9). Absent ones are empty.
struct TokenRequest {
    QString keyName, ttl, capability, clientId, timestamp, nonce, mac;

    /// BadRequest for anything but texts and whole numbers.
    static Result<TokenRequest> fromJson(const QJsonObject& json);
    [[nodiscard]] QJsonObject toJson() const;
    /// The six fields that are signed, each followed by a line feed.
    [[nodiscard]] QByteArray signedText() const;
};

struct TokenDetails {
    QString token, keyName;
    std::int64_t issued = 0, expires = 0; ///< ms UTC
    QByteArray capability;                ///< canonical JSON text
    QString clientId;

    [[nodiscard]] QJsonObject toJson() const;
};

/// API keys for programs and the signed token requests that are exchanged for tokens. The secret is
/// base64url(HMAC-SHA256(master, keyName ‖ revision)): it is derived, never stored. Domain thread only.
class KeyService final : public QObject {
    Q_OBJECT
public:
    /// `master`: 32 bytes from outside the database.
    KeyService(KeyStore& keys, AccountStore& accounts, SessionService& sessions, QByteArray master,
               Executor& executor, const Clock& clock, QObject* parent = nullptr);

    /// For administrators. The key acts as `person`. NameTaken, UnknownPerson.
    Task<Result<KeyWithSecret>> create(const QString& label, const Capability& capability, PersonId person);

    Task<Result<QList<ApiKey>>> list() { return m_keys.list(); }

    Task<Result<KeyWithSecret>> renew(const QString& name);

    Task<Status> revoke(const QString& name) { return m_keys.revoke(name); }

    /// Exchanges a request: mac (or, without one, `secret` as given by HTTP Basic with the same key),
    /// timestamp within two minutes, a new nonce, ttl of at most 24 h, and what remains of the capability
    /// within the key's. TokenInvalid, RequestStale, RequestReplayed, BadRequest, Forbidden (nothing
    /// remains), AccountDisabled.
    Task<Result<TokenDetails>> exchange(const QString& keyName, const TokenRequest& request,
                                        const QString& secret, const PeerInfo& peer);

    /// A request signed for somebody who is signed in: with the person's own key, made when it is first
    /// needed, and for no more than the session itself may.
    Task<Result<TokenRequest>> requestFor(const Principal& principal);

private:
    [[nodiscard]] QString secretOf(const ApiKey& key) const;
    [[nodiscard]] QString macOf(const TokenRequest& request, const QString& secret) const;
    Status checkForm(const TokenRequest& request, Capability* wanted, std::int64_t* ttlMs) const;
    Status checkSignature(const TokenRequest& request, const ApiKey& key, const QString& secret) const;
    void open(const ApiKey& key, const Capability& capability, const QString& clientId, std::int64_t ttlMs,
              const PeerInfo& peer, const Promise<Result<TokenDetails>>& promise);
    TokenRequest sign(const ApiKey& key, const Principal& principal) const;

    KeyStore& m_keys;
    AccountStore& m_accounts;
    SessionService& m_sessions;
    const QByteArray m_master;
    Executor& m_executor;
    const Clock& m_clock;
};

} // namespace parlor::server
