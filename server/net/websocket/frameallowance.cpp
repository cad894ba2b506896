#include "server/net/websocket/frameallowance.h"

#include "server/net/iothread.h"

#include <algorithm>

namespace parlor::server {

FrameAllowance::FrameAllowance(const IoThread& thread)
    : m_tokens(float(thread.limits().framesBurst)), m_filledAt(thread.now()) {}

bool FrameAllowance::take(const IoThread& thread) {
    if (m_isLifted)
        return true;
    if (m_tokens < 1) {
        const std::int64_t now = thread.now();
        m_tokens =
            std::min(float(thread.limits().framesBurst),
                     m_tokens + float(now - m_filledAt) * float(thread.limits().framesPerSecond) / 1000);
        m_filledAt = now;
        if (m_tokens < 1)
            return false;
    }
    m_tokens -= 1;
    return true;
}

} // namespace parlor::server
