#pragma once

#include "server/net/asio.h"
#include "server/net/ioresult.h"
#include "server/net/tls/tlsengine.h"

#include <QByteArrayView>

#include <memory>
#include <span>

#include <sys/uio.h>

namespace parlor::server {

/// The one stream type: a non-blocking socket, plain or TLS. Calls never wait; the reactor is only asked to
/// tell when the socket is ready. Asio's own reads and writes are not used: they pass at most 64 buffers and
/// may poll().
class Transport {
public:
    Transport(TcpSocket socket, std::unique_ptr<TlsEngine> tls)
        : m_socket(std::move(socket)), m_tls(std::move(tls)) {}

    IoResult read(std::span<char> out);

    /// Gathers up to 1,024 parts; may take less than all. `more` tells the kernel that more follows at once.
    IoResult send(std::span<const iovec> parts, bool more = false);

    /// A few bytes, all of them at once; false when they do not go out like that.
    bool sendWhole(QByteArrayView bytes);

    /// Plain sockets by sendfile(), TLS through a buffer. Takes at most `size` bytes.
    IoResult sendFile(int file, std::int64_t offset, std::size_t size);

    /// TLS only: what was encrypted but blocked.
    IoResult flush() { return m_tls ? m_tls->flush(descriptor()) : IoResult::ok(0); }

    [[nodiscard]] bool wantsWrite() const { return m_tls && m_tls->wantsWrite(); }

    [[nodiscard]] bool hasBufferedInput() const { return m_tls && m_tls->hasBufferedInput(); }

    [[nodiscard]] bool isEncrypted() const { return m_tls != nullptr; }

    [[nodiscard]] int descriptor() { return m_socket.native_handle(); }

    [[nodiscard]] bool isOpen() const { return m_socket.is_open(); }

    /// No more from us; the peer may go on.
    void shutdownSend();
    void close();
    void abort(); ///< with RST

    template<class Handler>
    void waitReadable(Handler&& handler) {
        m_socket.async_wait(TcpSocket::wait_read, std::forward<Handler>(handler));
    }

    template<class Handler>
    void waitWritable(Handler&& handler) {
        m_socket.async_wait(TcpSocket::wait_write, std::forward<Handler>(handler));
    }

private:
    TcpSocket m_socket;
    std::unique_ptr<TlsEngine> m_tls;
};

} // namespace parlor::server
