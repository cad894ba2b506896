#include "tests/unit/domain/channels/hubcase.h"

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

TEST_F(HubTest, EncodesOnceForAll) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    QList<ChatNode::ConnectionId> ids;
    for (int i = 0; i < 10; ++i)
        ids.append(node.join(anna));
    node.settle();
    const int before = node.link.published;
    ASSERT_TRUE(node.say(a, channel, u"one"_qs));
    node.settle();
    EXPECT_EQ(node.link.published, before + 1);
    for (const auto id : ids)
        EXPECT_EQ(node.eventsOf(id, channel).size(), 1);
}

TEST_F(HubTest, ARemovedMemberGetsTheRemovalAndNothingAfterIt) {
    const auto a = node.join(anna), b = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    ASSERT_TRUE(node.enter(b, channel));
    // All three are committed before the domain thread sees any of them.
    SendMessage before{channel, makeClientId(), {}, {}}, after{channel, makeClientId(), {}, {}};
    before.entry.text = u"before"_qs;
    after.entry.text = u"after"_qs;
    node.router.received(a, Request{1, before});
    node.router.received(
        a, Request{2, ChangeMember{makeClientId(), channel, bob.id, MemberChange::Removed, Role::Member}});
    node.router.received(a, Request{3, after});
    ASSERT_TRUE(waitFor([&] {
        const QList<Event> events = node.eventsOf(a, channel);
        const auto* posted = events.isEmpty() ? nullptr : std::get_if<MessagePosted>(&events.last().body);
        return posted && posted->entry.text == u"after";
    }));
    const QList<Event> got = node.eventsOf(b, channel);
    ASSERT_FALSE(got.isEmpty());
    EXPECT_TRUE(std::holds_alternative<MemberChanged>(got.last().body));
    expectGapless(got);
    EXPECT_FALSE(node.link.peer(b).channels.contains(channel));
    node.settle();
    bool told = false;
    for (const Frame& frame : node.link.peer(b).frames)
        if (const auto* events = std::get_if<PersonEvents>(&frame))
            for (const PersonEvent& event : events->events)
                told = told || std::holds_alternative<ChannelLeft>(event.body);
    EXPECT_TRUE(told);
}

TEST_F(HubTest, JoiningOnOneDeviceSubscribesAllOfThem) {
    const auto a = node.join(anna), b1 = node.join(bob), b2 = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    ASSERT_TRUE(node.enter(b1, channel));
    ASSERT_TRUE(node.say(a, channel, u"hi"_qs));
    ASSERT_TRUE(waitFor(
        [&] { return !node.eventsOf(b1, channel).isEmpty() && !node.eventsOf(b2, channel).isEmpty(); }));
    ASSERT_TRUE(node.ask(b2, LeaveChannel{makeClientId(), channel}));
    ASSERT_TRUE(waitFor([&] { return !node.link.peer(b1).channels.contains(channel); }));
    // And again: the older removal must not undo the newer membership.
    ASSERT_TRUE(node.enter(b1, channel));
    ASSERT_TRUE(node.say(a, channel, u"again"_qs));
    ASSERT_TRUE(waitFor([&] {
        const QList<Event> events = node.eventsOf(b2, channel);
        const auto* posted = events.isEmpty() ? nullptr : std::get_if<MessagePosted>(&events.last().body);
        return posted && posted->entry.text == u"again";
    }));
}

TEST_F(HubTest, ReadMarksReachAllDevices) {
    const auto a1 = node.join(anna), a2 = node.join(anna);
    const ChannelId channel = node.makeChannel(a1, u"general"_qs);
    const auto b = node.join(bob);
    ASSERT_TRUE(node.enter(b, channel));
    ASSERT_TRUE(node.say(b, channel, u"unread"_qs));
    ASSERT_TRUE(node.ask(a1, MarkRead{channel, head(channel)}));
    ASSERT_TRUE(waitFor([&] {
        for (const Frame& frame : node.link.peer(a2).frames)
            if (const auto* events = std::get_if<PersonEvents>(&frame))
                for (const PersonEvent& event : events->events)
                    if (const auto* moved = std::get_if<ReadMoved>(&event.body))
                        return moved->read == head(channel) && moved->unread == 0;
        return false;
    }));
}

TEST_F(HubTest, TypingReachesTheOthersAndNotTooOften) {
    const auto a = node.join(anna), b = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    ASSERT_TRUE(node.enter(b, channel));
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(node.ask(a, Typing{channel}));
    EXPECT_EQ(node.countOf<TypingNotice>(b), 1);
    EXPECT_EQ(node.countOf<TypingNotice>(a), 0);
    world.clock.advance(5'000);
    ASSERT_TRUE(node.ask(a, Typing{channel}));
    EXPECT_EQ(node.countOf<TypingNotice>(b), 2);
}

TEST_F(HubTest, PresenceIsCoalesced) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    const auto b = node.join(bob);
    ASSERT_TRUE(node.enter(b, channel));
    node.router.closed(b);
    world.clock.advance(20'000);
    node.presence.tick();
    const int before = node.countOf<PresenceNotice>(a);
    const auto again = node.join(bob);
    node.presence.tick();
    EXPECT_EQ(node.countOf<PresenceNotice>(a), before) << "gone for less than 30 s is not gone";
    node.router.closed(again);
    world.clock.advance(30'000);
    node.presence.tick();
    ASSERT_EQ(node.countOf<PresenceNotice>(a), before + 1);
    EXPECT_FALSE(node.presence.isOnline(bob.id));
}

TEST_F(HubTest, PositionsAreToldToEverybodyOnceAMinute) {
    QList<ChatNode::ConnectionId> ids;
    for (int i = 0; i < 10; ++i)
        ids.append(node.join(anna));
    const ChannelId channel = node.makeChannel(ids.first(), u"general"_qs);
    node.settle();
    for (int second = 0; second < 60; ++second)
        node.attendance.tick();
    for (const auto id : ids) {
        const auto* positions = node.first<Positions>(id);
        ASSERT_TRUE(positions);
        EXPECT_EQ(positions->channels, (QList<Hello::Cursor>{{channel, head(channel)}}));
        EXPECT_EQ(node.countOf<Positions>(id), 1);
    }
}
