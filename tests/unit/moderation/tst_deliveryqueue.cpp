#include "server/domain/hooks/deliveryqueue.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

Webhook hook(int id, int channel, int person, int failures = 0) {
    Webhook webhook;
    webhook.id = WebhookId(id);
    webhook.channel = ChannelId(channel);
    webhook.createdBy = PersonId(person);
    webhook.failures = failures;
    return webhook;
}

QList<int> started(DeliveryQueue& queue) {
    QList<int> ids;
    while (const auto id = queue.next())
        ids.append(static_cast<int>(id->value()));
    return ids;
}

} // namespace

TEST(DeliveryQueue, WhoWaitsLongestComesFirst) {
    DeliveryQueue queue;
    for (const int id : {3, 1, 2})
        queue.add(hook(id, id, id));
    queue.add(hook(3, 3, 3)); // keeps its place
    EXPECT_EQ(started(queue), QList<int>({3, 1, 2}));
    queue.add(hook(1, 1, 1)); // has a slot
    EXPECT_TRUE(started(queue).isEmpty());
    queue.done(WebhookId(1));
    queue.add(hook(1, 1, 1));
    EXPECT_EQ(started(queue), QList<int>{1});
    EXPECT_EQ(queue.busy(), 3);
}

TEST(DeliveryQueue, AChannelTakesSomeSlotsOnly) {
    DeliveryQueue queue;
    for (int id = 1; id <= 20; ++id)
        queue.add(hook(id, 7, 0));
    queue.add(hook(21, 8, 0));
    EXPECT_EQ(started(queue), QList<int>({1, 2, 3, 4, 21}));
    queue.done(WebhookId(2));
    EXPECT_EQ(started(queue), QList<int>{5});
}

TEST(DeliveryQueue, APersonTakesSomeSlotsOnlyTheOperatorAll) {
    DeliveryQueue queue;
    for (int id = 1; id <= 20; ++id)
        queue.add(hook(id, id, 9));
    EXPECT_EQ(started(queue).size(), DeliveryQueue::ofPersonAtOnce);
    for (int id = 101; id <= 150; ++id)
        queue.add(hook(id, id, 0));
    EXPECT_EQ(started(queue).size(), DeliveryQueue::atOnce - DeliveryQueue::ofPersonAtOnce);
    EXPECT_EQ(queue.busy(), DeliveryQueue::atOnce);
}

TEST(DeliveryQueue, TheFailingLeaveRoomForTheWorking) {
    DeliveryQueue queue;
    for (int id = 1; id <= 40; ++id)
        queue.add(hook(id, id, 0, 1));
    queue.add(hook(99, 99, 0));
    const QList<int> first = started(queue);
    EXPECT_EQ(first.size(), DeliveryQueue::failingAtOnce + 1);
    EXPECT_EQ(first.last(), 99);
}

TEST(DeliveryQueue, WhoIsRemovedNeitherWaitsNorDelivers) {
    DeliveryQueue queue;
    queue.add(hook(1, 1, 1));
    queue.add(hook(2, 1, 1));
    queue.remove(WebhookId(2));
    EXPECT_EQ(started(queue), QList<int>{1});
    queue.remove(WebhookId(1));
    queue.remove(WebhookId(1));
    queue.done(WebhookId(1));
    EXPECT_EQ(queue.busy(), 0);
    queue.add(hook(2, 1, 1));
    EXPECT_EQ(started(queue), QList<int>{2});
}

} // namespace parlor::server
