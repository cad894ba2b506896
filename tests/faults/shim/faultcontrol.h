#pragma once

#include <atomic>
#include <cstdint>

namespace parlor::test {

/// What the preloaded shim of a server and its test share: a file of this size, mapped by both. All zero:
/// nothing is done to the server. It outlives the server's processes, and so do the counts.
struct FaultControl {
    std::atomic<std::int64_t> syncs;      ///< fsync and fdatasync calls so far
    std::atomic<std::int64_t> killAtSync; ///< SIGKILL instead of this call (counted from 1); 0: never
    std::atomic<std::int64_t> killAfter;  ///< 1: the call is done first: durable, but nobody was told
    std::atomic<std::int64_t> failSyncs;  ///< so many calls from now on fail with EIO and do nothing
    std::atomic<std::int64_t> holdSyncs;  ///< 1: calls wait until it is 0 again
    std::atomic<std::int64_t> heldSyncs;  ///< calls that are waiting now
    std::atomic<std::int64_t> noSpace;    ///< 1: files can not grow (ENOSPC)
    std::atomic<std::int64_t> refusals;   ///< how often ENOSPC or EIO was answered
    std::atomic<std::int64_t> clockMs;    ///< added to the wall clock
    std::atomic<std::int64_t>
        forgetSyncs; ///< 1: syncs are done and not remembered: what a lying disk would lose
};

/// The environment variable with the file's path.
inline constexpr char faultControlVariable[] = "PARLOR_FAULT_CONTROL";

} // namespace parlor::test
