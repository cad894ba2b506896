#pragma once

#include "server/edge/api/synclink.h"
#include "server/edge/http/routetable.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace parlor::server {

/// POST /v1/sync, for clients that can't hold a socket: the same frames, codec, router and limits.
/// The first call is {"call":1,"frames":[{"op":"hello",…}]} with the whole cursor in the hello (its token is
/// that of the request); the answer names the "transport". Later calls are
/// {"transport","call","ack","frames","wait"}: `call` rises by one and a repeated one is not taken in again,
/// `ack` is the "last" of the answer before, `wait` (at most 25 s) is how long the answer may wait for the
/// first frame. Answer: {"transport","frames":[…],"last","more"} and "closed" with the code when the
/// transport has ended. A transport lives for 60 s without calls; an unknown one, or an ack that can't be, is
/// 409 resync: begin again with the cursor. Domain thread only.
class SyncRoutes final : public QObject {
    Q_OBJECT
public:
    SyncRoutes(SyncLink& link, LinkListener& router, Executor& executor, const Clock& clock,
               QObject* parent = nullptr);

    void addTo(RouteTable& table);

    /// Ends transports that nobody has asked for in 60 s and answers calls that have waited long enough. Runs
    /// by itself once a second.
    void tick();

private:
    struct Waiting {
        std::shared_ptr<HttpExchange> exchange;
        std::int64_t until = 0; ///< monotonic ms
    };

    void call(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal,
              const QJsonObject& body);
    void takeIn(const SyncTransport& transport, const QJsonArray& frames, const QString& token);
    void answer(ConnectionId connection);
    void wake(SyncTransport& transport);
    void end(ConnectionId connection);

    SyncLink& m_link;
    LinkListener& m_router;
    Executor& m_executor;
    const Clock& m_clock;
    QHash<ConnectionId, Waiting> m_waiting;
    QHash<SessionId, ConnectionId> m_bySession;
    QSet<ConnectionId> m_woken; ///< to be answered at the end of this turn, so that frames go together
    QTimer m_second;
};

} // namespace parlor::server
