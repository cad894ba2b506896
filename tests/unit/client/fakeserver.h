#pragma once

#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <memory>

namespace parlor::test {

struct FakeRequest {
    QByteArray method;
    QString path;                          ///< with the query
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
};

struct FakeAnswer {
    int status = 200;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
    std::int64_t cutAfter = -1; ///< so many bytes of the body are sent before the connection breaks; -1: all
};

/// HTTP/1.1 and WebSocket on one loopback port, on the test's own thread; the test says what is answered.
class FakeServer final : public QObject {
    Q_OBJECT
public:
    FakeServer();
    ~FakeServer() override;

    [[nodiscard]] QUrl url() const;

    /// Stops listening and breaks all connections, as a killed server does; listen() comes back on the same
    /// port.
    void kill();
    void listen();

    /// Answers each request, once its body is complete.
    std::function<FakeAnswer(const FakeRequest&)> http;
    /// Asked with the head of a request: how many bytes of its body are taken before the connection breaks;
    /// -1: all.
    std::function<std::int64_t(const FakeRequest&)> cutAt;
    /// What came over a socket.
    std::function<void(const Request&)> socketRequest;

    void say(const Frame& frame);
    void closeSocket(int code);

    [[nodiscard]] bool hasSocket() const { return m_socket != nullptr; }

    /// The bytes of a body that was cut.
    QByteArray cutBody;
    int requests = 0;
    int connections = 0; ///< that were taken
    /// Takes connections and says nothing on them, like a network that has gone. Those stay mute.
    bool isMute = false;

private:
    void accept();
    void read(QTcpSocket* socket);
    void upgrade();

    QTcpServer m_server;
    QWebSocketServer m_webSockets;
    QPointer<QWebSocket> m_socket;
    QHash<QTcpSocket*, QByteArray> m_buffers; ///< of those that are spoken with
    quint16 m_port = 0;
};

} // namespace parlor::test
