#include "tests/support/rawhttp.h"

#include <QElapsedTimer>
#include <QUrl>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace parlor::test {

QByteArray RawAnswer::header(QByteArrayView name) const {
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

namespace {

class Connection {
public:
    Connection(const QUrl& url, int timeoutMs) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval time{timeoutMs / 1'000, (timeoutMs % 1'000) * 1'000};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(url.port()));
        ::inet_pton(AF_INET, url.host().toLatin1().constData(), &address.sin_addr);
        m_open = ::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    ~Connection() { ::close(m_socket); }

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void send(const QByteArray& bytes) {
        qsizetype at = 0;
        while (m_open && at < bytes.size()) {
            const ssize_t sent = ::send(m_socket, bytes.constData() + at,
                                        static_cast<std::size_t>(bytes.size() - at), MSG_NOSIGNAL);
            m_open = sent > 0;
            at += sent > 0 ? sent : 0;
        }
    }

    void endSending() { ::shutdown(m_socket, SHUT_WR); }

    /// All up to the end of the connection, or a time-out.
    QByteArray readAll() {
        QByteArray all;
        QByteArray piece(65'536, Qt::Uninitialized);
        for (;;) {
            const ssize_t got = ::recv(m_socket, piece.data(), static_cast<std::size_t>(piece.size()), 0);
            if (got <= 0)
                return all;
            all.append(piece.constData(), got);
        }
    }

private:
    int m_socket;
    bool m_open = false;
};

} // namespace

RawAnswer sendRaw(const QString& url, const RawRequest& request, int timeoutMs) {
    const QUrl server(url);
    Connection connection(server, timeoutMs);
    QByteArray head = request.method + ' ' + request.path + " HTTP/1.1\r\nHost: " + server.host().toLatin1()
                      + ':' + QByteArray::number(server.port()) + "\r\nConnection: close\r\n";
    for (const auto& [name, value] : request.headers)
        head += name + ": " + value + "\r\n";
    const qint64 announced = request.announced >= 0 ? request.announced : request.body.size();
    if (announced > 0 || request.method == "POST" || request.method == "PATCH")
        head += "Content-Length: " + QByteArray::number(announced) + "\r\n";
    connection.send(head + "\r\n" + request.body);
    if (request.body.size() < announced)
        connection.endSending();
    const QByteArray all = connection.readAll();

    RawAnswer answer;
    const qsizetype end = all.indexOf("\r\n\r\n");
    if (end < 0)
        return answer;
    QList<QByteArray> lines = all.left(end).split('\n');
    answer.status = lines.takeFirst().split(' ').value(1).toInt();
    for (const QByteArray& line : lines) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.append({line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed()});
    }
    answer.body = all.mid(end + 4);
    return answer;
}

} // namespace parlor::test
