#include "server/domain/hooks/awaynotices.h"
#include "server/domain/hooks/webhookservice.h"
#include "tests/unit/domain/chatnode.h"
#include "tests/unit/moderation/fakeoutgoing.h"

#include <gtest/gtest.h>

// Webhooks in both directions, and notices for who is away, on memory twins and a clock that is told.
namespace parlor::test {

using namespace parlor::server;

namespace {

class Hooks : public ::testing::Test {
protected:
    void SetUp() override {
        world.store.setCommittedSink([this](const QList<CommittedItem>& items) {
            node.executor.post([this, items] {
                node.inlets.committed(items);
                for (const CommittedItem& item : items) {
                    sender->committed(item);
                    notices->committed(item);
                }
            });
        });
        makeSender();
        makeNotices({});
        anna = world.addPerson(u"anna"_qs, Role::Admin);
        bob = world.addPerson(u"bob"_qs);
        annas = node.join(anna);
        general = node.makeChannel(annas, u"general"_qs);
    }

    void makeSender() {
        sender = std::make_unique<WebhookSender>(
            world.store.webhooks(), world.store.messages(), world.store.channels(), node.people, http,
            [](WebhookId) { return u"secret"_qs; }, node.executor, world.clock);
        sender->setOnDisabled([this](const Webhook& webhook) { disabled.append(webhook); });
        hooks.setServing(&node.messages, sender.get());
    }

    void makeNotices(NoticePolicy policy) {
        policy.enabled = true;
        policy.serverName = u"Home"_qs;
        policy.secret = u"secret"_qs;
        notices = std::make_unique<AwayNotices>(world.store.notices(), world.store.channels(),
                                                world.store.messages(), node.people, node.live, http, http,
                                                policy, node.executor, world.clock);
        notices->setKeywords(&node.own.keywords());
    }

    Principal as(const Person& person) {
        Principal principal;
        principal.person = person;
        principal.role = person.role;
        principal.session = SessionId(1);
        principal.capability = Capability::all();
        return principal;
    }

    MadeWebhook outgoing() {
        const Principal asker = as(anna);
        const auto made = await(hooks.addOutgoing(&asker, general, u"https://example.org/hook"_qs));
        EXPECT_TRUE(made);
        return made.value_or(MadeWebhook());
    }

    bool gets(qsizetype count) {
        return waitFor([&] { return http.requests.size() >= count; });
    }

    Webhook stored(WebhookId id) { return *await(world.store.webhooks().byId(id)); }

    void pass(std::int64_t ms) {
        world.clock.advance(ms);
        sender->tick();
        notices->tick();
        node.settle();
    }

    ChatWorld world;
    ChatNode node{world};
    FakeOutgoing http;
    ChannelRights rights{world.store.channels(), node.executor};
    WebhookService hooks{world.store.webhooks(), world.store.accounts(),
                         world.store.channels(), rights,
                         AddressGuard(),         [](WebhookId) { return u"secret"_qs; },
                         node.executor,          world.clock};
    std::unique_ptr<WebhookSender> sender;
    std::unique_ptr<AwayNotices> notices;
    QList<Webhook> disabled;
    Person anna, bob;
    server::ConnectionId annas;
    ChannelId general;
};

} // namespace

TEST_F(Hooks, TellWhatIsSaidSignedAndInOrder) {
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
    // RFC 4231 case 2, so that others can check theirs
    EXPECT_NE(hookSignature(u"a"_qs, 1, "x"), hookSignature(u"b"_qs, 1, "x"));
    EXPECT_NE(hookSignature(u"a"_qs, 1, "x"), hookSignature(u"a"_qs, 2, "x"));
}

TEST_F(Hooks, TryAgainWithTheSameIdAlsoAfterARestart) {
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

TEST_F(Hooks, WhoFailsForADayIsSwitchedOff) {
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
TEST_F(Hooks, TheDeadDoNotHoldUpTheLiving) {
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

TEST_F(Hooks, NobodyMakesManyAtOnce) {
    const Principal asker = as(anna);
    std::optional<Error> refused;
    int made = 0;
    for (int i = 0; i < 30 && !refused; ++i) {
        const auto hook = await(hooks.addOutgoing(&asker, general, u"https://example.org/%1"_qs.arg(i)));
        if (!hook) {
            refused = hook.error();
            break;
        }
        ++made;
        ASSERT_TRUE(await(hooks.remove(&asker, hook->webhook.id)));
    }
    EXPECT_EQ(made, 20);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, ErrorCode::RateLimited);
    EXPECT_GT(refused->retryAfterMs, 0);
    world.clock.advance(61'000);
    EXPECT_TRUE(await(hooks.addOutgoing(&asker, general, u"https://example.org/"_qs)));
    EXPECT_TRUE(await(hooks.addOutgoing(nullptr, general, u"https://example.org/"_qs))); // the operator
}

TEST_F(Hooks, GoneMeansGone) {
    const MadeWebhook made = outgoing();
    http.answers = {410};
    ASSERT_TRUE(node.say(annas, general, u"one"_qs));
    EXPECT_TRUE(waitFor([&] { return !stored(made.webhook.id).enabled; }));
}

TEST_F(Hooks, WhoLeavesAChannelHearsNothingMoreOfIt) {
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

TEST_F(Hooks, OnlyWhoRunsAChannelMakesThem) {
    const Principal bobs = as(bob), annasOwn = as(anna);
    EXPECT_EQ(await(hooks.addOutgoing(&bobs, general, u"https://example.org/"_qs)).error().code,
              ErrorCode::Forbidden);
    EXPECT_EQ(await(hooks.addOutgoing(&annasOwn, general, u"https://127.0.0.1/"_qs)).error().code,
              ErrorCode::Forbidden);
    const auto bobsConnection = node.join(bob);
    const ChannelId secret = node.makeChannel(bobsConnection, u"secret"_qs, Visibility::Private);
    EXPECT_EQ(await(hooks.addOutgoing(&annasOwn, secret, u"https://example.org/"_qs)).error().code,
              ErrorCode::UnknownChannel);
    EXPECT_TRUE(await(hooks.addOutgoing(&bobs, secret, u"https://example.org/"_qs)));
    const MadeWebhook made = outgoing();
    EXPECT_EQ(await(hooks.remove(&bobs, made.webhook.id)).error().code, ErrorCode::Forbidden);
    EXPECT_TRUE(await(hooks.remove(&annasOwn, made.webhook.id)));
    EXPECT_EQ(await(hooks.list(&annasOwn, general))->size(), 0);
    ASSERT_TRUE(node.say(annas, general, u"nobody hears"_qs));
    node.settle();
    EXPECT_TRUE(http.requests.isEmpty());
}

TEST_F(Hooks, WhatComesInIsWrittenByABot) {
    const Principal asker = as(anna);
    const auto made = await(hooks.addIncoming(&asker, general, u"Build robot"_qs));
    ASSERT_TRUE(made) << wireCode(made.error().code).data();
    const auto posted = await(hooks.post(made->secret, {u"it is green"_qs, u"main"_qs, u"run-1"_qs}));
    ASSERT_TRUE(posted) << wireCode(posted.error().code).data();
    const auto again = await(hooks.post(made->secret, {u"it is green"_qs, u"main"_qs, u"run-1"_qs}));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->serial, posted->serial);
    EXPECT_TRUE(again->duplicate);
    const auto event = await(world.store.messages().message(general, posted->message));
    ASSERT_TRUE(event);
    EXPECT_EQ(std::get<MessagePosted>(event->body).entry.name, u"main"_qs);
    const auto bot = await(world.store.accounts().byId(event->author));
    EXPECT_EQ(bot->person.displayName, u"Build robot"_qs);
    EXPECT_TRUE(bot->person.metadata.value(u"bot").toBool());
    EXPECT_TRUE(bot->passwordHash.isEmpty());

    EXPECT_EQ(await(hooks.post(u"parlor_wh_nonsense"_qs, {u"x"_qs, {}, {}})).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(await(hooks.post(makeToken(TokenKind::Webhook), {u"x"_qs, {}, {}})).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(await(hooks.post(made->secret, {QString(8'001, u'x'), {}, {}})).error().code,
              ErrorCode::TooLarge);
    EXPECT_EQ(await(hooks.post(made->secret, {u"  "_qs, {}, {}})).error().code, ErrorCode::BadRequest);
    std::optional<ErrorCode> limited;
    for (int i = 0; i < 30 && !limited; ++i)
        if (const auto more = await(hooks.post(made->secret, {u"x"_qs, {}, {}})); !more)
            limited = more.error().code;
    EXPECT_EQ(limited, ErrorCode::RateLimited);
    ASSERT_TRUE(await(hooks.remove(&asker, made->webhook.id)));
    EXPECT_EQ(await(hooks.post(made->secret, {u"x"_qs, {}, {}})).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(waitFor([&] { return await(world.store.accounts().byId(event->author))->disabled; }));
}

TEST_F(Hooks, WhoIsAwayHearsOnceAboutManyMessages) {
    const auto bobs = node.join(bob);
    ASSERT_TRUE(node.enter(bobs, general));
    http.hasMail = true;
    makeNotices({});
    ASSERT_TRUE(await(notices->setSettings({bob.id, true, u"bob@example.org"_qs})));
    ASSERT_TRUE(node.say(annas, general, u"@bob while here"_qs));
    node.settle();
    pass(61'000);
    EXPECT_TRUE(http.mails.isEmpty()); // was there
    node.router.closed(bobs);
    ASSERT_TRUE(node.say(annas, general, u"not for anybody"_qs));
    ASSERT_TRUE(node.say(annas, general, u"@bob secret words"_qs));
    ASSERT_TRUE(node.say(annas, general, u"@channel more"_qs));
    node.settle();
    pass(59'000);
    EXPECT_TRUE(http.mails.isEmpty());
    pass(1'500);
    ASSERT_TRUE(waitFor([&] { return http.mails.size() == 1; }));
    EXPECT_EQ(http.mails.first().to, u"bob@example.org"_qs);
    EXPECT_TRUE(http.mails.first().text.contains(u"mentioned in 2 message(s)"_qs));
    EXPECT_FALSE(http.mails.first().text.contains(u"secret"_qs));
    node.settle();
    ASSERT_TRUE(node.say(annas, general, u"@bob again"_qs));
    node.settle();
    pass(61'000);
    EXPECT_EQ(http.mails.size(), 1); // quiet for a while
    pass(900'000);
    EXPECT_TRUE(waitFor([&] { return http.mails.size() == 2; }));
}

// A keyword counts as a mention here, too.
TEST_F(Hooks, WhoseKeywordFallsWhileAwayHearsOfIt) {
    const auto bobs = node.join(bob);
    ASSERT_TRUE(node.enter(bobs, general));
    const Person carl = world.addPerson(u"carl"_qs);
    for (const Person& person : {bob, carl}) {
        ASSERT_TRUE(await(notices->setSettings({person.id, true, {}})));
        ASSERT_TRUE(await(node.own.setKeywords(as(person), {{u"red car"_qs}})));
    }
    NoticePolicy policy;
    policy.webhook = u"https://example.org/away"_qs;
    makeNotices(policy);
    ASSERT_TRUE(await(notices->load()));
    node.router.closed(bobs);
    ASSERT_TRUE(node.say(annas, general, u"a red carpet"_qs));
    node.settle();
    pass(61'000);
    EXPECT_TRUE(http.requests.isEmpty());
    ASSERT_TRUE(node.say(annas, general, u"whose Red Car is it?"_qs));
    node.settle();
    pass(61'000);
    ASSERT_TRUE(gets(1));
    node.settle();
    EXPECT_EQ(http.requests.size(), 1) << "carl does not read it there";
    EXPECT_EQ(http.body(0).value(u"mentions").toInt(), 1);
    EXPECT_EQ(http.body(0).value(u"person").toObject().value(u"name").toString(), u"bob"_qs);
}

TEST_F(Hooks, WhoCameBackOrWantsNoneHearsNothing) {
    const auto bobs = node.join(bob);
    ASSERT_TRUE(node.enter(bobs, general));
    NoticePolicy policy;
    policy.webhook = u"https://example.org/away"_qs;
    policy.includeText = true;
    makeNotices(policy);
    node.router.closed(bobs);
    ASSERT_TRUE(node.say(annas, general, u"@bob one"_qs));
    node.settle();
    pass(61'000);
    EXPECT_TRUE(http.requests.isEmpty()); // off until they want it
    EXPECT_EQ(await(notices->setSettings({bob.id, true, u"no address"_qs})).error().code,
              ErrorCode::BadRequest);
    ASSERT_TRUE(await(notices->setSettings({bob.id, true, {}})));
    ASSERT_TRUE(node.say(annas, general, u"@bob two"_qs));
    node.settle();
    (void)node.join(bob);
    pass(61'000);
    EXPECT_TRUE(http.requests.isEmpty());
}

TEST_F(Hooks, DirectMessagesAreToldWithTextWhenTheOperatorSaysSo) {
    NoticePolicy policy;
    policy.webhook = u"https://example.org/away"_qs;
    policy.includeText = true;
    makeNotices(policy);
    ASSERT_TRUE(await(notices->setSettings({bob.id, true, {}})));
    CreateChannel direct{makeClientId(), ChannelKind::Direct, Visibility::Private, {}, {}, {bob.id}};
    const auto made = node.ask(annas, direct);
    ASSERT_TRUE(made);
    const ChannelId channel = std::get<ChannelList>(*made).channels.first().channel.id;
    ASSERT_TRUE(node.say(annas, channel, u"for your eyes"_qs));
    node.settle();
    http.answers = {500};
    pass(61'000);
    ASSERT_TRUE(gets(1));
    node.settle();
    pass(61'000); // it failed, so again
    ASSERT_TRUE(gets(2));
    EXPECT_EQ(http.body(1).value(u"directs").toInt(), 1);
    EXPECT_EQ(http.body(1).value(u"mentions").toInt(), 0);
    EXPECT_EQ(http.body(1).value(u"text").toString(), u"for your eyes"_qs);
    EXPECT_EQ(http.body(1).value(u"person").toObject().value(u"name").toString(), u"bob"_qs);
    node.settle();
    pass(3'600'000);
    EXPECT_EQ(http.requests.size(), 2);
}

// A busy channel costs nothing for those who are away and not meant.
TEST_F(Hooks, OnlyThoseWhoAreMeantAreLookedUp) {
    for (const QString& name : {u"carl"_qs, u"dora"_qs, u"emil"_qs})
        ASSERT_TRUE(await(notices->setSettings({world.addPerson(name).id, true, {}})));
    ASSERT_TRUE(await(notices->setSettings({bob.id, true, {}})));
    ASSERT_TRUE(node.enter(node.join(bob), general));
    node.settle();
    const auto& channels = world.store.channels();
    const auto readsOf = [&](int messages, const QList<PersonId>& mentions, bool all = false) {
        Event event;
        event.serial = Serial(1);
        event.message = MessageId(1);
        event.author = anna.id;
        MessagePosted posted;
        posted.entry.mentions = mentions;
        posted.entry.mentionsAll = all;
        event.body = posted;
        const int before = channels.placeReads();
        notices->committed(ChannelCommitted{general, QList<Event>(messages, event)});
        node.settle();
        return channels.placeReads() - before;
    };
    const PersonId carl = await(world.store.notices().enabledSettings())->last().person;
    ASSERT_NE(carl, bob.id);
    EXPECT_EQ(readsOf(1, {}), 0);
    EXPECT_EQ(readsOf(1, {carl, anna.id}), 1);
    EXPECT_EQ(readsOf(1, {}, true), 0); // the page of members says it all
    EXPECT_EQ(readsOf(AwayNotices::checksMost + 500, {carl}), AwayNotices::checksMost);
    EXPECT_EQ(readsOf(1, {carl}), 1); // and all of them ended
}

} // namespace parlor::test
