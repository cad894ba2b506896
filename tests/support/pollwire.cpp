#include "tests/support/pollwire.h"

#include <QJsonDocument>

#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::test {

namespace {

constexpr int waitSeconds = 20;
constexpr qsizetype framesMost = 64;

/// A header's value in an answer's head.
QByteArray headerOf(const QByteArray& head, const char* name) {
    for (const QByteArray& line : head.split('\n'))
        if (line.toLower().startsWith(QByteArray(name) + ':'))
            return line.mid(line.indexOf(':') + 1).trimmed();
    return {};
}

} // namespace

PollWire::PollWire(QByteArray token, QByteArray from, int receiveBuffer)
    : m_token(std::move(token)), m_from(std::move(from)), m_receiveBuffer(receiveBuffer) {}

PollWire::~PollWire() {
    for (Line& line : m_lines)
        disconnect(line);
}

bool PollWire::open(std::uint16_t port, const QJsonObject& hello) {
    drop();
    m_port = port;
    m_transport.clear();
    m_number = m_taken = 0;
    m_waiting = {hello};
    if (!connect(m_lines.front()))
        return false;
    m_open = true;
    advance();
    return m_open;
}

void PollWire::drop() {
    for (Line& line : m_lines) {
        if (line.socket >= 0) {
            const linger now{1, 0};
            ::setsockopt(line.socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        disconnect(line);
        line = {};
    }
    m_open = false;
}

void PollWire::say(const QJsonObject& frame) {
    if (!m_open)
        return;
    m_waiting.append(frame);
    advance();
}

bool PollWire::connect(Line& line) {
    line.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (line.socket < 0)
        qFatal("no socket");
    line.in.clear();
    line.out.clear();
    const int yes = 1;
    ::setsockopt(line.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (m_receiveBuffer > 0)
        ::setsockopt(line.socket, SOL_SOCKET, SO_RCVBUF, &m_receiveBuffer, sizeof m_receiveBuffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (!m_from.isEmpty()) {
        ::inet_pton(AF_INET, m_from.constData(), &address.sin_addr);
        if (::bind(line.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            qFatal("no address %s", m_from.constData());
    }
    address.sin_port = htons(m_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(line.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return true;
    disconnect(line);
    return false;
}

void PollWire::disconnect(Line& line) {
    if (line.socket >= 0)
        ::close(std::exchange(line.socket, -1));
}

void PollWire::advance() {
    for (Line& line : m_lines)
        if (line.busy && line.isDue && line.again.hasExpired())
            make(line);
    const auto isFree = [](const Line& line) { return !line.busy; };
    const bool silent = std::all_of(m_lines.begin(), m_lines.end(), isFree);
    // Frames go with one call at a time, so that a later one can never overtake them; before the transport
    // has its name there is only the call that asks for it.
    const bool bringing = std::any_of(m_lines.begin(), m_lines.end(), [](const Line& line) {
        return line.busy && !line.call.frames.isEmpty();
    });
    if (!m_open || (!silent && (bringing || m_waiting.isEmpty() || m_transport.isEmpty())))
        return;
    Line& line = *std::find_if(m_lines.begin(), m_lines.end(), isFree);
    line.busy = true;
    line.call = {++m_number, {}};
    while (!m_waiting.isEmpty() && line.call.frames.size() < framesMost)
        line.call.frames.append(m_waiting.takeAt(0));
    make(line);
}

void PollWire::make(Line& line) {
    line.isDue = false;
    if (line.socket < 0 && !connect(line))
        return end(0);
    QJsonObject body{{QStringLiteral("call"), line.call.number},
                     {QStringLiteral("frames"), line.call.frames},
                     {QStringLiteral("wait"), waitSeconds}};
    if (!m_transport.isEmpty()) {
        body.insert(QStringLiteral("transport"), QString::fromLatin1(m_transport));
        body.insert(QStringLiteral("ack"), m_taken);
    }
    const QByteArray text = QJsonDocument(body).toJson(QJsonDocument::Compact);
    line.out += "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + m_token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(text.size())
                + "\r\n\r\n" + text;
}

// What was asked may have been done: the same call, under the same number, is harmless. One that only waited
// is simply over.
void PollWire::lost(Line& line) {
    disconnect(line);
    if (!line.busy)
        return;
    if (m_transport.isEmpty())
        return end(0);
    if (line.call.frames.isEmpty())
        line.busy = false;
    else
        line.isDue = true;
}

void PollWire::addWaits(std::vector<pollfd>* waits, bool reading) const {
    for (const Line& line : m_lines)
        if (line.socket >= 0)
            waits->push_back({line.socket,
                              static_cast<short>((reading ? POLLIN : 0) | (line.out.isEmpty() ? 0 : POLLOUT)),
                              0});
}

void PollWire::serve(const pollfd* waits, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto line = std::find_if(m_lines.begin(), m_lines.end(),
                                       [&](const Line& one) { return one.socket == waits[i].fd; });
        if (line == m_lines.end())
            continue;
        while ((waits[i].revents & POLLOUT) && !line->out.isEmpty()) {
            const ssize_t n = ::send(line->socket, line->out.constData(),
                                     static_cast<std::size_t>(line->out.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n <= 0)
                break; // shows when it is read
            line->out.remove(0, n);
        }
        if ((waits[i].events & POLLIN) && (waits[i].revents & (POLLIN | POLLHUP | POLLERR)))
            receive(*line);
    }
    if (m_open)
        advance();
}

void PollWire::receive(Line& line) {
    char bytes[65'536];
    for (;;) {
        const ssize_t n = ::recv(line.socket, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0) {
            while (m_open && takeAnswer(line)) {
            }
            return lost(line);
        }
        line.in.append(bytes, n);
    }
    while (m_open && takeAnswer(line)) {
    }
}

bool PollWire::takeAnswer(Line& line) {
    const qsizetype end = line.in.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QByteArray head = line.in.first(end + 2);
    const qsizetype size = headerOf(head, "content-length").toLongLong();
    if (line.in.size() < end + 4 + size)
        return false;
    const QByteArray body = line.in.mid(end + 4, size);
    line.in.remove(0, end + 4 + size);
    heard(line, head.mid(9, 3).toInt(), body);
    return true;
}

void PollWire::heard(Line& line, int status, const QByteArray& body) {
    const QJsonObject answer = QJsonDocument::fromJson(body).object();
    if (status == 429 || status == 503) {
        line.isDue = true;
        line.again.setRemainingTime(std::max<qint64>(20, answer.value(u"retry_after_ms").toInteger(100)));
        return;
    }
    if (status != 200)
        return end(0);
    line.busy = false;
    m_transport = answer.value(u"transport").toString().toLatin1();
    const QJsonArray frames = answer.value(u"frames").toArray();
    const qint64 last = answer.value(u"last").toInteger();
    qint64 number = last - frames.size();
    for (const auto& frame : frames)
        if (++number > m_taken) {
            m_taken = number;
            onFrame(frame.toObject());
            if (!m_open)
                return;
        }
    const bool all = !answer.value(u"more").toBool();
    if (answer.contains(u"closed") && all)
        end(answer.value(u"closed").toInt());
}

void PollWire::end(int code) {
    if (!m_open)
        return;
    drop();
    onGone(code);
}

} // namespace parlor::test
