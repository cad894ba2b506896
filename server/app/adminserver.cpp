#include "server/app/adminserver.h"

#include "shared/protocol/codec.h"

#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>

namespace parlor::server {

namespace {

constexpr qint64 maxLine = 1024 * 1024;

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

void AdminServer::setOnClosed(std::function<void(QLocalSocket*)> onClosed) {
    m_onClosed = std::move(onClosed);
}

Status AdminServer::listen(const QString& path) {
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
            if (m_onClosed)
                m_onClosed(socket);
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
        const Task<Result<QJsonObject>> task =
            m_handler(request->value(u"command").toString(), request->value(u"arguments").toObject());
        whenDone(task, &m_executor, socket,
                 [socket](const Result<QJsonObject>& result) { socket->write(lineOf(result)); });
    }
    if (socket->bytesAvailable() > maxLine)
        socket->abort();
}

Result<QJsonObject> askAdmin(const QString& path, const QString& command, const QJsonObject& arguments) {
    QLocalSocket socket;
    socket.connectToServer(path);
    if (!socket.waitForConnected(2'000))
        return fail(ErrorCode::Busy, u"no server listens on %1"_qs.arg(path));
    const QJsonObject request{{u"command"_qs, command}, {u"arguments"_qs, arguments}};
    socket.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    while (!socket.canReadLine())
        if (!socket.waitForReadyRead(60'000))
            return fail(ErrorCode::NetworkFailed, u"the server did not answer"_qs);
    TRY_ASSIGN(const QJsonObject answer, codec::parseObject(socket.readLine(), maxLine));
    if (answer.contains(u"ok"))
        return answer.value(u"ok").toObject();
    const QJsonObject error = answer.value(u"error").toObject();
    return fail(errorCodeFromWire(error.value(u"code").toString()).value_or(ErrorCode::Internal),
                error.value(u"text").toString());
}

} // namespace parlor::server
