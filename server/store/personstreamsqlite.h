#pragma once

#include "server/domain/ports/personstream.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqlitePersonStream final : public PersonStreamStore {
public:
    /// Both live longer.
    SqlitePersonStream(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<Serial>> append(PersonId person, PersonEventBody body) override;
    Task<Result<PersonEventPage>> after(PersonId person, Serial cursor, int limit) override;
    Task<Result<PersonArrival>> arrive(PersonId person, Serial cursor, int limit) override;
    Task<Result<Serial>> head(PersonId person) override;
    Task<Result<int>> sweep(std::int64_t before) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
