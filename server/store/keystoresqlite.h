#pragma once

#include "server/domain/ports/keystore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteKeyStore final : public KeyStore {
public:
    /// Both live longer.
    SqliteKeyStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<ApiKey>> create(ApiKey key) override;
    Task<Result<ApiKey>> byName(QString name) override;
    Task<Result<QList<ApiKey>>> list() override;
    Task<Result<ApiKey>> renew(QString name) override;
    Task<Status> revoke(QString name) override;
    Task<Status> useNonce(QString keyName, QByteArray nonce, std::int64_t expiresAt) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
