#include "tests/unit/client/fakeserver.h"

#include "shared/protocol/codec.h"

#include <QTcpSocket>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketCorsAuthenticator>

namespace parlor::test {

FakeServer::FakeServer() : m_webSockets(u"fake"_qs, QWebSocketServer::NonSecureMode) {
    connect(&m_server, &QTcpServer::newConnection, this, &FakeServer::accept);
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, &FakeServer::upgrade);
    listen();
}

FakeServer::~FakeServer() {
    kill();
}

void FakeServer::listen() {
    if (!m_server.listen(QHostAddress::LocalHost, m_port))
        qFatal("the fake server can not listen");
    m_port = m_server.serverPort();
}

void FakeServer::kill() {
    m_server.close();
    for (QTcpSocket* socket : m_buffers.keys()) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    m_buffers.clear();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
        m_socket = nullptr;
    }
}

QUrl FakeServer::url() const {
    return QUrl(u"http://127.0.0.1:%1"_qs.arg(m_port));
}

void FakeServer::accept() {
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        ++connections;
        m_buffers.insert(socket, {});
        if (!isMute)
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_buffers.remove(socket);
            socket->deleteLater();
        });
    }
}

void FakeServer::read(QTcpSocket* socket) {
    if (m_buffers[socket].isEmpty() && socket->peek(14) == "GET /v1/socket") {
        m_buffers.remove(socket);
        socket->disconnect(this);
        m_webSockets.handleConnection(socket);
        Q_EMIT socket->readyRead();
        return;
    }
    QByteArray& buffer = m_buffers[socket];
    buffer += socket->readAll();
    while (true) {
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        FakeRequest request;
        const QList<QByteArray> lines = buffer.left(end).split('\n');
        const QList<QByteArray> first = lines.first().trimmed().split(' ');
        request.method = first.value(0);
        request.path = QString::fromLatin1(first.value(1));
        for (const QByteArray& line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const qsizetype length = request.headers.value("content-length").toLongLong();
        const QByteArray body = buffer.mid(end + 4);
        const std::int64_t cut = cutAt ? cutAt(request) : -1;
        if (cut >= 0 && body.size() >= cut) {
            cutBody = body.left(cut);
            m_buffers.remove(socket);
            socket->disconnect(this);
            socket->abort();
            socket->deleteLater();
            return;
        }
        if (body.size() < length)
            return;
        request.body = body.left(length);
        buffer.remove(0, end + 4 + length);
        ++requests;
        const FakeAnswer answer = http ? http(request) : FakeAnswer{404, {}, {}};
        QByteArray out = "HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\n";
        for (const auto& [name, value] : answer.headers)
            out += name + ": " + value + "\r\n";
        if (answer.status != 204)
            out += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
        out += "\r\n";
        if (request.method != "HEAD")
            out += answer.cutAfter < 0 ? answer.body : answer.body.left(answer.cutAfter);
        socket->write(out);
        if (answer.cutAfter >= 0) {
            // Whatever the client still sends there, before it sees the end, is not heard.
            m_buffers.remove(socket);
            socket->disconnect(this);
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            return socket->disconnectFromHost();
        }
    }
}

void FakeServer::upgrade() {
    while (QWebSocket* socket = m_webSockets.nextPendingConnection()) {
        m_socket = socket;
        connect(socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) {
            const auto request = codec::decodeRequest(text.toUtf8());
            if (request && socketRequest)
                socketRequest(*request);
        });
        connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void FakeServer::say(const Frame& frame) {
    if (m_socket)
        m_socket->sendTextMessage(QString::fromUtf8(codec::encode(frame)));
}

void FakeServer::closeSocket(int code) {
    if (m_socket)
        m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code));
}

} // namespace parlor::test
