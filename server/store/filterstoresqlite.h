#pragma once

#include "server/domain/ports/filterstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteFilterStore final : public FilterStore {
public:
    /// Both live longer.
    SqliteFilterStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<FilterRule>> add(FilterRule rule) override;
    Task<Status> remove(FilterRuleId id, PersonId by) override;
    Task<Result<QList<FilterRule>>> rules() override;
    Task<Status> count(QList<FilterHits> hits) override;
    Task<Result<Outcome>> refuse(Operation operation, ChannelId channel, std::int64_t mutedUntil) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
