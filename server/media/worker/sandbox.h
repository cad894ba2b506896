#pragma once

#include <QByteArray>

#include <cstdint>

namespace parlor::server::media {

/// How far enterSandbox() came.
struct SandboxReport {
    int landlockAbi = 0; ///< 0: this kernel has no Landlock
    QByteArray missing;  ///< the layer that the system has but that could not be set up; empty when all stand
};

/// What the process may use once it is locked in.
struct SandboxLimits {
    std::uint64_t addressSpace = std::uint64_t(2) << 30; ///< bytes
    std::uint64_t fileSize = std::uint64_t(256) << 20;   ///< bytes a result may have
    std::uint64_t descriptors = 16;
};

/// Gives up everything but memory, its threads and the descriptors that are open or come over the socket, for
/// ever: resource limits, an unprivileged user when it is root, no new privileges, Landlock (no file at all),
/// and a system-call filter without open, socket, fork and exec (the last two kill). Works as any user. Call
/// it once, from the only thread, after every library has loaded what it needs and before the first byte of a
/// stranger's file.
SandboxReport enterSandbox(const SandboxLimits& limits);

} // namespace parlor::server::media
