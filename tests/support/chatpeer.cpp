#include "tests/support/chatpeer.h"

#include "shared/core/ids.h"
#include "tests/support/pollwire.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::test {

namespace {

constexpr int textOpcode = 1, closeOpcode = 8, pingOpcode = 9;

} // namespace

QByteArray clientFrame(int first, const QByteArray& payload) {
    QByteArray bytes(1, static_cast<char>(first));
    const auto size = static_cast<std::uint64_t>(payload.size());
    const int extra = size < 126 ? 0 : size < 65'536 ? 2 : 8;
    bytes += static_cast<char>(0x80 | (extra == 0 ? size : extra == 2 ? 126 : 127));
    for (int i = extra - 1; i >= 0; --i)
        bytes += static_cast<char>(size >> (8 * i));
    static constexpr char mask[4] = {0x11, 0x22, 0x33, 0x44};
    bytes.append(mask, 4);
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes += static_cast<char>(payload.at(i) ^ mask[i & 3]);
    return bytes;
}

QList<QJsonObject> eventsOf(const QJsonObject& frame) {
    QList<QJsonObject> events;
    for (const auto& value : frame.value(u"events").toArray())
        events.append(value.toObject());
    return events;
}

QJsonObject sendRequest(const QString& channel, const QString& text, const QString& clientId) {
    return {{u"op"_qs, u"send"_qs},
            {u"channel"_qs, channel},
            {u"client_id"_qs, clientId.isEmpty() ? makeClientId() : clientId},
            {u"kind"_qs, u"text"_qs},
            {u"text"_qs, text}};
}

ChatPeer::ChatPeer(QByteArray token, Options options)
    : m_token(std::move(token)), m_options(std::move(options)) {
    if (m_options.transport == Transport::Socket)
        return;
    m_wire = std::make_unique<PollWire>(m_token, m_options.from, m_options.receiveBuffer);
    m_wire->onFrame = [this](const QJsonObject& frame) { hear(frame); };
    m_wire->onGone = [this](int code) {
        m_closeCode = code;
        if (onGone)
            onGone();
    };
}

ChatPeer::~ChatPeer() {
    if (m_socket >= 0)
        ::close(m_socket);
}

bool ChatPeer::isOpen() const {
    return m_wire ? m_wire->isOpen() : m_socket >= 0;
}

bool ChatPeer::open(std::uint16_t port, const QJsonObject& more) {
    drop();
    frames.clear();
    m_in.clear();
    m_out.clear();
    m_upgraded = m_welcome = false;
    m_closeCode = 0;
    channels.clear();
    QJsonObject hello = more;
    hello.insert(u"op"_qs, u"hello"_qs);
    hello.insert(u"protocol"_qs, 1);
    if (!hello.contains(u"token"))
        hello.insert(u"token"_qs, QString::fromLatin1(m_token));
    if (m_options.bulk)
        hello.insert(u"bulk"_qs, true);
    hello.insert(u"rid"_qs, ++m_rid);
    if (m_wire)
        return m_wire->open(port, hello);
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m_socket < 0)
        qFatal("no socket");
    const int yes = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (m_options.receiveBuffer > 0)
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &m_options.receiveBuffer,
                     sizeof m_options.receiveBuffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (!m_options.from.isEmpty()) {
        ::inet_pton(AF_INET, m_options.from.constData(), &address.sin_addr);
        if (::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            qFatal("no address %s", m_options.from.constData());
    }
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(std::exchange(m_socket, -1));
        return false;
    }
    write("GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    sayBytes(QJsonDocument(hello).toJson(QJsonDocument::Compact));
    return isOpen();
}

void ChatPeer::drop() {
    if (m_wire)
        m_wire->drop();
    if (m_socket < 0)
        return;
    const linger now{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(m_socket, -1));
}

qint64 ChatPeer::say(QJsonObject request) {
    if (!request.contains(u"rid"))
        request.insert(u"rid"_qs, ++m_rid);
    if (m_wire)
        m_wire->say(request);
    else
        sayBytes(QJsonDocument(request).toJson(QJsonDocument::Compact));
    return request.value(u"rid").toInteger();
}

void ChatPeer::sayBytes(const QByteArray& text) {
    write(clientFrame(0x80 | textOpcode, text));
}

void ChatPeer::write(const QByteArray& bytes) {
    m_out += bytes;
    flush();
}

void ChatPeer::flush() {
    while (m_socket >= 0 && !m_out.isEmpty()) {
        const ssize_t n = ::send(m_socket, m_out.constData(), static_cast<std::size_t>(m_out.size()),
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) {
            // A broken connection shows when it is read, with what the server said last.
            if (n == 0 || errno != EAGAIN)
                m_out.clear();
            return;
        }
        m_out.remove(0, n);
    }
}

void ChatPeer::receive() {
    char bytes[65'536];
    for (;;) {
        const ssize_t n = ::recv(m_socket, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            break;
        if (n > 0) {
            m_in.append(bytes, n);
            continue;
        }
        while (takeFrame()) {
        }
        return gone();
    }
    while (m_socket >= 0 && takeFrame()) {
    }
}

bool ChatPeer::takeFrame() {
    if (!m_upgraded) {
        const qsizetype end = m_in.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        m_upgraded = m_in.startsWith("HTTP/1.1 101 ");
        m_in.remove(0, end + 4);
        return m_upgraded;
    }
    if (m_in.size() < 2)
        return false;
    const int opcode = m_in.at(0) & 0x0f;
    qsizetype size = static_cast<std::uint8_t>(m_in.at(1)) & 0x7f, head = 2;
    if (size >= 126) {
        const qsizetype extra = size == 126 ? 2 : 8;
        if (m_in.size() < 2 + extra)
            return false;
        size = 0;
        for (qsizetype i = 0; i < extra; ++i)
            size = size << 8 | static_cast<std::uint8_t>(m_in.at(2 + i));
        head += extra;
    }
    if (m_in.size() < head + size)
        return false;
    const QByteArray payload = m_in.mid(head, size);
    m_in.remove(0, head + size);
    if (opcode == textOpcode) {
        hear(QJsonDocument::fromJson(payload).object());
    } else if (opcode == pingOpcode) {
        write(clientFrame(0x8A, payload));
    } else if (opcode == closeOpcode) {
        m_closeCode = payload.size() < 2 ? 1005
                                         : static_cast<std::uint8_t>(payload.at(0)) << 8
                                               | static_cast<std::uint8_t>(payload.at(1));
        write(clientFrame(0x88, payload.left(2)));
    }
    return true;
}

void ChatPeer::hear(const QJsonObject& frame) {
    const QString op = frame.value(u"op").toString();
    if (op == u"welcome") {
        epoch = frame.value(u"epoch").toString();
        person = frame.value(u"person").toObject().value(u"id").toString();
        for (const auto& value : frame.value(u"channels").toArray()) {
            const QJsonObject state = value.toObject();
            channels.insert(state.value(u"channel").toObject().value(u"id").toString(), state);
        }
        m_welcome = !frame.value(u"more").toBool();
    }
    if (onFrame)
        onFrame(frame);
    else
        frames.append(frame);
}

void ChatPeer::gone() {
    ::close(std::exchange(m_socket, -1));
    if (onGone)
        onGone();
}

QJsonObject ChatPeer::ask(const QJsonObject& request, int timeoutMs) {
    // What comes before the welcome is refused.
    pumpUntil({this}, [this] { return m_welcome || !isOpen(); }, timeoutMs);
    const qint64 rid = say(request);
    return take(
        [rid](const QJsonObject& frame) {
            const QString op = frame.value(u"op").toString();
            return frame.value(u"rid").toInteger() == rid && (op == u"ok" || op == u"err");
        },
        timeoutMs);
}

QJsonObject ChatPeer::take(const std::function<bool(const QJsonObject&)>& fits, int timeoutMs) {
    QJsonObject found;
    pumpUntil(
        {this},
        [&] {
            for (qsizetype i = 0; i < frames.size(); ++i)
                if (fits(frames.at(i))) {
                    found = frames.takeAt(i);
                    return true;
                }
            return !isOpen();
        },
        timeoutMs);
    return found;
}

bool ChatPeer::pumpUntil(const QList<ChatPeer*>& peers, const std::function<bool()>& condition,
                         int timeoutMs) {
    const QDeadlineTimer deadline(timeoutMs);
    std::vector<pollfd> waits;
    std::vector<std::size_t> ends; // of each peer's descriptors
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        waits.clear();
        ends.clear();
        for (const ChatPeer* peer : peers) {
            peer->addWaits(&waits);
            ends.push_back(waits.size());
        }
        ::poll(waits.data(), waits.size(), static_cast<int>(std::min<qint64>(20, deadline.remainingTime())));
        for (std::size_t i = 0; i < ends.size(); ++i) {
            const std::size_t begin = i == 0 ? 0 : ends[i - 1];
            peers.at(static_cast<qsizetype>(i))->serve(waits.data() + begin, ends[i] - begin);
        }
    }
    return true;
}

void ChatPeer::addWaits(std::vector<pollfd>* waits) const {
    if (m_wire)
        return m_wire->addWaits(waits, isReading);
    if (m_socket >= 0)
        waits->push_back(
            {m_socket, static_cast<short>((isReading ? POLLIN : 0) | (m_out.isEmpty() ? 0 : POLLOUT)), 0});
}

void ChatPeer::serve(const pollfd* waits, std::size_t count) {
    if (m_wire)
        return m_wire->serve(waits, count);
    if (count == 0 || m_socket != waits->fd)
        return;
    if (waits->revents & POLLOUT)
        flush();
    if (isReading && m_socket >= 0 && (waits->revents & (POLLIN | POLLHUP | POLLERR)) != 0)
        receive();
}

} // namespace parlor::test
