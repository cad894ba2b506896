#pragma once

#include "server/domain/ports/keywordstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteKeywordStore final : public KeywordStore {
public:
    /// Both live longer.
    SqliteKeywordStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Status> setKeywords(PersonId person, QStringList words) override;
    Task<Result<QStringList>> keywords(PersonId person) override;
    Task<Result<QHash<PersonId, QStringList>>> allKeywords() override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
