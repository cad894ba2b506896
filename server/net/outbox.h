#pragma once

#include <QByteArray>

#include <cstdint>
#include <vector>

#include <sys/uio.h>

namespace parlor::server {

/// Frames that wait for one socket: references to shared bytes, the first perhaps partly sent.
class Outbox {
public:
    void append(const QByteArray& frame, std::size_t alreadySent = 0);

    /// Only the answer to the newest ping matters (RFC 6455, 5.5.3): replaces one that is still waiting.
    void appendPong(const QByteArray& frame);

    /// Forgets all but a frame that is already partly on its way.
    void keepOnlyStarted();

    void consume(std::size_t bytes);

    /// Fills `parts` with at most 1,024 pieces.
    void gather(std::vector<iovec>& parts) const;

    void clear();

    [[nodiscard]] bool isEmpty() const { return m_first == m_frames.size(); }

    [[nodiscard]] int frames() const { return int(m_frames.size() - m_first); }

    [[nodiscard]] std::int64_t bytes() const { return m_bytes; }

private:
    std::vector<QByteArray> m_frames;
    std::size_t m_first = 0;  ///< of m_frames: the ones before are sent
    std::size_t m_offset = 0; ///< bytes sent of the first
    std::int64_t m_bytes = 0; ///< to send
    std::size_t m_pong = SIZE_MAX;
};

} // namespace parlor::server
