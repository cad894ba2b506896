#include "server/media/workerprocess.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace parlor::server::media {

namespace {

/// Two arenas keep the memory of a worker level; the rest is what a loader or a sanitizer may need.
std::vector<std::string> environment() {
    std::vector<std::string> out{"MALLOC_ARENA_MAX=2", "LC_ALL=C", "VIPS_CONCURRENCY=1"};
    for (const char* name :
         {"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"})
        if (const char* value = ::getenv(name))
            out.push_back(std::string(name) + "=" + value);
    return out;
}

class SpawnSettings {
public:
    SpawnSettings() {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
    }

    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    ~SpawnSettings() {
        posix_spawnattr_destroy(&m_attributes);
        posix_spawn_file_actions_destroy(&m_actions);
    }

    [[nodiscard]] bool fill(int socket) {
        sigset_t blocked; // who stops the whole group stops the server: it ends its workers itself
        sigset_t all;
        sigemptyset(&blocked);
        for (const int number : {SIGTERM, SIGINT, SIGHUP})
            sigaddset(&blocked, number);
        sigfillset(&all);
        return posix_spawn_file_actions_addopen(&m_actions, 0, "/dev/null", O_RDONLY, 0) == 0
               && posix_spawn_file_actions_addopen(&m_actions, 1, "/dev/null", O_WRONLY, 0) == 0
               && posix_spawn_file_actions_addopen(&m_actions, 2, "/dev/null", O_WRONLY, 0) == 0
               && posix_spawn_file_actions_adddup2(&m_actions, socket, workerSocket) == 0
               && posix_spawn_file_actions_addclosefrom_np(&m_actions, workerSocket + 1) == 0
               && posix_spawnattr_setsigmask(&m_attributes, &blocked) == 0
               && posix_spawnattr_setsigdefault(&m_attributes, &all) == 0
               && posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
                      == 0;
    }

    posix_spawn_file_actions_t m_actions;
    posix_spawnattr_t m_attributes;
};

} // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = other.release();
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (m_fd >= 0)
        ::close(m_fd);
}

std::optional<WorkerProcess> WorkerProcess::start(const QByteArray& program) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return std::nullopt;
    Descriptor ours(ends[0]);
    // dup2 onto itself would keep close-on-exec, so the worker's end must not sit at its target already.
    Descriptor theirs(::fcntl(ends[1], F_DUPFD_CLOEXEC, workerSocket + 1));
    ::close(ends[1]);
    SpawnSettings settings;
    if (!theirs.isValid() || !settings.fill(theirs.value()))
        return std::nullopt;

    std::vector<std::string> variables = environment();
    std::vector<char*> environ;
    environ.reserve(variables.size() + 1);
    for (std::string& variable : variables)
        environ.push_back(variable.data());
    environ.push_back(nullptr);
    QByteArray path = program;
    char* arguments[] = {path.data(), nullptr};
    pid_t pid = 0;
    if (posix_spawn(&pid, path.constData(), &settings.m_actions, &settings.m_attributes, arguments,
                    environ.data())
        != 0)
        return std::nullopt;
    return WorkerProcess(pid, std::move(ours));
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : m_pid(std::exchange(other.m_pid, 0)), m_socket(std::move(other.m_socket)) {}

WorkerProcess::~WorkerProcess() {
    end();
}

std::chrono::milliseconds WorkerProcess::cpuUsed() const {
    clockid_t clock;
    timespec used{};
    if (clock_getcpuclockid(m_pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return std::chrono::milliseconds(0);
    return std::chrono::milliseconds(used.tv_sec * 1000 + used.tv_nsec / 1'000'000);
}

void WorkerProcess::allowCpu(int seconds) const {
    // One second for the rounding of the kernel, which counts whole seconds.
    const auto used = std::chrono::duration_cast<std::chrono::seconds>(cpuUsed()).count();
    const rlimit limit{static_cast<rlim_t>(used + seconds + 1), RLIM_INFINITY};
    ::prlimit(m_pid, RLIMIT_CPU, &limit, nullptr);
}

bool WorkerProcess::send(const QByteArray& packet, int original, int result) const {
    const int descriptors[2] = {original, result};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptors)] = {};
    QByteArray bytes = packet;
    iovec part{bytes.data(), static_cast<std::size_t>(bytes.size())};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptors);
    std::memcpy(CMSG_DATA(head), descriptors, sizeof descriptors);
    return ::sendmsg(m_socket.value(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) == packet.size();
}

WorkerProcess::Heard WorkerProcess::receive(QByteArray& packet) const {
    QByteArray buffer(maxPacketBytes, Qt::Uninitialized);
    const ssize_t size = ::recv(m_socket.value(), buffer.data(), static_cast<std::size_t>(buffer.size()),
                                MSG_DONTWAIT | MSG_TRUNC);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return Heard::Nothing;
    if (size <= 0 || size > buffer.size())
        return Heard::Gone;
    buffer.truncate(size);
    packet = buffer;
    return Heard::Packet;
}

QByteArray WorkerProcess::end() {
    if (m_pid <= 0)
        return {};
    ::kill(m_pid, SIGKILL);
    int status = 0;
    pid_t reaped = -1;
    do
        reaped = ::waitpid(m_pid, &status, 0);
    while (reaped < 0 && errno == EINTR);
    m_pid = 0;
    m_socket = Descriptor();
    if (reaped > 0 && WIFSIGNALED(status))
        return "signal " + QByteArray::number(WTERMSIG(status));
    return reaped > 0 && WIFEXITED(status) ? "exit " + QByteArray::number(WEXITSTATUS(status))
                                           : QByteArray("gone");
}

} // namespace parlor::server::media
