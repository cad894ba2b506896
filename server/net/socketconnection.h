#pragma once

#include "server/domain/ports/link.h"
#include "server/net/transport.h"

namespace parlor::server {

class IoThread;

/// A socket of one I/O thread; called on that thread only. Owned by the thread's table.
class SocketConnection {
public:
    SocketConnection(IoThread& thread, std::uint64_t number, Transport transport)
        : m_thread(thread), m_number(number), m_transport(std::move(transport)) {}

    virtual ~SocketConnection() = default;
    SocketConnection(const SocketConnection&) = delete;
    SocketConnection& operator=(const SocketConnection&) = delete;

    virtual void readable() = 0;
    virtual void writable() = 0;

    /// Its deadline may have come. Asks for the next one itself.
    virtual void tick() = 0;

    /// The server is about to end: finish what is being done.
    virtual void drain() = 0;

    [[nodiscard]] std::uint64_t number() const { return m_number; }

    [[nodiscard]] ConnectionId id() const;

    // For the thread: waits that have ended, and the wheel.
    void readWaitEnded() { m_waitsToRead = false; }

    void writeWaitEnded() { m_waitsToWrite = false; }

    std::uint32_t dueTick = 0; ///< 0: not in the wheel

protected:
    void awaitReadable();
    void awaitWritable();
    void checkIn(std::int64_t ms); ///< tick() in about so many ms, or earlier

    IoThread& m_thread;
    const std::uint64_t m_number;
    Transport m_transport;
    bool m_waitsToRead = false;
    bool m_waitsToWrite = false;
};

} // namespace parlor::server
