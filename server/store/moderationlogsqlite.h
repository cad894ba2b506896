#pragma once

#include "server/domain/ports/moderationlog.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteModerationLog final : public ModerationLog {
public:
    /// Both live longer.
    SqliteModerationLog(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Status> record(ModerationEntry entry) override;
    Task<Result<QList<ModerationEntry>>> entries(std::int64_t before, int limit) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
