#include "server/app/healthcheck.h"

#include <QSslSocket>
#include <QTcpSocket>
#include <QUrl>

#include <memory>

namespace parlor::server {

bool checkHealth(const QString& url) {
    constexpr int patienceMs = 2'000;
    const QUrl where(url);
    const bool encrypted = where.scheme() == u"https";
    const auto port = static_cast<quint16>(where.port(encrypted ? 443 : 80));
    std::unique_ptr<QTcpSocket> socket;
    if (encrypted) {
        auto secure = std::make_unique<QSslSocket>();
        secure->setPeerVerifyMode(QSslSocket::VerifyNone);
        secure->connectToHostEncrypted(where.host(), port);
        if (!secure->waitForEncrypted(patienceMs))
            return false;
        socket = std::move(secure);
    } else {
        socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(where.host(), port);
        if (!socket->waitForConnected(patienceMs))
            return false;
    }
    socket->write("GET /healthz HTTP/1.1\r\nHost: " + where.host().toUtf8()
                  + "\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (!answer.contains("\r\n") && socket->waitForReadyRead(patienceMs))
        answer += socket->readAll();
    return answer.startsWith("HTTP/1.1 200 ");
}

} // namespace parlor::server
