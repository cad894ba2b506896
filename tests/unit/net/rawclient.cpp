#include "tests/unit/net/rawclient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::server {

RawClient::RawClient(std::uint16_t port, int receiveBuffer)
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receiveBuffer > 0)
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        qFatal("connect to %d: %s", port, std::strerror(errno));
}

RawClient::~RawClient() {
    if (m_socket >= 0)
        ::close(m_socket);
}

bool RawClient::send(const QByteArray& bytes) {
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const ssize_t n =
            ::send(m_socket, bytes.constData() + sent, std::size_t(bytes.size() - sent), MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        sent += n;
    }
    return true;
}

void RawClient::finishSending() {
    ::shutdown(m_socket, SHUT_WR);
}

void RawClient::reset() {
    const linger now{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(m_socket, -1));
}

bool RawClient::fill() {
    pollfd wait{m_socket, POLLIN, 0};
    if (::poll(&wait, 1, timeoutMs) <= 0)
        return false;
    char bytes[65536];
    const ssize_t n = ::recv(m_socket, bytes, sizeof bytes, 0);
    if (n <= 0)
        return false;
    m_buffer.append(bytes, n);
    return true;
}

QByteArray RawClient::read(qsizetype size) {
    while (m_buffer.size() < size && fill()) {
    }
    const QByteArray taken = m_buffer.first(std::min(size, m_buffer.size()));
    m_buffer.remove(0, taken.size());
    return taken;
}

QByteArray RawClient::readUntil(QByteArrayView mark) {
    while (!m_buffer.contains(mark) && fill()) {
    }
    const qsizetype at = m_buffer.indexOf(mark);
    return at < 0 ? QByteArray() : read(at + mark.size());
}

QByteArray RawClient::readAll() {
    while (fill()) {
    }
    return std::exchange(m_buffer, {});
}

bool RawClient::isClosed() {
    for (;;) {
        pollfd wait{m_socket, POLLIN, 0};
        if (::poll(&wait, 1, timeoutMs) <= 0)
            return false;
        char bytes[4096];
        if (::recv(m_socket, bytes, sizeof bytes, 0) <= 0)
            return true;
    }
}

RawClient::Response RawClient::readResponse(bool hasBody) {
    Response response;
    response.head = readUntil("\r\n\r\n");
    response.status = response.head.mid(9, 3).toInt();
    const qsizetype at = response.head.indexOf("Content-Length: ");
    if (hasBody && at >= 0)
        response.body =
            read(response.head.mid(at + 16, response.head.indexOf("\r\n", at) - at - 16).toLongLong());
    return response;
}

RawClient::Response RawClient::request(const QByteArray& bytes) {
    send(bytes);
    return readResponse();
}

bool RawClient::openSocket(const QByteArray& extraHeaders) {
    send("GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         + extraHeaders + "\r\n");
    const QByteArray head = readUntil("\r\n\r\n");
    return head.startsWith("HTTP/1.1 101 ")
           && head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
}

QByteArray RawClient::closeFrame(int code, const QByteArray& reason) {
    return frame(0x88, QByteArray(1, char(code >> 8)) + char(code) + reason);
}

QByteArray RawClient::frame(int first, const QByteArray& payload) {
    QByteArray bytes(1, char(first));
    const auto size = std::uint64_t(payload.size());
    const int extra = size < 126 ? 0 : size < 65'536 ? 2 : 8;
    bytes += char(0x80 | (extra == 0 ? size : extra == 2 ? 126 : 127));
    for (int i = extra - 1; i >= 0; --i)
        bytes += char(size >> (8 * i));
    static constexpr char mask[4] = {0x37, char(0xfa), 0x21, 0x3d};
    bytes.append(mask, 4);
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes += char(payload[i] ^ mask[i & 3]);
    return bytes;
}

RawClient::Frame RawClient::readFrame() {
    const QByteArray start = read(2);
    if (start.size() < 2)
        return {};
    qsizetype size = std::uint8_t(start[1]);
    if (size >= 126) {
        const QByteArray more = read(size == 126 ? 2 : 8);
        size = 0;
        for (const char c : more)
            size = size << 8 | std::uint8_t(c);
    }
    Frame frame{std::uint8_t(start[0]) & 0x0f, read(size)};
    return frame;
}

} // namespace parlor::server
