#pragma once

#include "server/domain/ports/webhookstore.h"
#include "shared/core/ids.h"

#include <QHash>
#include <QSet>

#include <deque>
#include <optional>

namespace parlor::server {

/// Who may deliver next. Whoever waits longest comes first, but nobody takes all the slots: a channel and a
/// person have some each, and webhooks that failed last share a part of them, so that those that work are
/// never behind those that are dead. Domain thread only.
class DeliveryQueue {
public:
    static constexpr int atOnce = 32;
    static constexpr int ofChannelAtOnce = 4;
    static constexpr int ofPersonAtOnce = 8; ///< not for those that the operator made
    static constexpr int failingAtOnce = 12;

    /// Takes its place at the end; one that waits or delivers keeps the place it has.
    void add(const Webhook& webhook);
    /// The next one that may; it has a slot until done().
    std::optional<WebhookId> next();
    /// Gives the slot back; nothing for one without.
    void done(WebhookId id);
    /// Waits no longer and has no slot.
    void remove(WebhookId id);

    [[nodiscard]] int busy() const { return static_cast<int>(m_busy.size()); }

private:
    struct Turn {
        WebhookId id;
        ChannelId channel;
        PersonId person;
        bool failing = false;
    };

    [[nodiscard]] bool mayStart(const Turn& turn) const;

    std::deque<Turn> m_waiting;
    QSet<WebhookId> m_known; ///< in m_waiting
    QHash<WebhookId, Turn> m_busy;
    QHash<ChannelId, int> m_ofChannel;
    QHash<PersonId, int> m_ofPerson;
    int m_failing = 0;
};

} // namespace parlor::server
