#pragma once

#include "server/net/http/bodydecoder.h"
#include "server/net/transport.h"

#include <QByteArray>

namespace parlor::server {

class IoThread;

/// What a peer sends that nobody wants any more: the rest of a small body, or all until it hangs up, falls
/// silent, trickles or has had its time. On one I/O thread.
class BodyDrain {
public:
    /// Where drop() stopped.
    enum class Step : std::uint8_t {
        AwaitsSocket,
        HasMore, ///< others first
        Ended,   ///< the body is over
        Broken,  ///< the peer has gone, sends nonsense, or too much
    };

    /// It lives longer.
    explicit BodyDrain(IoThread& thread) : m_thread(thread) {}

    /// What comes of the body is so little that it is read for the next request's sake.
    [[nodiscard]] bool canDrop(const BodyDecoder& body) const;

    void begin();
    /// Until when the peer may go on, by the thread's clock.
    [[nodiscard]] std::int64_t deadline() const;

    /// `body`: what is skipped, from `early` on, where what follows it stays; null: everything goes.
    Step drop(Transport& transport, QByteArray& early, BodyDecoder* body);

private:
    [[nodiscard]] bool skip(QByteArray& early, BodyDecoder& body);

    IoThread& m_thread;
    std::int64_t m_dropped = 0; ///< bytes
    std::int64_t m_beganAt = 0; ///< ms of the thread's clock
};

} // namespace parlor::server
