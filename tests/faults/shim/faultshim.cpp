// Stands between parlord and the C library (LD_PRELOAD): counts and spoils what makes files durable, lets
// disks be full, moves the wall clock. Only parlord itself is touched, not the workers that it starts.
#include "tests/faults/shim/faultcontrol.h"
#include "tests/faults/shim/powershim.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

using parlor::test::FaultControl;
using parlor::test::PowerChange;

namespace {

FaultControl* control = nullptr;

__attribute__((constructor)) void attach() {
    const char* path = std::getenv(parlor::test::faultControlVariable);
    if (!path || std::strcmp(program_invocation_short_name, "parlord") != 0)
        return;
    const int file = ::open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void* mapped = ::mmap(nullptr, sizeof(FaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped == MAP_FAILED)
        return;
    control = static_cast<FaultControl*>(mapped);
    parlor::test::watchPower();
}

bool takeOne(std::atomic<std::int64_t>& count) {
    std::int64_t left = count.load();
    while (left > 0)
        if (count.compare_exchange_weak(left, left - 1))
            return true;
    return false;
}

int refuse(int error) {
    ++control->refusals;
    errno = error;
    return -1;
}

int sync(int file, long call) {
    if (!control)
        return static_cast<int>(::syscall(call, file));
    const std::int64_t number = ++control->syncs;
    const bool last = control->killAtSync.load() == number;
    if (last && control->killAfter.load() == 0)
        ::kill(::getpid(), SIGKILL);
    if (control->holdSyncs.load() != 0) {
        ++control->heldSyncs;
        while (control->holdSyncs.load() != 0)
            ::usleep(1'000);
        --control->heldSyncs;
    }
    if (takeOne(control->failSyncs))
        return refuse(EIO);
    const std::int64_t mark = control->forgetSyncs.load() == 0 ? parlor::test::beforeSync(file) : -1;
    const int done = static_cast<int>(::syscall(call, file));
    if (done == 0)
        parlor::test::afterSync(file, mark);
    if (last)
        ::kill(::getpid(), SIGKILL);
    return done;
}

/// Writing beyond the end or anywhere in a regular file: on a full disk even that may need a block.
bool isFull(int file) {
    struct stat status{};
    return control && control->noSpace.load() != 0 && file > STDERR_FILENO && ::fstat(file, &status) == 0
           && S_ISREG(status.st_mode);
}

template<class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

int fsync(int file) {
    return sync(file, SYS_fsync);
}

int fdatasync(int file) {
    return sync(file, SYS_fdatasync);
}

ssize_t write(int file, const void* bytes, size_t size) {
    if (isFull(file))
        return refuse(ENOSPC);
    const auto change = PowerChange::write(file, -1, static_cast<std::int64_t>(size));
    return ::syscall(SYS_write, file, bytes, size);
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
    if (isFull(file))
        return refuse(ENOSPC);
    const auto change = PowerChange::write(file, offset, static_cast<std::int64_t>(size));
    return ::syscall(SYS_pwrite64, file, bytes, size, offset);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
    return pwrite64(file, bytes, size, offset);
}

int fallocate64(int file, int mode, off64_t offset, off64_t size) {
    if (isFull(file))
        return refuse(ENOSPC);
    static const auto real = next<int (*)(int, int, off64_t, off64_t)>("fallocate64");
    return real(file, mode, offset, size);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const int done = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    if (!control || done != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return done;
    const std::int64_t shift = control->clockMs.load();
    std::int64_t ns = time->tv_nsec + shift % 1'000 * 1'000'000;
    time->tv_sec += shift / 1'000;
    if (ns >= 1'000'000'000) {
        ns -= 1'000'000'000;
        ++time->tv_sec;
    } else if (ns < 0) {
        ns += 1'000'000'000;
        --time->tv_sec;
    }
    time->tv_nsec = ns;
    return done;
}

int gettimeofday(timeval* time, void*) noexcept {
    timespec now{};
    const int done = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1'000;
    return done;
}

time_t time(time_t* out) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

} // extern "C"
