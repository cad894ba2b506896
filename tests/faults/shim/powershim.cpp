// Remembers what a cut of the power would take away: every change of a file or of a directory that no fsync
// has made durable. Nothing is done here; the test undoes it after the process was killed.
#include "tests/faults/shim/powershim.h"

#include "tests/faults/shim/powerlog.h"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace parlor::test {

namespace {

constinit std::string_view root, kept; // used before any constructor of ours has run
int logFile = -1;
constinit std::mutex mutex;

bool isIn(const char* path) {
    return logFile >= 0 && path && std::strncmp(path, root.data(), root.size()) == 0
           && path[root.size()] == '/';
}

/// Shared memory of SQLite is no promise to anybody.
bool isOfNoAccount(const std::string& path) {
    return path.ends_with("-shm");
}

std::string pathOf(int file) {
    char link[64];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t size = ::readlink(link, path, sizeof path);
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string();
}

/// A regular file, or with `directories` a directory too, that is watched.
bool isWatched(int file, struct stat* status, bool directories = false) {
    if (logFile < 0 || file <= STDERR_FILENO || ::fstat(file, status) != 0
        || !(S_ISREG(status->st_mode) || (directories && S_ISDIR(status->st_mode))))
        return false;
    const std::string path = pathOf(file);
    return (isIn(path.c_str()) || path == root) && !isOfNoAccount(path);
}

std::uint64_t parentOf(const char* path) {
    const std::string text(path);
    struct stat status{};
    return ::stat(text.substr(0, text.rfind('/')).c_str(), &status) == 0 ? status.st_ino : 0;
}

void append(PowerRecord record, const std::string& path = {}, const std::string& other = {},
            const std::vector<char>& bytes = {}) {
    record.pathSize = static_cast<std::uint32_t>(path.size());
    record.otherSize = static_cast<std::uint32_t>(other.size());
    record.bytesSize = static_cast<std::uint32_t>(bytes.size());
    const iovec parts[] = {{&record, sizeof record},
                           {const_cast<char*>(path.data()), path.size()},
                           {const_cast<char*>(other.data()), other.size()},
                           {const_cast<char*>(bytes.data()), bytes.size()}};
    const std::size_t whole = sizeof record + path.size() + other.size() + bytes.size();
    if (::syscall(SYS_writev, logFile, parts, 4) != static_cast<long>(whole))
        std::abort(); // without the log the test would prove nothing
}

std::vector<char> bytesOf(int file, std::int64_t from, std::int64_t to) {
    std::vector<char> bytes(static_cast<std::size_t>(std::max<std::int64_t>(0, to - from)));
    if (bytes.empty())
        return bytes;
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file); // it may be open for writing alone
    const int readable = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const long got = ::syscall(SYS_pread64, readable, bytes.data() + done, bytes.size() - done,
                                   from + static_cast<std::int64_t>(done));
        if (got <= 0)
            std::abort();
        done += static_cast<std::size_t>(got);
    }
    ::close(readable);
    return bytes;
}

void resized(int file, const struct stat& status, std::int64_t size) {
    append({.kind = PowerRecord::Resize, .object = status.st_ino, .oldSize = status.st_size}, {}, {},
           bytesOf(file, size, status.st_size));
}

/// Its last name must not be its end: it may have to come back.
std::string keep(const char* path) {
    static int number = 0;
    std::string name = std::string(kept) + '/' + std::to_string(::getpid()) + '-' + std::to_string(++number);
    return ::syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, name.c_str(), 0) == 0 ? name : std::string();
}

template<class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int opened(const char* path, int flags, mode_t mode) {
    const auto call = [&] { return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode)); };
    const bool unnamed = (flags & O_TMPFILE) == O_TMPFILE;
    if ((flags & (O_CREAT | O_TRUNC)) == 0 || unnamed || !isIn(path) || isOfNoAccount(path))
        return call();
    const std::scoped_lock lock(mutex);
    struct stat status{};
    const bool there = ::stat(path, &status) == 0;
    if (!there && (flags & O_CREAT) != 0) {
        append({.kind = PowerRecord::Create, .object = parentOf(path)}, path);
    } else if (there && (flags & O_TRUNC) != 0 && status.st_size > 0) {
        const int file = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
        resized(file, status, 0);
        ::close(file);
    }
    return call();
}

int named(PowerRecord::Kind kind, const char* path, const auto& call) {
    if (!isIn(path))
        return call();
    const std::scoped_lock lock(mutex);
    struct stat status{};
    if (::lstat(path, &status) != 0)
        append({.kind = kind, .object = parentOf(path)}, path);
    return call();
}

int renamed(const char* from, const char* to, const auto& call) {
    if (!isIn(to))
        return call();
    const std::scoped_lock lock(mutex);
    struct stat status{};
    if (::lstat(from, &status) != 0 || !S_ISREG(status.st_mode))
        return call(); // a socket
    if (::lstat(to, &status) == 0 && S_ISREG(status.st_mode))
        append({.kind = PowerRecord::Remove, .object = parentOf(to)}, to, keep(to));
    append({.kind = PowerRecord::Rename, .object = parentOf(to)}, from, to);
    return call();
}

} // namespace

void watchPower() {
    const char* watched = std::getenv(powerRootVariable);
    const char* log = std::getenv(powerLogVariable);
    if (!watched || !log)
        return;
    root = watched;
    static const std::string keptPath = std::string(log) + "/kept";
    kept = keptPath;
    logFile = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, (std::string(log) + "/log").c_str(),
                                         O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (logFile < 0)
        std::abort();
}

std::int64_t beforeSync(int file) {
    struct stat status{};
    if (!isWatched(file, &status, true))
        return -1;
    const std::scoped_lock lock(mutex); // what has begun has also been done
    return ::lseek(logFile, 0, SEEK_END);
}

void afterSync(int file, std::int64_t mark) {
    struct stat status{};
    if (mark < 0 || !isWatched(file, &status, true))
        return;
    const std::scoped_lock lock(mutex);
    append({.kind = PowerRecord::Sync, .object = status.st_ino, .at = mark});
}

PowerChange PowerChange::write(int file, std::int64_t offset, std::int64_t size) {
    PowerChange change;
    struct stat status{};
    if (!isWatched(file, &status))
        return change;
    mutex.lock();
    change.m_locked = true;
    ::fstat(file, &status); // now that nobody else changes it
    if (offset < 0)
        offset = (::fcntl(file, F_GETFL) & O_APPEND) != 0 ? status.st_size : ::lseek(file, 0, SEEK_CUR);
    append({.kind = PowerRecord::Write, .object = status.st_ino, .at = offset, .oldSize = status.st_size}, {},
           {}, bytesOf(file, offset, std::min<std::int64_t>(offset + size, status.st_size)));
    return change;
}

PowerChange::~PowerChange() {
    if (m_locked)
        mutex.unlock();
}

} // namespace parlor::test

extern "C" {

using namespace parlor::test;

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return opened(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return opened(path, flags | O_LARGEFILE, mode);
}

int ftruncate64(int file, off64_t size) noexcept {
    struct stat status{};
    if (!isWatched(file, &status))
        return static_cast<int>(::syscall(SYS_ftruncate, file, size));
    const std::scoped_lock lock(mutex);
    ::fstat(file, &status);
    resized(file, status, size);
    return static_cast<int>(::syscall(SYS_ftruncate, file, size));
}

int ftruncate(int file, off_t size) noexcept {
    return ftruncate64(file, size);
}

int link(const char* from, const char* to) noexcept {
    return named(PowerRecord::Link, to,
                 [&] { return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)); });
}

int linkat(int fromAt, const char* from, int toAt, const char* to, int flags) noexcept {
    return named(PowerRecord::Link, to,
                 [&] { return static_cast<int>(::syscall(SYS_linkat, fromAt, from, toAt, to, flags)); });
}

int mkdir(const char* path, mode_t mode) noexcept {
    return named(PowerRecord::MakeDirectory, path,
                 [&] { return static_cast<int>(::syscall(SYS_mkdir, path, mode)); });
}

int unlink(const char* path) noexcept {
    const auto call = [&] { return static_cast<int>(::syscall(SYS_unlink, path)); };
    if (!isIn(path) || isOfNoAccount(path))
        return call();
    const std::scoped_lock lock(mutex);
    struct stat status{};
    if (::lstat(path, &status) == 0 && S_ISREG(status.st_mode))
        append({.kind = PowerRecord::Remove, .object = parentOf(path)}, path, keep(path));
    return call();
}

int rename(const char* from, const char* to) noexcept {
    return renamed(from, to, [&] { return static_cast<int>(::syscall(SYS_rename, from, to)); });
}

int renameat2(int fromAt, const char* from, int toAt, const char* to, unsigned flags) noexcept {
    return renamed(from, to,
                   [&] { return static_cast<int>(::syscall(SYS_renameat2, fromAt, from, toAt, to, flags)); });
}

} // extern "C"
