#include "client/app/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>

namespace parlor::client {

namespace {

constexpr int tellMs = 2'000;
constexpr qint64 longestLink = 4'096;

QString socketName(const QString& profile) {
    const QByteArray hash =
        QCryptographicHash::hash(QFileInfo(profile).canonicalFilePath().toUtf8(), QCryptographicHash::Sha256);
    return u"parlor-"_qs + QString::fromLatin1(hash.toHex().left(24));
}

} // namespace

SingleInstance::SingleInstance(const QString& profile, QObject* parent)
    : QObject(parent), m_name(socketName(profile)), m_lock(profile + u"/lock"_qs) {
    m_lock.setStaleLockTime(0);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server.nextPendingConnection())
            read(socket);
    });
}

bool SingleInstance::claim(const QString& link) {
    if (m_lock.tryLock(0)) {
        // Whoever held the name before is gone: the lock says so.
        QLocalServer::removeServer(m_name);
        m_server.listen(m_name);
        return true;
    }
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(tellMs))
        return false;
    socket.write(link.toUtf8() + '\n');
    socket.waitForBytesWritten(tellMs);
    return false;
}

void SingleInstance::read(QLocalSocket* socket) {
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (!socket->canReadLine()) {
            if (socket->bytesAvailable() > longestLink)
                socket->abort();
            return;
        }
        const QString link = QString::fromUtf8(socket->readLine(longestLink)).trimmed();
        socket->disconnectFromServer();
        Q_EMIT startedAgain(link);
    });
}

} // namespace parlor::client
