#pragma once

#include <atomic>

namespace parlor::server {

/// A VFS of SQLite (sqlite.org/vfs.html) in front of the real one that becomes the default while it lives,
/// and fails as told. It must outlive every connection that was opened while it lived.
class FaultyDisk {
public:
    FaultyDisk();
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    /// The n-th fsync from now on (1 is the next) answers SQLITE_IOERR_FSYNC; 0: none.
    void failSync(int n);
    /// Writes that would make a file longer than it is answer SQLITE_FULL.
    void setFull(bool full);
    /// The log's index (-shm) can't grow: SQLITE_IOERR_SHMSIZE once there are more than 4 062 pages in the
    /// log.
    void setIndexFull(bool full);
    [[nodiscard]] int syncs() const;
};

} // namespace parlor::server
