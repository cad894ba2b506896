#pragma once

#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QString>

#include <functional>
#include <memory>

class QLocalServer;
class QLocalSocket;

namespace parlor::server {

/// What an administrator asks of the one writer, beside the network: a command and its arguments as one JSON
/// line; the answer is one JSON line, `{"ok":{…}}` or `{"error":{"code","text"}}`.
using AdminHandler =
    std::function<Task<Result<QJsonObject>>(const QString& command, const QJsonObject& arguments)>;

/// The 0600 socket in the data directory by which sub-commands reach a running server. Lives on the domain
/// thread.
class AdminServer final : public QObject {
    Q_OBJECT
public:
    AdminServer(AdminHandler handler, Executor& executor, QObject* parent = nullptr);
    ~AdminServer() override;

    Status listen(const QString& path);

    /// What a connection that asked `begin` leaves behind is taken back by asking `end` when it closes.
    void setTakenBack(const QString& begin, const QString& end);

private:
    void accept();
    void read(QLocalSocket* socket);

    AdminHandler m_handler;
    Executor& m_executor;
    QString m_begin, m_end;
    QSet<QLocalSocket*> m_begun; ///< before the server, whose end closes its sockets
    std::unique_ptr<QLocalServer> m_server;
};

/// Asks a running server. Busy when none listens on the socket, so that the caller may work itself.
/// NetworkFailed after `patienceMs` without an answer; -1 waits as long as the server lives.
Result<QJsonObject> askAdmin(const QString& path, const QString& command, const QJsonObject& arguments,
                             int patienceMs = 60'000);

} // namespace parlor::server
