#include "server/app/adminserver.h"

#include "shared/protocol/codec.h"

#include <QFile>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>

#include <sys/un.h>

namespace parlor::server {

namespace {

constexpr qint64 maxLine = 1024 * 1024;
constexpr qsizetype pathMost = sizeof(sockaddr_un::sun_path) - 1;

QByteArray lineOf(const Result<QJsonObject>& result) {
    QJsonObject answer;
    if (result)
        answer.insert(u"ok"_qs, *result);
    else
        answer.insert(u"error"_qs,
                      QJsonObject{{u"code"_qs, QString(wireCode(result.error().code))},
                                  {u"text"_qs, result.error().detail.isEmpty() ? textFor(result.error().code)
                                                                               : result.error().detail}});
    return QJsonDocument(answer).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

AdminServer::AdminServer(AdminHandler handler, Executor& executor, QObject* parent)
    : QObject(parent), m_handler(std::move(handler)), m_executor(executor) {}

AdminServer::~AdminServer() = default;

void AdminServer::setTakenBack(const QString& begin, const QString& end) {
    m_begin = begin;
    m_end = end;
}

Status AdminServer::listen(const QString& path) {
    // Qt says "name error", or listens where nobody can connect.
    if (const qsizetype size = QFile::encodeName(path).size(); size > pathMost)
        return fail(ErrorCode::FileFailed,
                    u"%1: a socket's path has at most %2 bytes, this one %3: take a shorter data directory"_qs
                        .arg(path)
                        .arg(pathMost)
                        .arg(size));
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(path);
    if (!m_server->listen(path))
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, m_server->errorString()));
    connect(m_server.get(), &QLocalServer::newConnection, this, &AdminServer::accept);
    return {};
}

void AdminServer::accept() {
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QLocalSocket::disconnected, this, [this, socket] {
            if (m_begun.remove(socket))
                std::ignore = m_handler(m_end, {});
            socket->deleteLater();
        });
    }
}

void AdminServer::read(QLocalSocket* socket) {
    while (socket->canReadLine()) {
        const auto request = codec::parseObject(socket->readLine(maxLine), maxLine);
        if (!request) {
            socket->write(lineOf(std::unexpected(request.error())));
            continue;
        }
        const QString command = request->value(u"command").toString();
        const Task<Result<QJsonObject>> task = m_handler(command, request->value(u"arguments").toObject());
        whenDone(task, &m_executor, this,
                 [this, asker = QPointer(socket), command](const Result<QJsonObject>& result) {
                     const bool begun = result && !m_begin.isEmpty() && command == m_begin;
                     if (asker)
                         asker->write(lineOf(result));
                     if (begun && asker && asker->state() == QLocalSocket::ConnectedState)
                         m_begun.insert(asker);
                     else if (begun)
                         std::ignore = m_handler(m_end, {});
                 });
    }
    if (socket->bytesAvailable() > maxLine)
        socket->abort();
}

Result<QJsonObject> askAdmin(const QString& path, const QString& command, const QJsonObject& arguments,
                             int patienceMs) {
    QLocalSocket socket;
    socket.connectToServer(path);
    if (!socket.waitForConnected(2'000))
        return fail(ErrorCode::Busy, u"no server listens on %1"_qs.arg(path));
    const QJsonObject request{{u"command"_qs, command}, {u"arguments"_qs, arguments}};
    socket.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    while (!socket.canReadLine())
        if (!socket.waitForReadyRead(patienceMs))
            return fail(ErrorCode::NetworkFailed, u"the server did not answer"_qs);
    TRY_ASSIGN(const QJsonObject answer, codec::parseObject(socket.readLine(), maxLine));
    if (answer.contains(u"ok"))
        return answer.value(u"ok").toObject();
    const QJsonObject error = answer.value(u"error").toObject();
    return fail(errorCodeFromWire(error.value(u"code").toString()).value_or(ErrorCode::Internal),
                error.value(u"text").toString());
}

} // namespace parlor::server
