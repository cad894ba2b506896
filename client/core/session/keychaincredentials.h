#pragma once

#include "client/core/net/workerthread.h"
#include "client/core/session/credentials.h"

#include <QObject>

namespace parlor::client {

/// The refresh token in the system's keychain, what is no secret in DIR/account.json; access tokens are not
/// kept. When the keychain can't be used (or does not answer within 10 s) the token goes to
/// DIR/credentials.json, and when that can't be written it is kept in memory only; warning() says which.
/// Linux: Secret Service or KWallet.
class KeychainCredentials final : public QObject, public CredentialStore {
    Q_OBJECT
public:
    KeychainCredentials(WorkerThread& worker, Executor& executor, QString directory,
                        QObject* parent = nullptr);
    ~KeychainCredentials() override;

    Task<Result<std::optional<Credentials>>> load() override;
    Task<Status> save(Credentials credentials) override;
    Task<Status> clear() override;
    Task<Result<Lock>> lock() override;

    [[nodiscard]] QString warning() const override { return m_warning; }

private:
    void loadFromFile(const Promise<Result<std::optional<Credentials>>>& promise);
    void saveToFile(const Credentials& credentials, const Promise<Status>& promise);
    [[nodiscard]] QString keyOf(const Credentials& credentials) const;

    WorkerThread& m_worker;
    Executor& m_executor;
    const QString m_directory;
    std::unique_ptr<CredentialStore> m_file;
    std::optional<Credentials> m_memory;
    QString m_warning;
};

} // namespace parlor::client
