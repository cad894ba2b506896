#pragma once

#include "client/core/cache/cachevalues.h"
#include "client/core/cache/sql.h"

namespace parlor::client {

/// What waits to go out: messages, changes, files, and what is known about files. Cache thread only.
class OutgoingTable {
public:
    explicit OutgoingTable(Sql& sql) : m_sql(sql) {}

    /// On the disk, not only in its cache, when it answers.
    Status storePending(const PendingMessage& message);
    Status removePending(const QString& clientId);
    Result<QList<PendingMessage>> pending();

    /// On the disk when it answers, too.
    Status storeChange(const PendingChange& change);
    Status removeChange(const QString& clientId);
    Result<QList<PendingChange>> changes();

    /// What waits for one channel waits for another from now on.
    Status move(ChannelId from, ChannelId to);

    /// Of messages and changes, by client id: they rise in the order in which all these were stored.
    Result<QHash<QString, std::int64_t>> places();

    Status storeTransfer(const Transfer& transfer);
    Status removeTransfer(TransferId transfer);
    Result<QList<Transfer>> transfers();

    /// SHA-256 of a file whose size and time (ms UTC) are still the same.
    Result<std::optional<QByteArray>> hash(const QString& path, std::int64_t size, std::int64_t changedAt);
    Status storeHash(const QString& path, std::int64_t size, std::int64_t changedAt,
                     const QByteArray& sha256);
    /// Where an upload of these bytes was begun, less than 24 h before `now` (ms UTC).
    Result<QString> uploadUrl(const QByteArray& sha256, std::int64_t now);
    /// Empty: it is over.
    Status storeUploadUrl(const QByteArray& sha256, const QString& url, std::int64_t now);

private:
    Status runDurably(const QString& statement, const QVariantList& values);

    Sql& m_sql;
};

} // namespace parlor::client
