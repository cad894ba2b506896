#pragma once

#include "server/app/foundation.h"

#include <QJsonObject>
#include <QObject>

#include <functional>

namespace parlor::server {

/// What `parlor-load` asks over the admin socket: `load.begin` {people, subscribe} makes a key of
/// RateClass::Load and a channel with so many people (kept for the next run, disabled in between),
/// `load.sessions` {from, count} signs some of them in, `load.end` takes key, sessions and people back;
/// `usage` tells pid, CPU seconds and memory of this process. One run at a time. Domain thread only.
class LoadCommands final : public QObject {
    Q_OBJECT
public:
    /// `addresses`: where the server listens without TLS, "127.0.0.1:7420".
    LoadCommands(Foundation& foundation, std::function<QStringList()> addresses, QObject* parent = nullptr);

    static bool handles(const QString& command);

    /// Somebody whom a load run has made, and who can't sign in otherwise.
    static bool isOurs(const Account& account);

    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

private:
    using Answer = Promise<Result<QJsonObject>>;
    using Done = std::function<void(const Status&)>;

    void begin(const QJsonObject& arguments, const Answer& answer);
    void gather(const QList<Account>& known, const Answer& answer);
    void openChannel(const Answer& answer);
    void openKey(ChannelId channel, const Answer& answer);
    void sessions(int from, int count, const Answer& answer);
    void end(const Answer& answer);
    void takeBackLeftovers();
    void disableLeftovers();
    void failBegin(const Error& error, const Answer& answer);

    /// `each` for all of 0 … count − 1, some at a time; then `finished` with the first failure, if any.
    static void forAll(int count, std::function<void(int, Done)> each, Done finished);

    Foundation& m_foundation;
    const std::function<QStringList()> m_addresses;
    bool m_isRunning = false;
    bool m_subscribes = true;
    QList<Person> m_people;
    QString m_keyName;
    int m_keyRevision = 0;
    Capability m_capability;
};

} // namespace parlor::server
