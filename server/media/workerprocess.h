#pragma once

#include "server/media/workerprotocol.h"

#include <QByteArray>

#include <chrono>
#include <optional>

#include <sys/types.h>

namespace parlor::server::media {

/// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor() = default;

    explicit Descriptor(int fd) : m_fd(fd) {}

    Descriptor(Descriptor&& other) noexcept : m_fd(other.release()) {}

    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    [[nodiscard]] int value() const { return m_fd; }

    [[nodiscard]] bool isValid() const { return m_fd >= 0; }

    int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd = -1;
};

/// One worker process and our end of its socket pair. Owned by the supervisor's thread; the destructor kills
/// and reaps.
class WorkerProcess {
public:
    enum class Heard { Nothing, Packet, Gone };

    /// Starts `program` with nothing but /dev/null, its socket and a short environment; nullopt when it can't
    /// be run.
    static std::optional<WorkerProcess> start(const QByteArray& program);

    WorkerProcess(WorkerProcess&& other) noexcept;
    WorkerProcess& operator=(WorkerProcess&&) = delete;
    ~WorkerProcess();

    [[nodiscard]] pid_t pid() const { return m_pid; }

    [[nodiscard]] int socket() const { return m_socket.value(); }

    /// Lets it use `seconds` of CPU beyond what it has used; the kernel ends it after that. Not every root
    /// may say this of another user's process, so cpuUsed() is watched too.
    void allowCpu(int seconds) const;

    /// CPU time of all its threads so far.
    [[nodiscard]] std::chrono::milliseconds cpuUsed() const;

    /// False when the worker is gone.
    [[nodiscard]] bool send(const QByteArray& packet, int original, int result) const;

    /// The next packet, without waiting. Gone when the worker has ended or breaks the protocol.
    Heard receive(QByteArray& packet) const;

    /// Kills and reaps it; how it ended, for the log.
    QByteArray end();

private:
    WorkerProcess(pid_t pid, Descriptor socket) : m_pid(pid), m_socket(std::move(socket)) {}

    pid_t m_pid = 0;
    Descriptor m_socket;
};

} // namespace parlor::server::media
