#pragma once

#include "server/domain/ports/sharestore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteShareStore final : public ShareStore {
public:
    /// Both live longer.
    SqliteShareStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<Share>> create(NewShare share) override;
    Task<Result<Share>> byId(PersonId owner, ShareId id) override;
    Task<Result<ShareList>> list(PersonId owner, ShareId before, int limit) override;
    Task<Result<Share>> edit(PersonId owner, ShareId id, ShareEdit edit) override;
    Task<Status> revoke(PersonId owner, ShareId id) override;
    Task<Result<Share>> byToken(QByteArray tokenHash) override;
    Task<Result<ShareSummary>> summary(ShareId id) override;
    Task<Result<SharePage>> photos(ShareId id, PhotoId after, int limit) override;
    Task<Result<SharedPhoto>> photo(ShareId id, PhotoId photo) override;
    Task<Result<bool>> shows(ShareId id, PhotoId photo) override;
    Task<Result<bool>> knowsDevice(ShareId id, QByteArray device) override;
    Task<Status> addDevice(ShareId id, QByteArray device) override;
    Task<Status> countView(ShareId id) override;
    Task<Result<AddedPhoto>> addPhoto(ShareId id, NewPhoto photo) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
