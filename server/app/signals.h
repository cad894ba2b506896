#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <functional>

namespace parlor::server {

/// SIGTERM, SIGINT and SIGHUP as calls on the thread that made this object. Make one, before other threads
/// start.
class SignalWatcher final : public QObject {
    Q_OBJECT
public:
    SignalWatcher(std::function<void()> onStop, std::function<void()> onReload, QObject* parent = nullptr);
    ~SignalWatcher() override;

private:
    void drain();

    std::function<void()> m_onStop;
    std::function<void()> m_onReload;
    QSocketNotifier* m_notifier = nullptr;
};

/// Tells a service manager (`NOTIFY_SOCKET`, see sd_notify(3)) one state, e.g. "READY=1"; nothing without
/// one.
void notifyServiceManager(const QByteArray& state);

} // namespace parlor::server
