#pragma once

#include "server/domain/ports/librarystore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteLibraryStore final : public LibraryStore {
public:
    /// Both live longer.
    SqliteLibraryStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<LibraryPage>> search(PhotoSearch search) override;
    Task<Result<QList<IndexedPhoto>>> index(PersonId owner, LocalSpan span, PhotoId before,
                                            int limit) override;
    Task<Result<QList<LibraryPage>>> spans(PersonId owner, QList<LocalSpan> spans, int limit) override;
    Task<Result<GroupPage>> groups(PersonId owner, GroupKind kind, PhotoId before, int limit) override;
    Task<Result<QList<LibraryCount>>> counts(PersonId owner, CountKind kind, QString after,
                                             int limit) override;
    Task<Result<LocalityPage>> localities(LocalityQuery query) override;
    Task<Result<QList<PersonId>>> erased(int limit) override;
    Task<Result<Settled>> settle(int limit) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
