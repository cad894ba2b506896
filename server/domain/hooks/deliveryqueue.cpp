#include "server/domain/hooks/deliveryqueue.h"

#include <algorithm>

namespace parlor::server {

namespace {

template<class Key>
void countDown(QHash<Key, int>& counts, Key key) {
    const auto at = counts.find(key);
    if (--at.value() == 0)
        counts.erase(at);
}

} // namespace

void DeliveryQueue::add(const Webhook& webhook) {
    if (m_known.contains(webhook.id) || m_busy.contains(webhook.id))
        return;
    m_known.insert(webhook.id);
    m_waiting.push_back({webhook.id, webhook.channel, webhook.createdBy, webhook.failures > 0});
}

bool DeliveryQueue::mayStart(const Turn& turn) const {
    return m_ofChannel.value(turn.channel) < ofChannelAtOnce
           && (!turn.person.isValid() || m_ofPerson.value(turn.person) < ofPersonAtOnce)
           && (!turn.failing || m_failing < failingAtOnce);
}

std::optional<WebhookId> DeliveryQueue::next() {
    if (m_busy.size() >= atOnce)
        return std::nullopt;
    const auto at = std::ranges::find_if(m_waiting, [this](const Turn& turn) { return mayStart(turn); });
    if (at == m_waiting.end())
        return std::nullopt;
    const Turn turn = *at;
    m_waiting.erase(at);
    m_known.remove(turn.id);
    m_busy.insert(turn.id, turn);
    ++m_ofChannel[turn.channel];
    ++m_ofPerson[turn.person];
    m_failing += turn.failing ? 1 : 0;
    return turn.id;
}

void DeliveryQueue::done(WebhookId id) {
    const auto at = m_busy.constFind(id);
    if (at == m_busy.constEnd())
        return;
    countDown(m_ofChannel, at->channel);
    countDown(m_ofPerson, at->person);
    m_failing -= at->failing ? 1 : 0;
    m_busy.erase(at);
}

void DeliveryQueue::remove(WebhookId id) {
    done(id);
    if (m_known.remove(id))
        std::erase_if(m_waiting, [id](const Turn& turn) { return turn.id == id; });
}

} // namespace parlor::server
