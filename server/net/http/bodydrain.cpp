#include "server/net/http/bodydrain.h"

#include "server/net/iothread.h"

#include <algorithm>

namespace parlor::server {

bool BodyDrain::canDrop(const BodyDecoder& body) const {
    return body.isFixed() && body.remaining() <= m_thread.limits().drainBytes;
}

void BodyDrain::begin() {
    m_dropped = 0;
    m_beganAt = m_thread.now();
}

std::int64_t BodyDrain::deadline() const {
    const NetLimits& limits = m_thread.limits();
    // Nobody counts these connections any more: who only trickles has no longer than who is silent.
    const std::int64_t earned = m_dropped * 1'000 / (16LL * limits.bodyBytesPerSecond);
    const std::int64_t end = m_beganAt + std::min<std::int64_t>(limits.bodyGraceMs, limits.drainMs + earned);
    return std::min(m_thread.now() + limits.drainMs, end);
}

BodyDrain::Step BodyDrain::drop(Transport& transport, QByteArray& early, BodyDecoder* body) {
    constexpr std::int64_t atOnce = 1024 * 1024;
    for (std::int64_t passed = 0;;) {
        if (body && !skip(early, *body))
            return Step::Broken;
        if (body && body->isDone())
            return Step::Ended;
        const auto buffer = m_thread.readBuffer().first(64 * 1024);
        const IoResult result = transport.read(buffer);
        if (result.isBlocked())
            return Step::AwaitsSocket;
        m_dropped += std::int64_t(result.bytes);
        passed += std::int64_t(result.bytes);
        if (!result.isOk() || (body && m_dropped > 2LL * m_thread.limits().drainBytes))
            return Step::Broken;
        if (body)
            early = QByteArray(buffer.data(), qsizetype(result.bytes));
        else if (passed >= atOnce)
            return Step::HasMore;
    }
}

/// False when it is no body.
bool BodyDrain::skip(QByteArray& early, BodyDecoder& body) {
    while (!early.isEmpty() && !body.isDone()) {
        const BodyDecoder::Step step =
            body.decode({early.constData(), std::size_t(early.size())}, m_thread.readBuffer());
        early.remove(0, qsizetype(step.consumed));
        if (step.failed)
            return false;
    }
    return true;
}

} // namespace parlor::server
