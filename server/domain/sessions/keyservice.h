#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/keystore.h"
#include "server/domain/sessions/sessionservice.h"
#include "server/domain/sessions/tokenrequest.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QList>
#include <QObject>

namespace parlor::server {

/// A key with its secret, shown when it is made and when it is asked for by an administrator.
struct KeyWithSecret {
    ApiKey key;
    QString secret;
};

/// What a token is to be, once the request for it has been believed.
struct TokenGrant {
    Capability capability;
    QString clientId;
    std::int64_t ttlMs = 0;
    SessionId parent{}; ///< with which it ends
};

/// API keys for programs and the signed token requests that are exchanged for tokens. The secret is
/// base64url(HMAC-SHA256(master, keyName ‖ revision)): it is derived, never stored. Domain thread only.
class KeyService final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t usualTtlMs = 3'600'000;
    static constexpr int sessionsPerClient = 100;
    static constexpr std::int64_t ttlMostMs = 24 * 3'600'000LL;

    /// `master`: 32 bytes from outside the database.
    KeyService(KeyStore& keys, AccountStore& accounts, SessionService& sessions, QByteArray master,
               Executor& executor, const Clock& clock, QObject* parent = nullptr);

    /// 1 … 64 of letters and digits of ASCII, `-`, `_`, `.`; none that are kept for keys of our own. BadName.
    static Status checkName(const QString& name);

    /// For administrators. The key acts as `person`. `name` empty: a random one. NameTaken, UnknownPerson.
    Task<Result<KeyWithSecret>> create(const QString& label, const Capability& capability, PersonId person,
                                       const QString& name = {});

    /// A key that acts as the bot of its own name, which is made when nobody has that name. NameTaken when a
    /// person has it who signs in, BadName.
    Task<Result<KeyWithSecret>> createBot(const QString& name, const Capability& capability, Role role);

    Task<Result<QList<ApiKey>>> list() { return m_keys.list(); }

    Task<Result<KeyWithSecret>> renew(const QString& name);

    Task<Status> revoke(const QString& name) { return m_keys.revoke(name); }

    /// Exchanges a request: mac (or, without one, `secret` as given by HTTP Basic with the same key),
    /// timestamp within two minutes, a new nonce, ttl of at most 24 h, and what remains of the capability
    /// within the key's. TokenInvalid, RequestStale, RequestReplayed, BadTtl, BadCapability, BadText (client
    /// id), NothingGranted, AccountDisabled.
    /// A client of a key has at most sessionsPerClient: one more ends the oldest.
    Task<Result<TokenDetails>> exchange(const QString& keyName, const TokenRequest& request,
                                        const QString& secret, const PeerInfo& peer);

    /// For administrators: a token of the key, without a request. NotFound, BadTtl, BadText, NothingGranted.
    Task<Result<TokenDetails>> issue(const QString& keyName, const TokenGrant& wanted, const PeerInfo& peer);

    /// A request signed with the key, which somebody else may exchange once. What it opens ends with
    /// `parent`, when that is a session. NotFound, also for a revoked key.
    Task<Result<TokenRequest>> signedRequest(const QString& keyName, const Capability& capability,
                                             const QString& clientId, SessionId parent = {});

    /// The key by which a person's own programs act, made when it is first needed: its name.
    Task<Result<QString>> keyOf(PersonId person);

    /// The key by which anybody acts where none is configured, made with its bot when it is first needed: its
    /// name. NameTaken when a person has it. Not to be called again before it has answered.
    Task<Result<QString>> keyForAnybody();

private:
    [[nodiscard]] QString secretOf(const ApiKey& key) const;
    [[nodiscard]] Result<TokenGrant> checkForm(const TokenRequest& request) const;
    Status checkSignature(const TokenRequest& request, const ApiKey& key, const QString& secret) const;
    void grant(const ApiKey& key, const TokenGrant& wanted, const PeerInfo& peer,
               const Promise<Result<TokenDetails>>& promise);
    void give(const Task<Result<ApiKey>>& made, const Promise<Result<KeyWithSecret>>& promise);

    KeyStore& m_keys;
    AccountStore& m_accounts;
    SessionService& m_sessions;
    const QByteArray m_master;
    Executor& m_executor;
    const Clock& m_clock;
};

} // namespace parlor::server
