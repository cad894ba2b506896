#pragma once

#include "server/domain/ports/librarystore.h"
#include "tests/support/memoryphotos.h"

namespace parlor::test {

/// The twin of a library's lists: everything is found by looking at every photo.
class MemoryLibraryStore final : public LibraryStore {
public:
    explicit MemoryLibraryStore(MemoryPhotoStore& photos) : m_photos(photos) {}

    Task<Result<LibraryPage>> search(PhotoSearch search) override;
    Task<Result<QList<IndexedPhoto>>> index(PersonId owner, LocalSpan span, PhotoId before,
                                            int limit) override;
    Task<Result<QList<LibraryPage>>> spans(PersonId owner, QList<LocalSpan> spans, int limit) override;
    /// Groups as they would be if all photos had come in order of their time.
    Task<Result<GroupPage>> groups(PersonId owner, GroupKind kind, PhotoId before, int limit) override;
    Task<Result<QList<LibraryCount>>> counts(PersonId owner, CountKind kind, QString after,
                                             int limit) override;

    Task<Result<QList<PersonId>>> erased(int) override {
        return doneTask<Result<QList<PersonId>>>(QList<PersonId>());
    }

    Task<Result<LocalityPage>> localities(LocalityQuery query) override;

    Task<Result<Settled>> settle(int) override { return doneTask<Result<Settled>>(Settled()); }

private:
    QList<StoredPhoto> shelfOf(PersonId owner, Shelf shelf); ///< newest first
    static LibraryPage cut(QList<StoredPhoto> photos, int limit);

    MemoryPhotoStore& m_photos;
};

} // namespace parlor::test
