#pragma once

#include "client/core/actions.h"
#include "client/core/net/httpclient.h"
#include "client/core/net/link.h"
#include "client/core/session/credentials.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>
#include <QTimer>

namespace parlor::client {

/// The signed-in device: signing in and out, and tokens that are always fresh. A renewed pair is stored
/// before it is used, one renewal runs at a time, also among processes that share the store. Interface thread
/// only.
class Session final : public QObject, public TokenSource {
    Q_OBJECT
public:
    /// All live longer.
    Session(HttpClient& http, CredentialStore& store, Executor& executor, const Clock& clock, QString device,
            QObject* parent = nullptr);

    /// Whoever was signed in before.
    Task<Result<std::optional<Account>>> restore();
    Task<Result<ServerInfo>> lookUp(ServerAddress server);
    Task<Result<Account>> signIn(SignIn request);
    Task<Result<Account>> redeem(Redeem request);
    /// Forgets here in any case; the answer says whether the server knows too.
    Task<Status> signOut();
    /// Forgets here only: the server has ended the session.
    Task<Status> forget();

    [[nodiscard]] const std::optional<Credentials>& credentials() const { return m_credentials; }

    void accessToken(Answer answer) override;
    void fetchAnew() override;
    void distrust(const QString& token) override;

Q_SIGNALS:
    /// A new access token: for connections that live on.
    void renewed(const QString& accessToken);

private:
    Task<Result<Account>> enter(HttpCall call, const ServerAddress& server);
    void keep(const Credentials& credentials, const Promise<Result<Account>>& promise);
    void renew();
    void renewWith(const CredentialStore::Lock& lock, const Result<std::optional<Credentials>>& stored);
    void askForRenewal(const CredentialStore::Lock& lock, const Credentials& before);
    void keepRenewed(const CredentialStore::Lock& lock, const Credentials& before,
                     const Result<HttpAnswer>& answer);
    void answerAll(const Result<QString>& token);
    void planRenewal();
    [[nodiscard]] bool isFresh(const Credentials& credentials) const;

    HttpClient& m_http;
    CredentialStore& m_store;
    Executor& m_executor;
    const Clock& m_clock;
    const QString m_device;
    std::optional<Credentials> m_credentials;
    QList<Answer> m_waiting;
    QTimer m_renewal;
    std::optional<HttpClient::CallId> m_asking; ///< the renewal that the server has not answered
    std::int64_t m_askedAt = 0;                 ///< ms UTC, so that time asleep counts
    bool m_renewing = false;
};

} // namespace parlor::client
