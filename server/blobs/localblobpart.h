#pragma once

#include "server/blobs/blobheader.h"
#include "server/blobs/blobkeys.h"
#include "server/blobs/coldplace.h"
#include "server/blobs/fileops.h"
#include "server/blobs/openedoriginals.h"
#include "server/blobs/parthash.h"
#include "server/domain/ports/blobstore.h"
#include "shared/core/jobthread.h"

#include <QList>

#include <atomic>
#include <memory>
#include <mutex>

namespace parlor::server {

/// What the files of one data directory have in common. Lives as long as the store.
struct BlobPlace {
    QByteArray root; ///< holds originals/, renderings/ and temporary/
    BlobKeys keys;
    bool rereadBeforeAnswer = false; ///< compare what the disk gives back before a file counts as stored
    ColdPlace cold{};
    std::shared_ptr<OpenedOriginals> opened = std::make_shared<OpenedOriginals>();
    /// Held while the head of a part is read and written again: parts and who changes keys do both.
    std::shared_ptr<std::mutex> partHeads = std::make_shared<std::mutex>();

    [[nodiscard]] QByteArray temporary(const QByteArray& name) const { return root + "/temporary/" + name; }

    [[nodiscard]] QByteArray pathOf(PersonId owner, BlobArea area, const QString& name) const {
        return root + '/' + folderOf(owner, area, name) + '/' + name.toLatin1();
    }

    /// "originals/<owner>/<aa>/<bb>"
    static QByteArray folderOf(PersonId owner, BlobArea area, const QString& name);
};

/// A part file: a blob whose header does not say its size yet. All work is done on its blob thread, in order.
class LocalBlobPart final : public BlobPart, public std::enable_shared_from_this<LocalBlobPart> {
public:
    /// Opens or creates; a torn last block is dropped, and an older master key gives way to the newest one.
    /// Called on `thread`.
    static Result<std::shared_ptr<LocalBlobPart>> open(const BlobPlace* place, JobThread* thread,
                                                       HashingHelp* help, QByteArray path);

    Task<Status> write(QByteArray chunk) override;

    [[nodiscard]] std::int64_t offset() const override { return m_offset; }

    Task<Status> truncate(std::int64_t offset) override;
    Task<Result<QByteArray>> digest(std::int64_t from, QCryptographicHash::Algorithm algorithm) override;
    Task<Result<QByteArray>> read(std::int64_t from, std::int64_t length) override;
    Task<Result<BlobInfo>> finish(PersonId owner, BlobArea area, QByteArray expectedSha256) override;

private:
    LocalBlobPart(const BlobPlace* place, JobThread* thread, HashingHelp* help, QByteArray path)
        : m_place(place), m_thread(thread), m_path(std::move(path)), m_hash(help) {}

    Status load();
    Status loadHead(std::int64_t size);
    Status startAfresh();
    Status loadTail(std::int64_t body);
    Status append(const QByteArray& chunk);
    qsizetype appendSealed(QByteArrayView chunk, Error* failure);
    Status cut(std::int64_t offset);
    Status hashUpToOffset();
    Status close(); ///< last block and header, then fsync
    Result<BlobInfo> store(PersonId owner, BlobArea area, const QByteArray& expectedSha256);
    Status compareWithDisk(const QByteArray& sha256) const;
    [[nodiscard]] Result<QByteArray> readPlain(std::int64_t from, std::int64_t length) const;

    const BlobPlace* m_place;
    JobThread* m_thread;
    QByteArray m_path;
    files::Descriptor m_file;
    BlobHeader m_header;
    QByteArray m_key;
    std::atomic<std::int64_t> m_offset = 0;
    bool m_broken =
        false;         ///< a sync failed, or a block could not be put back: this file is never acknowledged
    PartHash m_hash;   ///< of the first m_hash.size() bytes
    QByteArray m_tail; ///< sealed: plain bytes of the last block, which is written again as it grows
    std::int64_t m_tailNumber = 0;
};

/// Links `from` to its place below the root and syncs the folder; a whole file that is there already is kept.
Status linkIntoPlace(const BlobPlace& place, const QByteArray& from, const QByteArray& folder,
                     const QString& name, std::int64_t plainSize);

} // namespace parlor::server
