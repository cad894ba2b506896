// What those get who come back.
#include "tests/unit/domain/channels/hubcase.h"

#include <algorithm>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

TEST_F(HubTest, ResumesWithWhatWasMissed) {
    const auto a = joinBulk(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    const auto b = node.join(bob);
    ASSERT_TRUE(node.enter(b, channel));
    const Serial seen = head(channel);
    node.router.closed(b);
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
    const auto back = node.join(bob, cursor(channel, seen));
    ASSERT_TRUE(waitFor([&] { return node.eventsOf(back, channel).size() >= 50; }));
    EXPECT_EQ(stateOf(back, channel).resume, Resume::Ok);
    EXPECT_EQ(node.eventsOf(back, channel).first().serial, seen.next());
    ASSERT_TRUE(node.say(a, channel, u"live"_qs));
    ASSERT_TRUE(waitFor([&] { return node.eventsOf(back, channel).size() == 51; }));
    expectGapless(node.eventsOf(back, channel));
}

TEST_F(HubTest, ResumesFromTheStoreWhenNothingIsInMemory) {
    const auto a = joinBulk(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    for (int i = 0; i < 150; ++i)
        ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
    ChatNode second(world);
    const auto b = second.join(anna, cursor(channel, Serial(1)));
    ASSERT_TRUE(waitFor([&] { return second.eventsOf(b, channel).size() >= 150; }));
    expectGapless(second.eventsOf(b, channel));
    EXPECT_EQ(second.eventsOf(b, channel).last().serial, head(channel));
}

TEST_F(HubTest, LongGapsArePagedOrReset) {
    const auto a = joinBulk(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    const Serial start = head(channel);
    for (int i = 0; i < 201; ++i)
        ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
    EXPECT_EQ(stateOf(node.join(anna, cursor(channel, start)), channel).resume, Resume::More);
    EXPECT_EQ(stateOf(node.join(anna, cursor(channel, start.next())), channel).resume, Resume::Ok);
    EXPECT_EQ(stateOf(node.join(anna), channel).resume, Resume::Reset);
    EXPECT_EQ(stateOf(node.join(anna, cursor(channel, Serial(9'999))), channel).resume, Resume::Reset);
    for (int i = 0; i < 1'800; ++i) {
        if (i % 200 == 0)
            world.clock.advance(2'000);
        ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
    }
    const auto late = node.join(anna, cursor(channel, start));
    EXPECT_EQ(stateOf(late, channel).resume, Resume::Reset);
    node.settle();
    EXPECT_TRUE(node.eventsOf(late, channel).isEmpty());
}

TEST_F(HubTest, AnotherEpochVoidsTheCursor) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    Hello hello = cursor(channel, Serial(1));
    hello.epoch = u"0123456789abcdef"_qs;
    EXPECT_EQ(stateOf(node.join(anna, hello), channel).resume, Resume::Reset);
}

TEST_F(HubTest, ThePrivateStreamResumes) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    node.settle();
    const auto b = node.join(anna);
    const Serial reached = node.welcomeOf(b)->personSerial;
    node.router.closed(b);
    ASSERT_TRUE(node.ask(a, SaveDraft{channel, u"half a thought"_qs}));
    Hello hello;
    hello.epoch = world.epoch();
    hello.person = reached;
    const auto back = node.join(anna, hello);
    EXPECT_EQ(node.welcomeOf(back)->personResume, Resume::Ok);
    const auto* events = node.first<PersonEvents>(back);
    ASSERT_TRUE(events);
    EXPECT_EQ(events->events.first().serial, reached.next());
    EXPECT_EQ(std::get<DraftChanged>(events->events.first().body).text, u"half a thought"_qs);
}

TEST_F(HubTest, OversizedCatchUpsStayWithinTheOutbox) {
    const auto a = joinBulk(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    const Serial start = head(channel);
    for (int i = 0; i < 180; ++i)
        ASSERT_TRUE(node.say(a, channel, QString(8'000, u'x')));
    const auto back = node.join(anna, cursor(channel, start));
    ASSERT_TRUE(waitFor([&] { return node.first<Positions>(back) != nullptr; }));
    const QList<Event> got = node.eventsOf(back, channel);
    EXPECT_GT(got.size(), 20);
    EXPECT_LT(got.size(), 100);
    expectGapless(got);
    EXPECT_EQ(node.first<Positions>(back)->channels.first().serial, head(channel));
}

TEST_F(HubTest, LateMembersOfAHistoryThatIsNotTheirsGetASkip) {
    const auto a = node.join(anna), b = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
    MemberUpdate update;
    update.person = bob.id;
    update.seesHistory = false;
    ASSERT_TRUE(await(world.store.channels().changeMember({anna.id, {}, makeClientId(), QByteArray(16, 'x')},
                                                          channel, update, Role::Member)));
    node.settle();
    ASSERT_TRUE(node.say(a, channel, u"for bob"_qs));
    const auto back = node.join(bob, cursor(channel, Serial(1)));
    node.settle();
    for (const Event& event : node.eventsOf(back, channel))
        if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
            EXPECT_EQ(posted->entry.text, u"for bob"_qs);
        }
    const auto page = node.ask(b, History{channel, {}, {}, 100, false});
    ASSERT_TRUE(page);
    for (const Event& event : std::get<HistoryPage>(*page).events)
        if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
            EXPECT_EQ(posted->entry.text, u"for bob"_qs);
        }
}

TEST_F(HubTest, AThousandComeBackAtOnce) {
    const auto a = joinBulk(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    const Serial start = head(channel);
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
    QList<Person> people;
    for (int i = 0; i < 50; ++i) {
        people.append(world.addPerson(u"person%1"_qs.arg(i)));
        MemberUpdate update;
        update.person = people.last().id;
        ASSERT_TRUE(await(world.store.channels().changeMember(
            {anna.id, {}, makeClientId(), QByteArray(16, 'x')}, channel, update, Role::Member)));
    }
    node.settle();
    QList<ChatNode::ConnectionId> ids;
    for (int i = 0; i < 1'000; ++i) {
        const ChatNode::ConnectionId id = node.connect();
        Hello hello = cursor(channel, start);
        hello.token = node.signIn(people.at(i % 50)).accessToken;
        node.router.received(id, Request{1, hello});
        ids.append(id);
    }
    const Serial last = head(channel);
    ASSERT_TRUE(waitFor([&] {
        return std::all_of(ids.begin(), ids.end(), [&](ChatNode::ConnectionId id) {
            const QList<Event> events = node.eventsOf(id, channel);
            return !events.isEmpty() && events.last().serial == last;
        });
    }));
    for (const auto id : ids)
        expectGapless(node.eventsOf(id, channel));
}

TEST_F(HubTest, WhoListensAgainIsGivenWhatCameMeanwhile) {
    const auto a = joinBulk(anna), b = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    const Serial start = head(channel);
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(node.say(a, channel, QString(8'000, u'x')));
    const auto listen = [&](Serial from) {
        node.hub.attach({b, bob.id, channel, from, from, Serial(1), 1});
        node.settle();
        const QList<Event> got = node.eventsOf(b, channel);
        node.hub.detach(b, channel);
        return got;
    };
    const QList<Event> all = listen(start);
    EXPECT_GT(all.size(), 20);
    EXPECT_LT(all.size(), 40) << "no more than one outbox takes";
    expectGapless(all);
    ASSERT_TRUE(node.first<Positions>(b));
    EXPECT_EQ(node.first<Positions>(b)->channels.first().serial, head(channel));
    node.link.peer(b).frames.clear();
    EXPECT_EQ(listen(Serial(head(channel).value() - 2)).size(), 2);
}
