#include "server/media/worker/sandbox.h"

#include "server/media/workerprotocol.h"

#include <seccomp.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace parlor::server::media {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

bool limit(int resource, rlim_t most) {
    const rlimit value{most, most};
    return ::setrlimit(static_cast<__rlimit_resource>(resource), &value) == 0;
}

bool limitResources(const SandboxLimits& limits) {
    // Sanitizers keep terabytes of shadow addresses. No limit of processes: it counts the user's, and vips
    // needs threads.
    const bool space = sanitized || limit(RLIMIT_AS, limits.addressSpace);
    return space && limit(RLIMIT_FSIZE, limits.fileSize) && limit(RLIMIT_NOFILE, limits.descriptors)
           && limit(RLIMIT_CORE, 0);
}

/// Root gives itself up where the user namespace has a nobody; the other layers hold without this one.
void leaveRoot() {
    constexpr uid_t nobody = 65534;
    if (::geteuid() != 0)
        return;
    [[maybe_unused]] const bool left = ::setgroups(0, nullptr) == 0
                                       && ::setresgid(nobody, nobody, nobody) == 0
                                       && ::setresuid(nobody, nobody, nobody) == 0;
}

/// Every access right that an ABI of Landlock knows, up to the 5 that glibc 2.36's kernel headers may lack
/// names for.
std::uint64_t fileRights(int abi) {
    std::uint64_t rights = (std::uint64_t(1) << 13) - 1; // ABI 1: execute … make_sym
    if (abi >= 2)
        rights |= std::uint64_t(1) << 13; // refer
    if (abi >= 3)
        rights |= std::uint64_t(1) << 14; // truncate
    if (abi >= 5)
        rights |= std::uint64_t(1) << 15; // ioctl_dev
    return rights;
}

/// Denies the whole file system. See landlock(7).
QByteArray enterLandlock(int& abi) {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP ? QByteArray()
                                                      : "landlock: " + QByteArray(std::strerror(errno));
    abi = static_cast<int>(version);
    std::uint64_t handled[2] = {fileRights(abi), 0};
    if (abi >= 4)
        handled[1] = 3; // TCP bind and connect
    const std::size_t size = abi >= 4 ? sizeof handled : sizeof handled[0];
    const long ruleset = ::syscall(SYS_landlock_create_ruleset, handled, size, 0);
    if (ruleset < 0)
        return "landlock: " + QByteArray(std::strerror(errno));
    const bool entered = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    const int reason = errno;
    ::close(static_cast<int>(ruleset));
    return entered ? QByteArray() : "landlock: " + QByteArray(std::strerror(reason));
}

class Filter {
public:
    // What the list does not name looks as if the kernel did not have it, which libraries cope with.
    Filter() : m_context(seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {}

    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    ~Filter() { seccomp_release(m_context); }

    template<class... Conditions>
    void rule(std::uint32_t action, int call, Conditions... conditions) {
        m_ok = m_ok && m_context
               && seccomp_rule_add(m_context, action, call, sizeof...(conditions), conditions...) == 0;
    }

    template<class... Conditions>
    void allow(int call, Conditions... conditions) {
        rule(SCMP_ACT_ALLOW, call, conditions...);
    }

    [[nodiscard]] int load() { return m_ok ? -seccomp_load(m_context) : EINVAL; }

private:
    scmp_filter_ctx m_context;
    bool m_ok = true;
};

QByteArray enterFilter() {
    Filter filter;
    for (const int call : {SCMP_SYS(read),
                           SCMP_SYS(pread64),
                           SCMP_SYS(readv),
                           SCMP_SYS(write),
                           SCMP_SYS(pwrite64),
                           SCMP_SYS(writev),
                           SCMP_SYS(lseek),
                           SCMP_SYS(close),
                           SCMP_SYS(ftruncate),
                           SCMP_SYS(fstat),
                           SCMP_SYS(munmap),
                           SCMP_SYS(mremap),
                           SCMP_SYS(madvise),
                           SCMP_SYS(brk),
                           SCMP_SYS(futex),
                           SCMP_SYS(rt_sigaction),
                           SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(rt_sigreturn),
                           SCMP_SYS(sigaltstack),
                           SCMP_SYS(clock_gettime),
                           SCMP_SYS(clock_getres),
                           SCMP_SYS(clock_nanosleep),
                           SCMP_SYS(nanosleep),
                           SCMP_SYS(gettimeofday),
                           SCMP_SYS(getpid),
                           SCMP_SYS(gettid),
                           SCMP_SYS(exit),
                           SCMP_SYS(exit_group),
                           SCMP_SYS(sched_yield),
                           SCMP_SYS(sched_getaffinity),
                           SCMP_SYS(sched_getattr),
                           SCMP_SYS(sched_getparam),
                           SCMP_SYS(sched_getscheduler),
                           SCMP_SYS(getrandom),
                           SCMP_SYS(poll),
                           SCMP_SYS(ppoll),
                           SCMP_SYS(set_robust_list),
                           SCMP_SYS(rseq),
                           SCMP_SYS(getrusage),
                           SCMP_SYS(membarrier),
                           SCMP_SYS(sysinfo),
                           SCMP_SYS(uname),
                           SCMP_SYS(getcpu),
                           SCMP_SYS(restart_syscall)})
        filter.allow(call);
    // Sanitizers try addresses by writing them into a pipe.
    if (sanitized)
        for (const int call : {SCMP_SYS(pipe), SCMP_SYS(pipe2)})
            filter.allow(call);
    const auto socketOnly = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(workerSocket));
    filter.allow(SCMP_SYS(recvmsg), socketOnly);
    filter.allow(SCMP_SYS(sendto), socketOnly);
    filter.allow(SCMP_SYS(sendmsg), socketOnly);
    const auto notExecutable = SCMP_A2(SCMP_CMP_MASKED_EQ, static_cast<scmp_datum_t>(PROT_EXEC), 0);
    filter.allow(SCMP_SYS(mmap), notExecutable);
    filter.allow(SCMP_SYS(mprotect), notExecutable);
    filter.allow(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(F_GETFL)));
    filter.allow(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(F_GETFD)));
    filter.allow(SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(PR_SET_NAME)));
    filter.allow(SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0)); // reading only
    filter.allow(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()))); // abort()

    // Threads, but no processes. clone3 hides its flags from filters: glibc falls back to clone when it is
    // missing.
    const auto threads = static_cast<scmp_datum_t>(CLONE_THREAD);
    filter.allow(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, threads, threads));
    filter.rule(SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, threads, 0));
    for (const int call :
         {SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace)})
        filter.rule(SCMP_ACT_KILL_PROCESS, call);
    // Libraries try files and go on without them; that must not look like an old kernel to them.
    for (const int call :
         {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(stat), SCMP_SYS(newfstatat),
          SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(readlink), SCMP_SYS(readlinkat)})
        filter.rule(SCMP_ACT_ERRNO(EACCES), call);
    for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind)})
        filter.rule(SCMP_ACT_ERRNO(EPERM), call);
    const int error = filter.load();
    return error == 0 ? QByteArray() : "seccomp: " + QByteArray(std::strerror(error));
}

} // namespace

SandboxReport enterSandbox(const SandboxLimits& limits) {
    SandboxReport report;
    leaveRoot();
    if (!limitResources(limits)) {
        report.missing = "resource limits: " + QByteArray(std::strerror(errno));
        return report;
    }
    // After the change of user, which would clear it: no worker outlives parlord.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        report.missing = "no_new_privs: " + QByteArray(std::strerror(errno));
        return report;
    }
    report.missing = enterLandlock(report.landlockAbi);
    if (report.missing.isEmpty())
        report.missing = enterFilter();
    return report;
}

} // namespace parlor::server::media
