#pragma once

#include "server/blobs/blobheader.h"
#include "server/blobs/fileops.h"
#include "server/domain/ports/blobstore.h"
#include "shared/core/jobthread.h"
#include "shared/protocol/limits.h"

namespace parlor::server {

/// A finished file of blob format 1, open.
class LocalBlob final : public Blob, public std::enable_shared_from_this<LocalBlob> {
public:
    /// Copies for a worker up to this many bytes stay in memory, larger ones go to an unlinked file in
    /// `temporary`.
    static constexpr std::int64_t copyInMemory = 16LL * 1024 * 1024;
    /// The same where the file is sealed: no picture lies in clear on the disk, only a video can.
    static constexpr std::int64_t sealedCopyInMemory = limits::imageFile;

    /// `slow`: its disk may take seconds, so that it is only read on `thread`.
    LocalBlob(files::Descriptor file, BlobHeader header, QByteArray key, JobThread* thread,
              QByteArray temporary, bool slow = false)
        : m_file(std::move(file)),
          m_header(std::move(header)),
          m_key(std::move(key)),
          m_thread(thread),
          m_temporary(std::move(temporary)),
          m_slow(slow) {}

    [[nodiscard]] std::int64_t size() const override { return m_header.size; }

    [[nodiscard]] std::variant<QByteArray, FileBody, SourceBody> body(std::int64_t offset,
                                                                      std::int64_t length) const override;
    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override;
    Task<Result<std::shared_ptr<const int>>> plainDescriptor() override;

private:
    class Source;
    [[nodiscard]] Task<Result<QByteArray>> readPlain(std::int64_t offset, std::int64_t length) const;
    [[nodiscard]] Result<files::Descriptor> copyPlain() const;

    files::Descriptor m_file;
    BlobHeader m_header;
    QByteArray m_key;
    JobThread* m_thread;
    QByteArray m_temporary;
    bool m_slow;
};

} // namespace parlor::server
