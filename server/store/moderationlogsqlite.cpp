#include "server/store/moderationlogsqlite.h"

#include "server/store/moderationtable.h"

namespace parlor::server {

Task<Status> SqliteModerationLog::record(ModerationEntry entry) {
    return m_writer.submit<void>([entry](Connection& connection, Effects& effects) {
        return connection.table<ModerationTable>().record(entry, effects);
    });
}

Task<Result<QList<ModerationEntry>>> SqliteModerationLog::entries(std::int64_t before, int limit) {
    return m_readers.run<QList<ModerationEntry>>([before, limit](Connection& connection) {
        return connection.table<ModerationTable>().entries(before, limit);
    });
}

} // namespace parlor::server
