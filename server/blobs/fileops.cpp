#include "server/blobs/fileops.h"

#include <QSet>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parlor::server::files {

namespace {

/// More in one call makes ext4 take large folios from memory that has long been free: on a virtual machine
/// the host must provide that first, and writing 300 MB takes up to five times the CPU.
constexpr std::int64_t writtenAtOnce = 64 * 1024;

/// Directories whose names this process has seen to the disk.
class DurableFolders {
public:
    bool has(const QByteArray& path) {
        const std::scoped_lock lock(m_mutex);
        return m_paths.contains(path);
    }

    void add(const QByteArray& path) {
        constexpr qsizetype most = 20'000; // a few MiB; beyond it some are synced once more
        const std::scoped_lock lock(m_mutex);
        if (m_paths.size() >= most)
            m_paths.clear();
        m_paths.insert(path);
    }

private:
    std::mutex m_mutex;
    QSet<QByteArray> m_paths;
};

} // namespace

Descriptor adopt(int fd) {
    return {new int(fd), [](const int* owned) {
                ::close(*owned);
                delete owned;
            }};
}

Error errorOf(const char* what, int errorNumber) {
    ErrorCode code = ErrorCode::StoreFailed;
    if (errorNumber == ENOENT)
        code = ErrorCode::NotFound;
    else if (errorNumber == ENOSPC || errorNumber == EDQUOT)
        code = ErrorCode::DiskFull;
    return {code, QString::fromUtf8(what) + u": "_qs + QString::fromLocal8Bit(::strerror(errorNumber)), 0};
}

Result<Descriptor> open(const QByteArray& path, int flags) {
    const int fd = ::open(path.constData(), flags | O_CLOEXEC, 0600);
    if (fd < 0)
        return std::unexpected(errorOf("open", errno));
    return adopt(fd);
}

std::int64_t writeAt(int fd, const char* data, std::int64_t size, std::int64_t offset, Error* failure) {
    std::int64_t done = 0;
    while (done < size) {
        const std::int64_t piece = std::min(size - done, writtenAtOnce);
        const ssize_t n = ::pwrite(fd, data + done, static_cast<std::size_t>(piece), offset + done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            *failure = errorOf("write", n < 0 ? errno : EIO);
            break;
        }
        done += n;
    }
    return done;
}

Status writeAllAt(int fd, const char* data, std::int64_t size, std::int64_t offset) {
    Error failure;
    if (writeAt(fd, data, size, offset, &failure) < size)
        return std::unexpected(failure);
    return {};
}

Result<std::int64_t> readAt(int fd, char* data, std::int64_t size, std::int64_t offset) {
    std::int64_t done = 0;
    while (done < size) {
        const ssize_t n = ::pread(fd, data + done, static_cast<std::size_t>(size - done), offset + done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return std::unexpected(errorOf("read", errno));
        if (n == 0)
            break;
        done += n;
    }
    return done;
}

Result<std::int64_t> sizeOf(int fd) {
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return std::unexpected(errorOf("stat", errno));
    return info.st_size;
}

Status truncate(int fd, std::int64_t size) {
    if (::ftruncate(fd, size) != 0)
        return std::unexpected(errorOf("truncate", errno));
    return {};
}

Status sync(int fd) {
    if (::fsync(fd) != 0)
        return std::unexpected(errorOf("fsync", errno));
    return {};
}

Status syncDirectory(const QByteArray& path) {
    TRY_ASSIGN(const Descriptor directory, open(path, O_RDONLY | O_DIRECTORY));
    return sync(*directory);
}

Status makeDirectories(const QByteArray& root, const QByteArray& relative) {
    static DurableFolders durable;
    QByteArray path = root;
    for (const QByteArray& level : relative.split('/')) {
        if (level.isEmpty())
            continue;
        const QByteArray parent = path;
        path += '/' + level;
        if (::mkdir(path.constData(), 0700) != 0) {
            if (errno != EEXIST)
                return std::unexpected(errorOf("mkdir", errno));
            if (durable.has(path))
                continue;
        }
        // Also one that was there: another thread or an earlier life may have made it and not got this far.
        TRY(syncDirectory(parent));
        durable.add(path);
    }
    return {};
}

Status remove(const QByteArray& path) {
    if (::unlink(path.constData()) != 0 && errno != ENOENT)
        return std::unexpected(errorOf("unlink", errno));
    return {};
}

QByteArray parentOf(const QByteArray& path) {
    return path.left(path.lastIndexOf('/'));
}

} // namespace parlor::server::files
