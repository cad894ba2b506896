#include "tests/contract/store/faultydisk.h"

#include <sqlite3.h>

#include <mutex>

namespace parlor::server {

namespace {

std::atomic<int> syncsUntilFailure = 0;
std::atomic<int> syncCount = 0;
std::atomic<bool> isFull = false;
std::atomic<bool> indexIsFull = false;
sqlite3_vfs* realVfs = nullptr;
sqlite3_vfs faultyVfs;

/// The real VFS has one table of methods for databases and one for their companions.
struct Methods {
    const sqlite3_io_methods* real = nullptr;
    sqlite3_io_methods faulty = {};
};

Methods ofDatabases, ofOthers;
std::mutex methodsMutex;
const sqlite3_io_methods* anyReal = nullptr; ///< both sync, write and measure by the same functions

int syncFile(sqlite3_file* file, int flags) {
    ++syncCount;
    if (syncsUntilFailure > 0) {
        const int left = --syncsUntilFailure;
        if (left == 0)
            return SQLITE_IOERR_FSYNC;
    }
    return anyReal->xSync(file, flags);
}

int writeFile(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    sqlite3_int64 size = 0;
    if (isFull && anyReal->xFileSize(file, &size) == SQLITE_OK && offset + count > size)
        return SQLITE_FULL;
    return anyReal->xWrite(file, bytes, count, offset);
}

/// As of SQLite's own VFS when -shm can't grow by another region.
int mapIndex(sqlite3_file* file, int region, int bytes, int mayGrow, void volatile** mapped) {
    if (indexIsFull && region > 0 && mayGrow != 0)
        return SQLITE_IOERR_SHMSIZE;
    const std::scoped_lock lock(methodsMutex);
    return ofDatabases.real->xShmMap(file, region, bytes, mayGrow, mapped);
}

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
    const int opened = realVfs->xOpen(realVfs, name, file, flags, outFlags);
    if (opened == SQLITE_OK && file->pMethods) {
        const std::scoped_lock lock(methodsMutex);
        Methods& methods = (flags & SQLITE_OPEN_MAIN_DB) ? ofDatabases : ofOthers;
        if (methods.real != file->pMethods) {
            methods.real = file->pMethods;
            methods.faulty = *file->pMethods;
            methods.faulty.xSync = syncFile;
            methods.faulty.xWrite = writeFile;
            methods.faulty.xShmMap = mapIndex;
        }
        if (!anyReal)
            anyReal = methods.real;
        file->pMethods = &methods.faulty;
    }
    return opened;
}

} // namespace

FaultyDisk::FaultyDisk() {
    realVfs = sqlite3_vfs_find(nullptr);
    faultyVfs = *realVfs;
    faultyVfs.pNext = nullptr;
    faultyVfs.zName = "faulty";
    faultyVfs.xOpen = openFile;
    syncsUntilFailure = 0;
    syncCount = 0;
    isFull = false;
    indexIsFull = false;
    sqlite3_vfs_register(&faultyVfs, 1);
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&faultyVfs);
    sqlite3_vfs_register(realVfs, 1);
}

void FaultyDisk::failSync(int n) {
    syncsUntilFailure = n;
}

void FaultyDisk::setFull(bool full) {
    isFull = full;
}

void FaultyDisk::setIndexFull(bool full) {
    indexIsFull = full;
}

int FaultyDisk::syncs() const {
    return syncCount;
}

} // namespace parlor::server
