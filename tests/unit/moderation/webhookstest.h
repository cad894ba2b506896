#pragma once

#include "server/domain/hooks/webhookservice.h"
#include "tests/unit/moderation/hooknode.h"

#include <memory>

namespace parlor::test {

/// Webhooks in both directions.
class WebhooksTest : public HookNode {
protected:
    WebhooksTest() { makeSender(); }

    void committed(const CommittedItem& item) override { sender->committed(item); }

    void tick() override { sender->tick(); }

    void makeSender() {
        sender = std::make_unique<WebhookSender>(
            world.store.webhooks(), world.store.messages(), world.store.channels(), node.people, http,
            [](WebhookId) { return u"secret"_qs; }, node.executor, world.clock);
        sender->setOnDisabled([this](const Webhook& webhook) { disabled.append(webhook); });
        hooks.setServing(&node.messages, sender.get());
    }

    MadeWebhook outgoing() {
        const Principal asker = as(anna);
        const auto made = await(hooks.addOutgoing(&asker, general, u"https://example.org/hook"_qs));
        EXPECT_TRUE(made);
        return made.value_or(MadeWebhook());
    }

    Webhook stored(WebhookId id) { return *await(world.store.webhooks().byId(id)); }

    ChannelRights rights{world.store.channels(), node.executor};
    WebhookService hooks{world.store.webhooks(), world.store.accounts(),
                         world.store.channels(), rights,
                         AddressGuard(),         [](WebhookId) { return u"secret"_qs; },
                         node.executor,          world.clock};
    std::unique_ptr<WebhookSender> sender;
    QList<Webhook> disabled;
};

} // namespace parlor::test
