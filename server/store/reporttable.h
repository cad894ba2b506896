#pragma once

#include "server/domain/ports/reportstore.h"
#include "server/store/connection.h"
#include "server/store/messagetable.h"
#include "server/store/rowvalues.h"

namespace parlor::server {

/// Rows of the moderators' queue.
class ReportTable {
public:
    explicit ReportTable(Connection& connection) : m_connection(connection) {}

    /// Channel, message, reporter and reason are given. The open report of the same reporter about the same
    /// message stays the only one.
    Result<AddedReport> add(Report report, const MessageTable::Row& message, std::int64_t now);
    Result<Report> one(ReportId id); ///< NotFound

    static Report reportAt(const Rows& rows);

private:
    Connection& m_connection;
};

} // namespace parlor::server
