#pragma once

#include <cstdint>

namespace parlor::server {

class IoThread;

/// How many frames a connection may still send us: a bucket of tokens, filled at the rate of the thread's
/// limits. On one I/O thread.
class FrameAllowance {
public:
    explicit FrameAllowance(const IoThread& thread); ///< full

    /// False, and nothing taken, when it is empty.
    [[nodiscard]] bool take(const IoThread& thread);

    /// From now on there are as many as it sends.
    void lift() { m_isLifted = true; }

    /// There was no frame after all.
    void giveBack() { m_tokens += 1; }

private:
    float m_tokens = 0;
    bool m_isLifted = false;
    std::int64_t m_filledAt = 0; ///< ms
};

} // namespace parlor::server
