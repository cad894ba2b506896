#pragma once

#include "server/app/foundation.h"

#include <QJsonObject>
#include <QObject>

namespace parlor::server {

/// What an administrator can ask for about keys, tokens and sessions: `key.*`, `token.*`, `session.*`. Domain
/// thread only.
class KeyCommands final : public QObject {
    Q_OBJECT
public:
    explicit KeyCommands(Foundation& foundation, QObject* parent = nullptr);

    static bool handles(const QString& command);
    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

private:
    using Answer = Promise<Result<QJsonObject>>;

    void add(const QJsonObject& arguments, const Answer& answer);
    void list(bool all, const Answer& answer);
    void issue(const QJsonObject& arguments, const Answer& answer);
    void withFilter(const QJsonObject& arguments, const Answer& answer,
                    const std::function<void(const SessionFilter&)>& use);
    void withPerson(const QString& name, const SessionFilter& filter, const Answer& answer,
                    const std::function<void(const SessionFilter&)>& use);
    void listSessions(const SessionFilter& filter, const Answer& answer);

    template<class T, class Fn>
    void then(const Task<Result<T>>& task, const Answer& answer, Fn toJson);

    Foundation& m_foundation;
};

} // namespace parlor::server
