#pragma once

#include "server/domain/ports/erasurestore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteErasureStore final : public ErasureStore {
public:
    /// Both live longer.
    SqliteErasureStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<Outcome>> erase(Operation operation, PersonId person, bool messages) override;
    Task<Result<int>> eraseMessages(PersonId person, int limit) override;
    Task<Result<QList<PersonId>>> erasing() override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
