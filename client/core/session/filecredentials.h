#pragma once

#include "client/core/net/workerthread.h"
#include "client/core/session/credentials.h"

namespace parlor::client {

/// Credentials in DIR/credentials.json, readable by its owner only: for profiles given on the command line,
/// tests, and where there is no keychain. Several processes may share the directory.
class FileCredentials final : public CredentialStore {
public:
    /// The worker lives longer; files are touched on its thread only.
    FileCredentials(WorkerThread& worker, QString directory);

    Task<Result<std::optional<Credentials>>> load() override;
    Task<Status> save(Credentials credentials) override;
    Task<Status> clear() override;
    Task<Result<Lock>> lock() override;

private:
    WorkerThread& m_worker;
    const QString m_directory;
};

/// Creates a directory for its owner only, with its parents, and mends the rights of one that exists.
Status makePrivateDirectory(const QString& path);

/// Writes a file for its owner only: whole or not at all.
Status writePrivateFile(const QString& path, const QByteArray& bytes);

/// nullopt when there is none; at most 1 MiB.
Result<std::optional<QByteArray>> readSmallFile(const QString& path);

} // namespace parlor::client
