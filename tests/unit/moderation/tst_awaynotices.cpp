// Notices for who is away: once about many, never about others' business, off until wanted.
#include "server/domain/hooks/awaynotices.h"
#include "tests/unit/moderation/hooknode.h"

#include <memory>

namespace parlor::test {

namespace {

class AwayNoticesTest : public HookNode {
protected:
    AwayNoticesTest() { makeNotices({}); }

    void committed(const CommittedItem& item) override { notices->committed(item); }

    void tick() override { notices->tick(); }

    void makeNotices(NoticePolicy policy) {
        policy.enabled = true;
        policy.serverName = u"Home"_qs;
        policy.secret = u"secret"_qs;
        notices = std::make_unique<AwayNotices>(world.store.notices(), world.store.channels(),
                                                world.store.messages(), node.people, node.live, http, http,
                                                policy, node.executor, world.clock);
        notices->setKeywords(&node.own.keywords());
    }

    std::unique_ptr<AwayNotices> notices;
};

} // namespace

TEST_F(AwayNoticesTest, WhoIsAwayHearsOnceAboutManyMessages) {
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
TEST_F(AwayNoticesTest, WhoseKeywordFallsWhileAwayHearsOfIt) {
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

TEST_F(AwayNoticesTest, WhoCameBackOrWantsNoneHearsNothing) {
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

TEST_F(AwayNoticesTest, DirectMessagesAreToldWithTextWhenTheOperatorSaysSo) {
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
TEST_F(AwayNoticesTest, OnlyThoseWhoAreMeantAreLookedUp) {
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
