#pragma once

#include "client/core/net/backoff.h"
#include "client/core/net/link.h"
#include "client/core/net/socket.h"
#include "client/core/net/workerthread.h"
#include "shared/core/clock.h"

#include <QObject>
#include <QTimer>

namespace parlor::client {

/// The link over a WebSocket: says hello with a fresh token, comes back after every loss at once and then
/// ever more slowly, stops where coming back is of no use (PROTOCOL, "Closing").
class SocketLink final : public QObject, public Link {
    Q_OBJECT
public:
    /// All live longer. `device`: how this one is called in the list of sessions.
    SocketLink(WorkerThread& network, Executor& executor, TokenSource& tokens, const Clock& clock,
               QString device, QObject* parent = nullptr);
    ~SocketLink() override;

    void setListener(LinkListener* listener) override { m_listener = listener; }

    /// Rate class bulk from the next hello on.
    void setBulk(bool bulk) { m_bulk = bulk; }

    void open(const ServerAddress& server) override;
    void close() override;
    void probe() override;
    bool send(const Request& request) override;

    [[nodiscard]] const Connection& connection() const override { return m_connection; }

private:
    void attempt();
    void connectWith(const QString& token);
    void onOpened(int attempt);
    void onReceived(int attempt, const Frame& frame);
    void onEnded(int attempt, const SocketEnd& end);
    void retryLater(const Error& error, std::int64_t atLeastMs);
    void stop(const Error& error);
    void transmit(const Request& request);
    void become(Connectivity state, std::int64_t retryAt, std::optional<Error> problem);

    WorkerThread& m_network;
    Executor& m_executor;
    TokenSource& m_tokens;
    const Clock& m_clock;
    const QString m_device;
    Socket* m_socket; ///< lives on the network thread
    LinkListener* m_listener = nullptr;
    ServerAddress m_server;
    Connection m_connection;
    Backoff m_backoff;
    QTimer m_retry;
    std::int64_t m_onlineSince = 0; ///< monotonic ms
    QString m_token;
    std::optional<Error> m_refusal;
    std::int64_t m_byeAfterMs = 0;
    int m_attempt = 0;
    bool m_wanted = false;
    bool m_bulk = false;
};

} // namespace parlor::client
