#pragma once

#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/protocol/frames.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>

class QWebSocket;

namespace parlor::client {

/// Why a socket ended. `code` is the WebSocket close code, 0 when there was none.
struct SocketEnd {
    int code = 0;
    Error error;
};

/// What a socket tells, on the executor it was given. `attempt` is that of open(), so that late words of an
/// older socket are known as such.
struct SocketReport {
    std::function<void(int attempt)> opened;
    std::function<void(int attempt, const Frame& frame)> received;
    std::function<void(int attempt, const SocketEnd& end)> ended;
};

/// One WebSocket at a time, with codec and silence watch. Lives on the network thread, all calls there.
class Socket final : public QObject {
    Q_OBJECT
public:
    /// The executor lives longer.
    Socket(Executor* listenerExecutor, SocketReport report);
    ~Socket() override;

    /// `pin`: SHA-256 that the certificate must have; empty: only certificates that the system trusts.
    void open(int attempt, const QUrl& url, const QByteArray& pin);
    void close();
    void send(const QByteArray& text);
    /// Asks for a sign of life now and gives it 5 s.
    void probe();

private:
    void onText(const QString& text);
    void onEnd();
    void watch();
    void end(const SocketEnd& end);

    Executor* const m_listener;
    const std::shared_ptr<const SocketReport> m_report;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_watch;
    QElapsedTimer m_heard;
    std::int64_t m_silenceMs = 0;
    int m_attempt = 0;
    bool m_untrusted = false;
    bool m_silent = false;
};

} // namespace parlor::client
