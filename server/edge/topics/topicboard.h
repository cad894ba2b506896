#pragma once

#include "server/domain/ports/link.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <cstdint>
#include <map>
#include <set>
#include <tuple>

namespace parlor::server {

/// Who listens to which topic, and until when. Subscriptions of a socket are numbered from 1; subscribers of
/// a topic with the same number get the same bytes, so they stand together. Not thread-safe.
class TopicBoard {
public:
    static constexpr int subscriptionsMost = 1'000; ///< of one socket

    /// A second time for the same topic renews it under its number. False when the socket has too many.
    bool subscribe(ConnectionId who, const QString& topic, std::int64_t until);
    void unsubscribe(ConnectionId who, const QString& topic);
    void forget(ConnectionId who);

    /// Ends all that lapse up to `now` (the same clock as `until`).
    void expire(std::int64_t now);

    /// The topic's subscribers by the number of their subscription; nullptr when there are none.
    [[nodiscard]] const std::map<std::uint32_t, QSet<ConnectionId>>* subscribers(const QString& topic) const;

    [[nodiscard]] qsizetype topics() const { return m_topics.size(); }

private:
    struct Subscription {
        std::uint32_t number = 0;
        std::int64_t until = 0;
    };

    struct Listener {
        QHash<QString, Subscription> subscriptions;
        std::uint32_t last = 0;
    };

    void drop(ConnectionId who, const QString& topic, const Subscription& subscription);

    QHash<ConnectionId, Listener> m_listeners;
    QHash<QString, std::map<std::uint32_t, QSet<ConnectionId>>> m_topics;
    std::set<std::tuple<std::int64_t, ConnectionId, QString>> m_ends;
};

} // namespace parlor::server
