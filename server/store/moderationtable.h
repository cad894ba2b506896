#pragma once

#include "server/domain/ports/moderationlog.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of the moderation log.
class ModerationTable {
public:
    explicit ModerationTable(Connection& connection) : m_connection(connection) {}

    /// Time is set.
    Status record(const ModerationEntry& entry, Effects& effects);
    Result<QList<ModerationEntry>> entries(std::int64_t before, int limit);

private:
    Connection& m_connection;
};

} // namespace parlor::server
