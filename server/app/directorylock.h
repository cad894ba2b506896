#pragma once

#include "shared/core/result.h"

#include <QString>

namespace parlor::server {

/// The claim of one process on a directory, held by the kernel (an open file description lock, fcntl(2)): it
/// ends with the process however that dies, so neither a reused process id nor a file that a power cut left
/// empty keeps the next server out. The file stays and holds the owner's process id, for people.
class DirectoryLock {
public:
    DirectoryLock() = default;
    ~DirectoryLock();
    DirectoryLock(DirectoryLock&& other) noexcept;
    DirectoryLock& operator=(DirectoryLock&& other) noexcept;
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

    /// Busy when another holds it; waits half a second at most for one that is just dying.
    Status take(const QString& path);

private:
    int m_file = -1;
};

} // namespace parlor::server
