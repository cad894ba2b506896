#include "client/core/import/syncfile.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace parlor::client {

namespace {

#if defined(Q_OS_WIN)

bool sync(int descriptor) {
    return ::_commit(descriptor) == 0;
}

/// NTFS writes names down with its own log.
bool syncFolder(const QString&) {
    return true;
}

#else

bool sync(int descriptor) {
#ifdef Q_OS_DARWIN
    // There fsync() leaves the bytes in the disk's own memory.
    if (::fcntl(descriptor, F_FULLFSYNC) == 0)
        return true;
#endif
    // Some file systems of other makers know no such thing; then there is nothing better to do.
    return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
}

bool syncFolder(const QString& path) {
    const int folder = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    const bool synced = sync(folder);
    ::close(folder);
    return synced;
}

#endif

} // namespace

Status syncFile(int descriptor, const QString& path) {
    const bool synced = sync(descriptor) && (path.isEmpty() || syncFolder(QFileInfo(path).absolutePath()));
    return synced ? Status() : fail(ErrorCode::FileFailed, qt_error_string(errno));
}

} // namespace parlor::client
