// Who may have webhooks and how many, and what comes in by one.
#include "tests/unit/moderation/webhookstest.h"

namespace parlor::test {

namespace {

class WebhookServices : public WebhooksTest {};

} // namespace

TEST_F(WebhookServices, NobodyMakesManyAtOnce) {
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

TEST_F(WebhookServices, OnlyWhoRunsAChannelMakesThem) {
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

TEST_F(WebhookServices, WhatComesInIsWrittenByABot) {
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

} // namespace parlor::test
