#include "server/app/directorylock.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::server {

namespace {
// A child between fork and exec still shares the lock of a server that was killed in that moment.
constexpr int patienceMs = 500;
constexpr int pauseMs = 10;
} // namespace

DirectoryLock::~DirectoryLock() {
    if (m_file >= 0)
        ::close(m_file);
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : m_file(std::exchange(other.m_file, -1)) {}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept {
    std::swap(m_file, other.m_file);
    return *this;
}

Status DirectoryLock::take(const QString& path) {
    const int file = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, QString::fromLocal8Bit(strerror(errno))));
    DirectoryLock taken;
    taken.m_file = file;
    struct flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    const QDeadlineTimer deadline(patienceMs);
    while (::fcntl(file, F_OFD_SETLK, &whole) != 0) {
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return fail(ErrorCode::FileFailed,
                        u"%1: %2"_qs.arg(path, QString::fromLocal8Bit(strerror(errno))));
        if (deadline.hasExpired())
            return fail(ErrorCode::Busy, u"%1 is held by another process"_qs.arg(path));
        QThread::msleep(pauseMs);
    }
    const QByteArray owner = QByteArray::number(::getpid()) + '\n';
    const bool noted =
        ::ftruncate(file, 0) == 0 && ::pwrite(file, owner.constData(), std::size_t(owner.size()), 0) > 0;
    Q_UNUSED(noted) // a full disk takes nothing from the lock
    *this = std::move(taken);
    return {};
}

} // namespace parlor::server
