#pragma once

#include <QLocalServer>
#include <QLockFile>

namespace parlor::client {

/// One running program a profile: the first one holds the profile's lock and listens, every later one hands
/// its link over and ends.
class SingleInstance final : public QObject {
    Q_OBJECT
public:
    /// `profile` exists.
    explicit SingleInstance(const QString& profile, QObject* parent = nullptr);

    /// True for the first; false when another one runs and has been told.
    bool claim(const QString& link);

Q_SIGNALS:
    /// Another start: its link, which may be empty.
    void startedAgain(const QString& link);

private:
    void read(QLocalSocket* socket);

    QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace parlor::client
