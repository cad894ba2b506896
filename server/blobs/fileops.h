#pragma once

#include "shared/core/result.h"

#include <QByteArray>

#include <cstdint>
#include <memory>

/// POSIX file work with errors as values. Paths are bytes, as the system has them.
namespace parlor::server::files {

/// An open descriptor that is closed when the last copy goes; the shape FileBody wants.
using Descriptor = std::shared_ptr<const int>;

Descriptor adopt(int fd);

/// NotFound, DiskFull (no space, no quota) or StoreFailed for `errno`; `what` and the reason go to the log.
Error errorOf(const char* what, int errorNumber);

/// open(2) with O_CLOEXEC; mode 0600.
Result<Descriptor> open(const QByteArray& path, int flags);

/// Writes what it can and answers how much: less than `size` only together with `failure`.
std::int64_t writeAt(int fd, const char* data, std::int64_t size, std::int64_t offset, Error* failure);
Status writeAllAt(int fd, const char* data, std::int64_t size, std::int64_t offset);

/// Reads up to `size` bytes; fewer only at the end of the file.
Result<std::int64_t> readAt(int fd, char* data, std::int64_t size, std::int64_t offset);

Result<std::int64_t> sizeOf(int fd);
Status truncate(int fd, std::int64_t size);
Status sync(int fd);
Status syncDirectory(const QByteArray& path);

/// Makes `relative` below `root`, one level after the other, 0700; new levels are synced.
Status makeDirectories(const QByteArray& root, const QByteArray& relative);

/// Removing what is not there succeeds.
Status remove(const QByteArray& path);

QByteArray parentOf(const QByteArray& path);

} // namespace parlor::server::files
