#pragma once

#include "server/blobs/localblobpart.h"
#include "server/domain/ports/blobstore.h"
#include "shared/core/clock.h"
#include "shared/core/jobthread.h"

#include <QCache>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace parlor::server {

/// Files on this machine, below one directory: originals/, renderings/, temporary/, names.key; and originals
/// below a second one. Four threads of its own: one for the second directory, one that hashes. Outlives the
/// parts and blobs that it gave out.
class LocalBlobStore final : public BlobStore {
public:
    struct Options {
        QByteArray root;            ///< below the data directory; made when missing
        QList<QByteArray> keyFiles; ///< empty: unsealed; the first seals, the others only open
        int floorPercent = 5;       ///< of the disk that stays free
        bool rereadBeforeAnswer = false;
        int openFiles = 512;   ///< descriptors kept open for files that are asked for again
        QByteArray coldRoot{}; ///< for originals that nobody opens; empty: none
    };

    ~LocalBlobStore() override;

    /// Forbidden or BadRequest for a bad key file, StoreFailed when the directories can't be made.
    static Result<std::unique_ptr<LocalBlobStore>> create(const Options& options, const Clock& clock);

    Task<Result<std::shared_ptr<BlobPart>>> part(UploadId upload) override;
    Task<Status> removePart(UploadId upload) override;
    Task<Result<BlobInfo>> put(PersonId owner, BlobArea area, QByteArray bytes) override;
    Task<Result<std::shared_ptr<Blob>>> open(PersonId owner, BlobArea area, QString name) override;
    std::shared_ptr<Blob> opened(PersonId owner, BlobArea area, const QString& name) override;
    Task<Status> remove(PersonId owner, BlobArea area, QString name, std::int64_t unchangedSince) override;
    Task<Result<QList<PersonId>>> owners(BlobArea area) override;
    Task<Result<QList<StoredFile>>> list(PersonId owner, BlobArea area, std::uint8_t first) override;
    Task<Result<int>> removeStaleParts(std::int64_t before) override;
    [[nodiscard]] std::int64_t available() const override;

    /// For who keeps the files; lives as long as the store.
    [[nodiscard]] const BlobPlace& place() const { return m_place; }

    /// Closes a file that is kept open, so that its bytes are free once it is removed.
    void letGo(PersonId owner, BlobArea area, const QString& name);

private:
    LocalBlobStore(const Options& options, BlobPlace place, const Clock& clock);

    JobThread* threadOf(std::size_t key) { return &m_threads.at(key % m_threads.size()); }

    [[nodiscard]] QByteArray partPath(UploadId upload) const;
    Result<BlobInfo> putNow(PersonId owner, BlobArea area, const QByteArray& bytes);
    Result<std::shared_ptr<Blob>> openNow(const QByteArray& path, JobThread* thread);
    Result<std::shared_ptr<Blob>> openCold(PersonId owner, const QString& name, const QByteArray& warm);

    BlobPlace m_place;
    const Clock& m_clock;
    int m_floorPercent;
    mutable std::atomic<std::int64_t> m_available = 0;
    mutable std::atomic<std::int64_t> m_availableAt = -1;
    std::mutex m_openMutex;
    QCache<QByteArray, std::shared_ptr<Blob>> m_open;
    std::atomic<std::size_t> m_turn = 0;
    HashingHelp m_hashing;
    JobThread m_coldThread;             ///< before those that hand over to it
    std::array<JobThread, 2> m_threads; ///< last: ends first, while the rest is still there
};

} // namespace parlor::server
