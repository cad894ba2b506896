// What a channel's webhook is told: each message once, signed, in order, and later when it could not listen.
#include "tests/unit/moderation/webhookstest.h"

#include <QJsonArray>

namespace parlor::test {

namespace {

class Webhooks : public WebhooksTest {};

} // namespace

// By Python's hmac, so that receivers can check theirs against another one than ours.
TEST(HookSignature, IsTheHmacOfTimeAndBody) {
    EXPECT_EQ(hookSignature(u"Jefe"_qs, 1'700'000'000, "what do ya want for nothing?"),
              "v1=1cdd0650c8be1cb0974b1788d458b1e781206cfef59b85faafc582d2e182c57e");
    EXPECT_NE(hookSignature(u"Jefe"_qs, 1'700'000'001, "what do ya want for nothing?"),
              hookSignature(u"Jefe"_qs, 1'700'000'000, "what do ya want for nothing?"));
}

TEST_F(Webhooks, TellWhatIsSaidSignedAndInOrder) {
    ASSERT_TRUE(node.say(annas, general, u"before"_qs));
    const MadeWebhook made = outgoing();
    ASSERT_TRUE(node.say(annas, general, u"one https://a.example/x."_qs));
    ASSERT_TRUE(node.say(annas, general, u"two"_qs));
    ASSERT_TRUE(gets(2));
    EXPECT_EQ(http.body(0).value(u"event").toObject().value(u"text").toString(),
              u"one https://a.example/x."_qs);
    EXPECT_EQ(http.body(0).value(u"links").toArray().first().toString(), u"https://a.example/x"_qs);
    EXPECT_EQ(http.body(0).value(u"author").toObject().value(u"name").toString(), u"anna"_qs);
    EXPECT_EQ(http.body(0).value(u"channel").toObject().value(u"name").toString(), u"general"_qs);
    EXPECT_EQ(http.body(1).value(u"event").toObject().value(u"text").toString(), u"two"_qs);
    EXPECT_EQ(http.requests.first().url, u"https://example.org/hook"_qs);
    const QByteArray timestamp = http.header(0, "Parlor-Timestamp");
    EXPECT_EQ(http.header(0, "Parlor-Signature"),
              hookSignature(u"secret"_qs, timestamp.toLongLong(), http.requests.first().body));
    EXPECT_EQ(http.header(0, "Parlor-Id"), http.body(0).value(u"id").toString().toLatin1());
    EXPECT_TRUE(waitFor([&] { return stored(made.webhook.id).cursor > made.webhook.cursor; }));
}

TEST_F(Webhooks, TryAgainWithTheSameIdAlsoAfterARestart) {
    const MadeWebhook made = outgoing();
    http.answers = {500, fail(ErrorCode::NetworkFailed)};
    ASSERT_TRUE(node.say(annas, general, u"one"_qs));
    ASSERT_TRUE(node.say(annas, general, u"two"_qs));
    ASSERT_TRUE(gets(1));
    ASSERT_TRUE(waitFor([&] { return stored(made.webhook.id).failures == 1; }));
    EXPECT_EQ(stored(made.webhook.id).lastError, u"HTTP 500"_qs);
    pass(500);
    EXPECT_EQ(http.requests.size(), 1); // not yet
    pass(500);
    ASSERT_TRUE(gets(2));
    ASSERT_TRUE(waitFor([&] { return stored(made.webhook.id).failures == 2; }));
    sender.reset();
    makeSender(); // a new process knows what the store knows
    ASSERT_TRUE(await(sender->load()));
    pass(2'000);
    ASSERT_TRUE(gets(4));
    EXPECT_EQ(http.header(1, "Parlor-Id"), http.header(0, "Parlor-Id"));
    EXPECT_EQ(http.header(2, "Parlor-Id"), http.header(0, "Parlor-Id"));
    EXPECT_NE(http.header(3, "Parlor-Id"), http.header(0, "Parlor-Id"));
    EXPECT_EQ(http.body(3).value(u"event").toObject().value(u"text").toString(), u"two"_qs);
    EXPECT_TRUE(waitFor([&] { return stored(made.webhook.id).failures == 0; }));
}

TEST_F(Webhooks, WhoFailsForADayIsSwitchedOff) {
    const MadeWebhook made = outgoing();
    http.answers.assign(500, Result<int>(503));
    ASSERT_TRUE(node.say(annas, general, u"one"_qs));
    ASSERT_TRUE(gets(1));
    for (int i = 0; i < 200 && disabled.isEmpty(); ++i)
        pass(WebhookSender::lastRetryMs);
    ASSERT_EQ(disabled.size(), 1);
    ASSERT_TRUE(waitFor([&] { return !stored(made.webhook.id).enabled; }));
    EXPECT_GE(world.clock.now() - stored(made.webhook.id).failingSince, WebhookSender::giveUpAfterMs);
    const qsizetype tries = http.requests.size();
    pass(WebhookSender::lastRetryMs);
    EXPECT_EQ(http.requests.size(), tries);
    http.answers.clear();
    const Principal asker = as(anna);
    ASSERT_TRUE(await(hooks.enable(&asker, made.webhook.id)));
    ASSERT_TRUE(gets(tries + 1)); // nothing was lost
    EXPECT_EQ(http.header(tries, "Parlor-Id"), http.header(0, "Parlor-Id"));
}

// Dead receivers wait for their time-outs; who is alive hears at once.
TEST_F(Webhooks, TheDeadDoNotHoldUpTheLiving) {
    const Principal asker = as(anna);
    const QString live = u"https://example.org/live"_qs;
    constexpr int deadOnes = 12;
    QList<ChannelId> channels;
    for (int i = 0; i < deadOnes; ++i) {
        channels.append(node.makeChannel(annas, u"dead%1"_qs.arg(i)));
        const QString address = u"https://example.org/dead%1"_qs.arg(i);
        http.dead.insert(address);
        ASSERT_TRUE(await(hooks.addOutgoing(&asker, channels.last(), address)));
    }
    const auto bobs = node.join(bob);
    const ChannelId theirs = node.makeChannel(bobs, u"theirs"_qs);
    const Principal bobAsks = as(bob);
    ASSERT_TRUE(await(hooks.addOutgoing(&bobAsks, theirs, live)));
    for (const ChannelId channel : channels) {
        ASSERT_TRUE(node.say(annas, channel, u"into the dark"_qs));
        world.clock.advance(1'000);
    }
    ASSERT_TRUE(waitFor([&] { return http.hanging.size() == DeliveryQueue::ofPersonAtOnce; }));
    for (int i = 1; i <= 5; ++i) {
        ASSERT_TRUE(node.say(bobs, theirs, u"news %1"_qs.arg(i)));
        ASSERT_TRUE(waitFor([&] { return http.askedOf(live) == i; })) << i;
    }
    EXPECT_EQ(http.hanging.size(), DeliveryQueue::ofPersonAtOnce);
    // As these give up the others have their turn, and they try again later and later.
    http.giveUp();
    ASSERT_TRUE(waitFor([&] { return http.hanging.size() == deadOnes - DeliveryQueue::ofPersonAtOnce; }));
    http.giveUp();
    node.settle();
    const qsizetype tries = http.requests.size();
    pass(500);
    EXPECT_EQ(http.requests.size(), tries);
    ASSERT_TRUE(node.say(bobs, theirs, u"still here"_qs));
    ASSERT_TRUE(waitFor([&] { return http.askedOf(live) == 6; }));
}

TEST_F(Webhooks, GoneMeansGone) {
    const MadeWebhook made = outgoing();
    http.answers = {410};
    ASSERT_TRUE(node.say(annas, general, u"one"_qs));
    EXPECT_TRUE(waitFor([&] { return !stored(made.webhook.id).enabled; }));
}

TEST_F(Webhooks, WhoLeavesAChannelHearsNothingMoreOfIt) {
    const auto bobs = node.join(bob);
    const ChannelId theirs = node.makeChannel(bobs, u"theirs"_qs);
    const Principal asker = as(bob);
    const auto made = await(hooks.addOutgoing(&asker, theirs, u"https://example.org/hook"_qs));
    ASSERT_TRUE(made);
    ASSERT_TRUE(node.say(bobs, theirs, u"heard"_qs));
    ASSERT_TRUE(gets(1));
    Event removed;
    removed.serial = Serial(9);
    removed.body = MemberChanged{.person = bob, .change = MemberChange::Removed};
    sender->committed(ChannelCommitted{theirs, {removed}});
    EXPECT_TRUE(waitFor([&] { return !stored(made->webhook.id).enabled; }));
    ASSERT_EQ(disabled.size(), 1);
    ASSERT_TRUE(node.say(bobs, theirs, u"unheard"_qs));
    node.settle();
    pass(WebhookSender::lastRetryMs);
    EXPECT_EQ(http.requests.size(), 1);
}

} // namespace parlor::test
