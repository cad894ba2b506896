#include "server/store/uploadstoresqlite.h"

#include "server/store/uploadtable.h"

namespace parlor::server {

Task<Status> SqliteUploadStore::create(Upload upload, std::int64_t quota, int open) {
    return m_writer.submit<void>(
        [upload = std::move(upload), quota, open](Connection& connection, Effects&) -> Status {
            return connection.table<UploadTable>().insert(upload, quota, open);
        });
}

Task<Result<Upload>> SqliteUploadStore::byId(UploadId id) {
    return m_readers.run<Upload>(
        [id](Connection& connection) { return connection.table<UploadTable>().byId(id); });
}

Task<Result<QList<Upload>>> SqliteUploadStore::receiving(UploadId after, int limit) {
    return m_readers.run<QList<Upload>>([after, limit](Connection& connection) {
        return connection.table<UploadTable>().receiving(after, limit);
    });
}

Task<Status> SqliteUploadStore::setExpiry(UploadId id, std::int64_t expiresAt) {
    return m_writer.submit<void>([id, expiresAt](Connection& connection, Effects&) -> Status {
        return connection.table<UploadTable>().setExpiry(id, expiresAt);
    });
}

Task<Status> SqliteUploadStore::setUnverified(UploadId id, std::optional<std::int64_t> from) {
    return m_writer.submit<void>([id, from](Connection& connection, Effects&) -> Status {
        return connection.table<UploadTable>().setUnverified(id, from);
    });
}

Task<Status> SqliteUploadStore::close(UploadId id, UploadStage stage, std::optional<ErrorCode> reason) {
    return m_writer.submit<void>([id, stage, reason](Connection& connection, Effects&) -> Status {
        return connection.table<UploadTable>().close(id, stage, reason);
    });
}

Task<Result<QList<Upload>>> SqliteUploadStore::expired(std::int64_t now, int limit) {
    return m_readers.run<QList<Upload>>(
        [now, limit](Connection& connection) { return connection.table<UploadTable>().expired(now, limit); });
}

Task<Status> SqliteUploadStore::forget(UploadId id) {
    return m_writer.submit<void>([id](Connection& connection, Effects&) -> Status {
        return connection.table<UploadTable>().forget(id);
    });
}

Task<Result<QList<UploadId>>> SqliteUploadStore::forgetWhole() {
    return m_writer.submit<QList<UploadId>>(
        [](Connection& connection, Effects&) { return connection.table<UploadTable>().forgetWhole(); });
}

} // namespace parlor::server
