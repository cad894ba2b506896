#pragma once

#include "server/domain/ports/versionstore.h"
#include "shared/core/clock.h"

#include <functional>
#include <map>
#include <mutex>

namespace parlor::test {

using namespace parlor::server;

/// Photos in memory, for tests of what stands on them and as the other voice of the contract suite. Answers
/// at once; thread-safe. Tells no private stream.
class MemoryPhotoStore final : public PhotoStore, public VersionStore {
public:
    explicit MemoryPhotoStore(const Clock& clock) : m_clock(clock) {}

    Task<Result<AddedPhoto>> add(NewPhoto photo) override;
    Task<Result<StoredPhoto>> byId(PhotoId id) override;
    Task<Result<QList<StoredPhoto>>> byIds(QList<PhotoId> ids) override;
    Task<Result<QList<KnownHash>>> byHashes(PersonId owner, QList<QByteArray> sha256) override;
    Task<Result<LibraryPage>> page(LibraryQuery query) override;
    Task<Result<QList<MonthCount>>> months(PersonId owner) override;
    Task<Result<PhotoIndexPage>> changedSince(PersonId owner, std::int64_t revision, int limit) override;
    Task<Result<LibraryUsage>> usage(PersonId owner) override;
    Task<Result<StoredPhoto>> finish(PhotoId id, Processed processed) override;
    Task<Result<StoredPhoto>> addRendering(PhotoId id, StoredRendering rendering) override;
    Task<Result<StoredPhoto>> edit(PersonId owner, PhotoId id, PhotoEdit edit) override;
    Task<Result<StoredPhoto>> release(PersonId owner, PhotoId id) override;
    Task<Result<StoredPhoto>> remove(PersonId owner, PhotoId id) override;
    Task<Result<int>> noteCrash(QByteArray sha256) override;
    Task<Result<QHash<QByteArray, int>>> crashes() override;
    Task<Result<QList<StoredPhoto>>> unheld(int limit) override;
    Task<Result<QList<StoredPhoto>>> anyOf(PersonId owner, int limit) override;
    Task<Status> pin(PersonId owner, QList<QByteArray> sha256, std::int64_t until) override;
    Task<Status> unpin(std::int64_t now) override;
    Task<Result<int>> reopen(ErrorCode reason, int limit) override;
    Task<Result<QList<PhotoId>>> needingWork(int limit) override;
    Task<Result<QList<StoredPhoto>>> ended(std::int64_t now, int limit) override;
    Task<Result<QList<StoredPhoto>>> after(PhotoId id, int limit) override;
    Task<Result<QSet<QString>>> named(PersonId owner, BlobArea area, QStringList blobs) override;

    Task<Result<StoredPhoto>> part(PersonId owner, PhotoId id,
                                   std::optional<QList<std::int64_t>> atRevisions) override;

    /// All rows, for twins of what is read from them.
    [[nodiscard]] QList<StoredPhoto> all();
    /// Says whether a message shows the photo; without it none does.
    std::function<bool(PhotoId)> isHeld;
    /// Called after remove().
    std::function<void(PhotoId)> removed;
    /// Called when an edited photo begins to stand for its original version.
    std::function<void(PhotoId edited, PhotoId original)> stacked;

    /// Called in add(), under the store's lock.
    std::function<void(UploadId, PhotoId, bool had)> uploadDone;

private:
    struct Removed {
        PersonId owner;
        std::int64_t revision = 0;
        PhotoId id;
    };

    Result<StoredPhoto> change(PhotoId id, PersonId owner, const std::function<bool(StoredPhoto*)>& apply);
    Result<StoredPhoto> removeNow(PersonId owner, PhotoId id);
    /// Rows that belong together, as they are here; answers the one of this id.
    Result<StoredPhoto> put(const QList<StoredPhoto>& rows, PhotoId id);
    [[nodiscard]] std::optional<StoredPhoto> find(PhotoId id);
    Result<StoredPhoto> joinStill(const StoredPhoto& known, PhotoId still);
    Result<StoredPhoto> settlePromise(const StoredPhoto& looked);
    Result<StoredPhoto> linkHalf(const StoredPhoto& looked);
    Result<StoredPhoto> linkVersion(const StoredPhoto& photo);
    void goAlong(const StoredPhoto& left);
    void parted(const StoredPhoto& gone);
    [[nodiscard]] LibraryUsage usageOf(PersonId owner) const;

    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<PhotoId, StoredPhoto> m_photos;
    QHash<PersonId, std::int64_t> m_revisions;
    QHash<QByteArray, int> m_crashes;
    QList<Removed> m_removed;                   ///< oldest first
    QSet<std::pair<PhotoId, PhotoId>> m_parted; ///< edited, original
    QHash<std::pair<PersonId, QString>, std::int64_t> m_pins;
};

} // namespace parlor::test
