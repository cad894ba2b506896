#include "server/net/http/bodydrain.h"

#include "server/net/iothread.h"

namespace parlor::server {

bool BodyDrain::canDrop(const BodyDecoder& body) const {
    return body.isFixed() && body.remaining() <= m_thread.limits().drainBytes;
}

BodyDrain::Step BodyDrain::drop(Transport& transport, QByteArray& early, BodyDecoder* body) {
    for (;;) {
        if (body && !skip(early, *body))
            return Step::Broken;
        if (body && body->isDone())
            return Step::Ended;
        const auto buffer = m_thread.readBuffer().first(64 * 1024);
        const IoResult result = transport.read(buffer);
        if (result.isBlocked())
            return Step::AwaitsSocket;
        m_dropped += std::int64_t(result.bytes);
        if (!result.isOk() || m_dropped > 2LL * m_thread.limits().drainBytes)
            return Step::Broken;
        if (body)
            early = QByteArray(buffer.data(), qsizetype(result.bytes));
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
