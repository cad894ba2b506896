#pragma once

#include "server/domain/channels/channelfeeds.h"
#include "server/domain/ports/link.h"
#include "server/domain/ports/messagestore.h"
#include "shared/core/executor.h"
#include "shared/core/serial.h"

#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// Gives a connection what it has missed of a channel while the link holds what is new for it: from memory
/// where the newest events suffice, otherwise page by page from the store; at the end the link lets go.
/// Domain thread only.
class PastDelivery final : public QObject {
    Q_OBJECT
public:
    struct Gap {
        ConnectionId connection;
        ChannelId channel;
        std::uint64_t subscription = 0; ///< its number: another one is somebody else's business
        Serial cursor;
        Serial target; ///< published when the connection was subscribed: what follows is held by the link
        std::shared_ptr<std::int64_t> budget{}; ///< bytes that may still be sent; none: 256 KiB
    };

    using Finished = std::function<void(const Gap&, Subscription&)>;

    /// All live longer. `finished`: the subscription is live from here on.
    PastDelivery(Link& link, MessageStore& messages, ChannelFeeds& feeds, Executor& executor, Epoch epoch,
                 Finished finished, QObject* parent = nullptr);

    void deliver(Gap gap);

private:
    void deliverPage(Gap gap, const Result<EventPage>& page);
    bool sendFromMemory(const Gap& gap, const Subscription& subscription, const QList<Event>& events);
    bool send(const Gap& gap, const Subscription& subscription, const QList<Event>& events);
    bool sendFrames(const Gap& gap, const QList<QByteArray>& frames);
    void finish(const Gap& gap, Subscription& subscription);
    Subscription* stillAttaching(const Gap& gap);

    Link& m_link;
    MessageStore& m_messages;
    ChannelFeeds& m_feeds;
    Executor& m_executor;
    const Epoch m_epoch;
    const Finished m_finished;
};

} // namespace parlor::server
