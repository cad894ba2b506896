#include "server/blobs/fileops.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parlor::server::files {

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
        const ssize_t n = ::pwrite(fd, data + done, static_cast<std::size_t>(size - done), offset + done);
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
    QByteArray path = root;
    for (const QByteArray& level : relative.split('/')) {
        if (level.isEmpty())
            continue;
        const QByteArray parent = path;
        path += '/' + level;
        if (::mkdir(path.constData(), 0700) == 0)
            TRY(syncDirectory(parent));
        else if (errno != EEXIST)
            return std::unexpected(errorOf("mkdir", errno));
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
