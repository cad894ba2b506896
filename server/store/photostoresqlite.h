#pragma once

#include "server/domain/ports/photostore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

/// PhotoStore::add() within somebody else's transaction.
Result<AddedPhoto> addPhotoNow(Connection& connection, Effects& effects, const NewPhoto& fresh);

class SqlitePhotoStore final : public PhotoStore {
public:
    /// Both live longer.
    SqlitePhotoStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<AddedPhoto>> add(NewPhoto photo) override;
    Task<Result<StoredPhoto>> byId(PhotoId id) override;
    Task<Result<QList<StoredPhoto>>> byIds(QList<PhotoId> ids) override;
    Task<Result<QList<KnownHash>>> byHashes(PersonId owner, QList<QByteArray> sha256) override;
    Task<Result<LibraryPage>> page(LibraryQuery query) override;
    Task<Result<QList<MonthCount>>> months(PersonId owner) override;
    Task<Result<PhotoIndexPage>> changedSince(PersonId owner, std::int64_t revision, int limit) override;
    Task<Result<LibraryUsage>> usage(PersonId owner) override;
    Task<Result<StoredPhoto>> finish(PhotoId id, Processed processed) override;
    Task<Result<StoredPhoto>> addRendering(PhotoId id, StoredRendering rendering) override;
    Task<Result<StoredPhoto>> edit(PersonId owner, PhotoId id, PhotoEdit edit) override;
    Task<Result<StoredPhoto>> release(PersonId owner, PhotoId id) override;
    Task<Result<StoredPhoto>> remove(PersonId owner, PhotoId id) override;
    Task<Result<int>> noteCrash(QByteArray sha256) override;
    Task<Result<QHash<QByteArray, int>>> crashes() override;
    Task<Result<QList<StoredPhoto>>> unheld(int limit) override;
    Task<Result<QList<StoredPhoto>>> anyOf(PersonId owner, int limit) override;
    Task<Status> pin(PersonId owner, QList<QByteArray> sha256, std::int64_t until) override;
    Task<Status> unpin(std::int64_t now) override;
    Task<Result<int>> reopen(ErrorCode reason, int limit) override;
    Task<Result<QList<PhotoId>>> needingWork(int limit) override;
    Task<Result<QList<StoredPhoto>>> ended(std::int64_t now, int limit) override;
    Task<Result<QList<StoredPhoto>>> after(PhotoId id, int limit) override;
    Task<Result<QSet<QString>>> named(PersonId owner, BlobArea area, QStringList blobs) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
