#pragma once

#include <cstddef>
#include <cstdint>

namespace parlor::server {

/// What came of a non-blocking read or write.
struct IoResult {
    enum class State : std::uint8_t {
        Ok,
        Blocked, ///< nothing now; wait for the socket
        Ended,   ///< the peer sends no more
        Failed,
    };
    State state = State::Ok;
    std::size_t bytes = 0;

    static IoResult ok(std::size_t bytes) { return {State::Ok, bytes}; }

    static IoResult blocked() { return {State::Blocked, 0}; }

    static IoResult ended() { return {State::Ended, 0}; }

    static IoResult failed() { return {State::Failed, 0}; }

    [[nodiscard]] bool isOk() const { return state == State::Ok; }

    [[nodiscard]] bool isBlocked() const { return state == State::Blocked; }
};

} // namespace parlor::server
