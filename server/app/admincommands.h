#pragma once

#include "server/app/foundation.h"
#include "server/app/keycommands.h"

#include <QJsonObject>

namespace parlor::server {

/// What an administrator can ask for, the same beside a running server and on a directory without one.
/// Domain thread only.
class AdminCommands final : public QObject {
    Q_OBJECT
public:
    /// `linkBase`: "parlor://host[:port]" for invites; `pin`: hex SHA-256 of the server's own certificate, or
    /// empty.
    AdminCommands(Foundation& foundation, QString linkBase, QString pin, QObject* parent = nullptr);

    /// UnknownOperation for a command that is not known.
    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

private:
    Task<Result<QJsonObject>> addUser(const QJsonObject& arguments);
    Task<Result<QJsonObject>> listUsers(bool all);
    Task<Result<QJsonObject>> invite(const QJsonObject& arguments);
    template<class T, class Fn>
    Task<Result<QJsonObject>> then(const Task<Result<T>>& task, Fn toJson);

    Foundation& m_foundation;
    KeyCommands m_keys;
    QString m_linkBase;
    QString m_pin;
};

} // namespace parlor::server
