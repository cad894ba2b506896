#pragma once

#include "server/app/chatparts.h"
#include "server/app/config.h"
#include "server/domain/accounts/erasure.h"
#include "server/domain/channels/ownservice.h"
#include "server/domain/messages/deliveryservice.h"
#include "server/domain/messages/planservice.h"
#include "server/domain/messages/retention.h"

namespace parlor::server {

/// What goes on in a chat without anybody watching: keywords, plans, retention, erasing. Domain thread only.
class MessagingParts {
public:
    /// All live longer. Adds its commands to the chat's.
    MessagingParts(Foundation& foundation, ChatParts& chat, const Config& config);
    ~MessagingParts();

    /// Does what waited while the server was down.
    void start();

    [[nodiscard]] DeliveryService& deliveries() { return m_deliveries; }

    [[nodiscard]] Erasure& erasure() { return m_erasure; }

    [[nodiscard]] const KeywordIndex& keywords() const { return m_own.keywords(); }

private:
    ChatParts& m_chat;
    OwnService m_own;
    PlanService m_plans;
    DeliveryService m_deliveries;
    Retention m_retention;
    Erasure m_erasure;
    QTimer m_second, m_sweep;
};

} // namespace parlor::server
