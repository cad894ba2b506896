#pragma once

#include "server/app/chatparts.h"
#include "server/app/foundation.h"
#include "server/app/listening.h"
#include "server/domain/commands/ratelimiter.h"
#include "server/edge/topics/topickeeper.h"
#include "server/edge/topics/topicsocket.h"
#include "server/net/netserver.h"

#include <QTimer>

namespace parlor::server {

/// The topic socket with the listener of its own. Domain thread only.
class TopicParts {
public:
    /// `listening`: of `[topics] listen`. `http` only answers whether it lives: every path is a socket.
    TopicParts(Foundation& foundation, ChatParts& chat, RateLimiter& limiter, HttpHandler& http,
               const Config& config, const Listening& listening);
    ~TopicParts();
    TopicParts(const TopicParts&) = delete;
    TopicParts& operator=(const TopicParts&) = delete;

    Status start();

    void committed(const CommittedItem& item) {
        m_keeper.committed(item);
        m_socket.committed(item);
    }

    /// Everybody out, to come back within `spreadMs`.
    void drain(std::int64_t spreadMs);

    [[nodiscard]] QList<std::uint16_t> ports() const { return m_net.ports(); }

private:
    TopicKeeper m_keeper;
    TopicSocket m_socket;
    NetServer m_net;
    QTimer m_second;
};

} // namespace parlor::server
