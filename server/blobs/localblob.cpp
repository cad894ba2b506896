#include "server/blobs/localblob.h"

#include "server/blobs/blobblocks.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace parlor::server {

/// Unseals as it is asked, on the blob thread.
class LocalBlob::Source final : public ByteSource {
public:
    explicit Source(std::shared_ptr<const LocalBlob> blob) : m_blob(std::move(blob)) {}

    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override {
        return m_blob->readPlain(offset, length);
    }

private:
    std::shared_ptr<const LocalBlob> m_blob;
};

std::variant<QByteArray, FileBody, SourceBody> LocalBlob::body(std::int64_t offset,
                                                               std::int64_t length) const {
    offset = std::clamp<std::int64_t>(offset, 0, size());
    length = std::clamp<std::int64_t>(length, 0, size() - offset);
    if (m_header.sealed || m_slow)
        return SourceBody{std::make_shared<Source>(shared_from_this()), offset, length};
    return FileBody{m_file, BlobHeader::bytes + offset, length};
}

Task<Result<QByteArray>> LocalBlob::readPlain(std::int64_t offset, std::int64_t length) const {
    return m_thread->run([self = shared_from_this(), offset, length] {
        return blocks::read(*self->m_file, self->m_header, self->m_key, self->size(), true, offset, length);
    });
}

Task<Result<QByteArray>> LocalBlob::read(std::int64_t offset, std::int64_t length) {
    offset = std::clamp<std::int64_t>(offset, 0, size());
    return readPlain(offset, std::clamp<std::int64_t>(length, 0, size() - offset));
}

Task<Result<std::shared_ptr<const int>>> LocalBlob::plainDescriptor() {
    return m_thread->run([self = shared_from_this()] { return self->copyPlain(); });
}

Result<files::Descriptor> LocalBlob::copyPlain() const {
    const int fd = size() <= (m_header.sealed ? sealedCopyInMemory : copyInMemory)
                       ? ::memfd_create("parlor-original", MFD_CLOEXEC)
                       : ::open(m_temporary.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return std::unexpected(files::errorOf("temporary copy", errno));
    files::Descriptor copy = files::adopt(fd);
    constexpr std::int64_t piece = 1024 * 1024;
    for (std::int64_t at = 0; at < size();) {
        if (!m_header.sealed) { // without a detour through user space
            off_t from = BlobHeader::bytes + at;
            const ssize_t n = ::copy_file_range(
                *m_file, &from, fd, nullptr, static_cast<std::size_t>(std::min(piece * 64, size() - at)), 0);
            if (n > 0) {
                at += n;
                continue;
            }
        }
        TRY_ASSIGN(const QByteArray bytes, blocks::read(*m_file, m_header, m_key, size(), true, at, piece));
        TRY(files::writeAllAt(fd, bytes.constData(), bytes.size(), at));
        at += bytes.size();
        if (::lseek(fd, at, SEEK_SET) < 0)
            return std::unexpected(files::errorOf("seek", errno));
    }
    ::lseek(fd, 0, SEEK_SET);
    return copy;
}

} // namespace parlor::server
