#pragma once

#include "server/domain/ports/reportstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteReportStore final : public ReportStore {
public:
    /// Both live longer.
    SqliteReportStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<AddedReport>> add(Report report) override;
    Task<Result<Report>> byId(ReportId id) override;
    Task<Result<QList<Report>>> list(ReportQuery query) override;
    Task<Result<int>> openCount() override;
    Task<Result<Report>> resolve(Resolution resolution) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
