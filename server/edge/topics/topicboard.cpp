#include "server/edge/topics/topicboard.h"

namespace parlor::server {

bool TopicBoard::subscribe(ConnectionId who, const QString& topic, std::int64_t until) {
    Listener& listener = m_listeners[who];
    if (const auto known = listener.subscriptions.find(topic); known != listener.subscriptions.end()) {
        m_ends.erase({known->until, who, topic});
        known->until = until;
        m_ends.emplace(until, who, topic);
        return true;
    }
    if (listener.subscriptions.size() >= subscriptionsMost)
        return false;
    const Subscription subscription{++listener.last, until};
    listener.subscriptions.insert(topic, subscription);
    m_topics[topic][subscription.number].insert(who);
    m_ends.emplace(until, who, topic);
    return true;
}

void TopicBoard::drop(ConnectionId who, const QString& topic, const Subscription& subscription) {
    m_ends.erase({subscription.until, who, topic});
    const auto place = m_topics.find(topic);
    if (place == m_topics.end())
        return;
    const auto group = place->find(subscription.number);
    if (group != place->end() && group->second.remove(who) && group->second.isEmpty())
        place->erase(group);
    if (place->empty())
        m_topics.erase(place);
}

void TopicBoard::unsubscribe(ConnectionId who, const QString& topic) {
    const auto listener = m_listeners.find(who);
    if (listener == m_listeners.end() || !listener->subscriptions.contains(topic))
        return;
    drop(who, topic, listener->subscriptions.take(topic));
}

void TopicBoard::forget(ConnectionId who) {
    const Listener listener = m_listeners.take(who);
    for (auto it = listener.subscriptions.begin(); it != listener.subscriptions.end(); ++it)
        drop(who, it.key(), *it);
}

void TopicBoard::expire(std::int64_t now) {
    while (!m_ends.empty() && std::get<0>(*m_ends.begin()) <= now) {
        const auto [until, who, topic] = *m_ends.begin();
        unsubscribe(who, topic);
    }
}

const std::map<std::uint32_t, QSet<ConnectionId>>* TopicBoard::subscribers(const QString& topic) const {
    const auto place = m_topics.constFind(topic);
    return place == m_topics.constEnd() ? nullptr : &*place;
}

} // namespace parlor::server
