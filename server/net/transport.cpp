#include "server/net/transport.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::server {

namespace {

constexpr std::size_t maxParts = 1'024;

IoResult resultOf(ssize_t n) {
    if (n >= 0)
        return IoResult::ok(std::size_t(n));
    return errno == EAGAIN ? IoResult::blocked() : IoResult::failed();
}

} // namespace

IoResult Transport::read(std::span<char> out) {
    if (m_tls)
        return m_tls->read(descriptor(), out);
    ssize_t n = 0;
    do
        n = ::recv(descriptor(), out.data(), out.size(), MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return n == 0 ? IoResult::ended() : resultOf(n);
}

IoResult Transport::send(std::span<const iovec> parts, bool more) {
    if (m_tls)
        return m_tls->send(descriptor(), parts);
    const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0);
    ssize_t n = 0;
    do {
        if (parts.size() == 1) {
            n = ::send(descriptor(), parts[0].iov_base, parts[0].iov_len, flags);
        } else {
            msghdr message{};
            message.msg_iov = const_cast<iovec*>(parts.data());
            message.msg_iovlen = std::min(parts.size(), maxParts);
            n = ::sendmsg(descriptor(), &message, flags);
        }
    } while (n < 0 && errno == EINTR);
    return resultOf(n);
}

bool Transport::sendWhole(QByteArrayView bytes) {
    const iovec part{const_cast<char*>(bytes.data()), std::size_t(bytes.size())};
    const IoResult result = send(std::span(&part, 1));
    return result.isOk() && result.bytes == part.iov_len;
}

IoResult Transport::sendFile(int file, std::int64_t offset, std::size_t size) {
    if (!m_tls) {
        off_t at = offset;
        ssize_t n = 0;
        do
            n = ::sendfile(descriptor(), file, &at, size);
        while (n < 0 && errno == EINTR);
        return n == 0 ? IoResult::ended() : resultOf(n);
    }
    if (m_tls->wantsWrite())
        if (const IoResult flushed = flush(); !flushed.isOk())
            return flushed;
    std::array<char, 64 * 1024> buffer;
    ssize_t n = 0;
    do
        n = ::pread(file, buffer.data(), std::min(size, buffer.size()), offset);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n == 0 ? IoResult::ended() : IoResult::failed();
    const iovec part{buffer.data(), std::size_t(n)};
    return m_tls->send(descriptor(), std::span(&part, 1));
}

void Transport::shutdownSend() {
    if (!isOpen())
        return;
    if (m_tls)
        m_tls->shutdown(descriptor());
    ::shutdown(descriptor(), SHUT_WR);
}

void Transport::close() {
    boost::system::error_code ignored;
    m_socket.close(ignored);
}

void Transport::abort() {
    if (!isOpen())
        return;
    const linger reset{1, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close();
}

} // namespace parlor::server
