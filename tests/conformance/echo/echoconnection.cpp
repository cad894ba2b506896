#include "tests/conformance/echo/echoconnection.h"

#include "server/net/http/upgrade.h"

#include <vector>

#include <sys/socket.h>
#include <unistd.h>

namespace parlor::server {

EchoConnection::~EchoConnection() {
    ::close(m_socket);
}

bool EchoConnection::send(const QByteArray& bytes) {
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

bool EchoConnection::shakeHands() {
    const NetLimits limits;
    HeadScanner scanner;
    QByteArray bytes;
    for (;;) {
        char buffer[4096];
        const ssize_t n = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (n <= 0)
            return false;
        bytes.append(buffer, n);
        const auto size = scanner.scan(bytes, limits);
        if (!size)
            return false;
        if (*size == 0)
            continue;
        const auto head = parseHead(QByteArrayView(bytes).first(*size), limits);
        if (!head || refusalOfUpgrade(*head, {QStringLiteral("*")}))
            return false;
        m_early = bytes.mid(*size);
        return send(upgradeAnswer(*head, "Thu, 01 Jan 1970 00:00:00 GMT"));
    }
}

bool EchoConnection::answer(const FrameDecoder::Item& item) {
    switch (item.kind) {
    case FrameDecoder::Kind::Text:
        return send(encodeFrame(Opcode::Text, item.payload));
    case FrameDecoder::Kind::Binary:
        return send(encodeFrame(Opcode::Binary, item.payload));
    case FrameDecoder::Kind::Ping:
        return send(encodeFrame(Opcode::Pong, item.payload));
    case FrameDecoder::Kind::Close:
    case FrameDecoder::Kind::Failed:
        send(encodeClose(item.code));
        return false;
    default:
        return true;
    }
}

void EchoConnection::run() {
    if (!shakeHands())
        return;
    constexpr FrameDecoder::Limits limits{16LL * 1024 * 1024, 1 << 20};
    std::vector<char> buffer(64 * 1024);
    m_decoder.feed(std::span(m_early.data(), std::size_t(m_early.size())));
    for (;;) {
        for (auto item = m_decoder.next(limits); item.kind != FrameDecoder::Kind::None;
             item = m_decoder.next(limits))
            if (!answer(item)) {
                // Read to the end, so that no RST overtakes our close frame.
                ::shutdown(m_socket, SHUT_WR);
                while (::recv(m_socket, buffer.data(), buffer.size(), 0) > 0) {
                }
                return;
            }
        m_decoder.park();
        const ssize_t n = ::recv(m_socket, buffer.data(), buffer.size(), 0);
        if (n <= 0)
            return;
        m_decoder.feed(std::span(buffer.data(), std::size_t(n)));
    }
}

} // namespace parlor::server
