#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

/// Every serial once and in order, from the first one the connection got.
void expectGapless(const QList<Event>& events) {
    for (qsizetype i = 1; i < events.size(); ++i)
        ASSERT_EQ(events.at(i).serial, lastSerial(events.at(i - 1)).next()) << "at " << i;
}

class HubTest : public testing::Test {
protected:
    void SetUp() override { node.takeCommits(); }

    Hello cursor(ChannelId channel, Serial serial) {
        Hello hello;
        hello.epoch = world.epoch();
        hello.channels = {{channel, serial}};
        return hello;
    }

    Serial head(ChannelId channel) { return await(world.store.channels().heads({channel}))->value(channel); }

    const ChannelState& stateOf(ChatNode::ConnectionId id, ChannelId channel) {
        for (const ChannelState& state : node.welcomeOf(id)->channels)
            if (state.channel.id == channel)
                return state;
        ADD_FAILURE() << "no such channel in the welcome";
        static const ChannelState none;
        return none;
    }

    ChatNode::ConnectionId joinBulk(const Person& person) {
        Hello hello;
        hello.bulk = true;
        return node.join(person, hello);
    }

    ChatWorld world;
    ChatNode node{world};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
};

} // namespace

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
    for (int second = 0; second < 10; ++second)
        node.attendance.tick();
    for (const auto id : ids) {
        const auto* positions = node.first<Positions>(id);
        ASSERT_TRUE(positions);
        EXPECT_EQ(positions->channels, (QList<Hello::Cursor>{{channel, head(channel)}}));
        EXPECT_EQ(node.countOf<Positions>(id), 1);
    }
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

/// Somebody beside the one who sees everything, by a token that shows no reactions.
class ReactionsTest : public HubTest {
protected:
    void SetUp() override {
        HubTest::SetUp();
        a = node.join(anna);
        channel = node.makeChannel(a, u"general"_qs);
        ASSERT_TRUE(node.enter(node.join(bob), channel));
        message = std::get<Committed>(*node.say(a, channel, u"hello"_qs)).message;
        node.settle();
    }

    static Capability capability(const char* operations) {
        return *Capability::parse(QByteArray(R"({"channel:*":[)") + operations + "]}");
    }

    ChatNode::ConnectionId joinBlind(const Hello& hello = {}) {
        return node.join(node.signIn(bob, capability(R"("subscribe","history","publish")")).accessToken,
                         hello);
    }

    void react(const QString& emoji) {
        const auto done = node.ask(a, React{channel, makeClientId(), message, emoji, true});
        ASSERT_TRUE(done);
        node.settle();
    }

    int reactionsOf(ChatNode::ConnectionId id) {
        const QList<Event> events = node.eventsOf(id, channel);
        return static_cast<int>(std::count_if(events.begin(), events.end(), [](const Event& event) {
            return std::holds_alternative<ReactionChanged>(event.body);
        }));
    }

    HistoryPage page(ChatNode::ConnectionId id, const Command& command) {
        const auto answer = node.ask(id, command);
        EXPECT_TRUE(answer);
        return answer ? std::get<HistoryPage>(*answer) : HistoryPage();
    }

    template<class Body>
    static bool holds(const HistoryPage& page) {
        return std::any_of(page.events.begin(), page.events.end(),
                           [](const Event& event) { return std::holds_alternative<Body>(event.body); });
    }

    static bool namesReactions(const QList<Event>& events) {
        return std::any_of(events.begin(), events.end(), [](const Event& event) {
            const auto* posted = std::get_if<MessagePosted>(&event.body);
            return posted && !posted->reactions.isEmpty();
        });
    }

    ChatNode::ConnectionId a;
    ChannelId channel;
    MessageId message;
    const QString up = u"\U0001F44D"_qs;
};

TEST_F(ReactionsTest, LiveEventsLeaveNoGap) {
    const auto seeing = node.join(bob);
    const auto blind = joinBlind();
    react(up);
    ASSERT_TRUE(node.say(a, channel, u"after"_qs));
    node.settle();
    EXPECT_EQ(reactionsOf(seeing), 1);
    EXPECT_EQ(reactionsOf(blind), 0);
    for (const auto id : {seeing, blind}) {
        expectGapless(node.eventsOf(id, channel));
        ASSERT_EQ(node.eventsOf(id, channel).size(), 2);
        EXPECT_EQ(node.eventsOf(id, channel).last().serial, head(channel));
    }
    node.hub.broadcast(channel, Frame(TypingNotice{channel, anna.id}), a);
    node.settle();
    EXPECT_EQ(node.countOf<TypingNotice>(blind), 1) << "what is not kept reaches them too";
}

TEST_F(ReactionsTest, ResumeShowsNone) {
    const Serial from = head(channel);
    react(up);
    ASSERT_TRUE(node.say(a, channel, u"after"_qs));
    node.settle();
    const auto fromMemory = joinBlind(cursor(channel, from));
    node.settle();
    const auto seeing = node.join(bob, cursor(channel, from));
    node.settle();
    node.hub.forgetPast(channel);
    const auto fromStore = joinBlind(cursor(channel, from));
    node.settle();
    for (const auto id : {fromMemory, fromStore}) {
        EXPECT_EQ(reactionsOf(id), 0);
        expectGapless(node.eventsOf(id, channel));
        ASSERT_FALSE(node.eventsOf(id, channel).isEmpty());
        EXPECT_EQ(node.eventsOf(id, channel).last().serial, head(channel));
    }
    EXPECT_EQ(reactionsOf(seeing), 1);
}

TEST_F(ReactionsTest, PagesShowNone) {
    react(up);
    ASSERT_TRUE(node.ask(a, PinMessage{channel, makeClientId(), message, true}));
    ASSERT_TRUE(node.ask(a, SaveMessage{channel, message, true}));
    const auto blind = joinBlind();
    EXPECT_TRUE(namesReactions(page(a, History{channel, {}, {}, 50, false}).events));
    EXPECT_TRUE(holds<ReactionChanged>(page(a, History{channel, {}, {}, 50, false})));
    const HistoryPage whole = page(blind, History{channel, {}, {}, 50, false});
    EXPECT_FALSE(holds<ReactionChanged>(whole));
    expectGapless(whole.events);
    for (const Command& command : QList<Command>{
             History{channel, {}, {}, 50, false}, History{channel, {}, {}, 50, true},
             Thread{channel, message, {}, 50}, ListPins{channel}, ListVersions{channel, message}}) {
        const HistoryPage shown = page(blind, command);
        EXPECT_FALSE(shown.events.isEmpty());
        EXPECT_FALSE(namesReactions(shown.events));
    }
    const auto found = node.ask(blind, Search{u"hello"_qs, channel, {}, 20});
    ASSERT_TRUE(found);
    const SearchPage& hits = std::get<SearchPage>(*found);
    ASSERT_EQ(hits.hits.size(), 1);
    EXPECT_FALSE(namesReactions({hits.hits.first().event}));
}

TEST_F(ReactionsTest, ARenewedTokenCountsFromThereOn) {
    const SignedIn signedIn = node.signIn(bob);
    const auto id = node.join(signedIn.accessToken);
    react(up);
    EXPECT_EQ(reactionsOf(id), 1);
    Principal principal = node.live.find(id)->principal;
    principal.capability = capability(R"("subscribe","history")");
    ASSERT_TRUE(node.attendance.renewed(id, principal));
    react(u"\u2764\uFE0F"_qs);
    EXPECT_EQ(reactionsOf(id), 1);
    principal.capability = Capability::all();
    ASSERT_TRUE(node.attendance.renewed(id, principal));
    react(u"\U0001F389"_qs);
    EXPECT_EQ(reactionsOf(id), 2);
    expectGapless(node.eventsOf(id, channel));
    EXPECT_EQ(node.eventsOf(id, channel).last().serial, head(channel));
    node.router.closed(id);
    react(u"\U0001F44B"_qs); // nobody is left who is counted
}

/// Two nodes on one database. One writes, the other only hears hints, over a bus with every fault.
class TwoNodesTest : public testing::TestWithParam<std::tuple<double, double, bool>> {};

TEST_P(TwoNodesTest, EveryLogIsTheSame) {
    ChatWorld world;
    std::tie(world.exchange.loss, world.exchange.doubles, world.exchange.reorder) = GetParam();
    ChatNode first(world), second(world);
    first.takeCommits();
    const Person anna = world.addPerson(u"anna"_qs), bob = world.addPerson(u"bob"_qs);
    Hello bulk;
    bulk.bulk = true;
    const auto a = first.join(anna, bulk);
    const ChannelId channel = first.makeChannel(a, u"general"_qs);
    MemberUpdate update;
    update.person = bob.id;
    ASSERT_TRUE(await(world.store.channels().changeMember({anna.id, {}, makeClientId(), QByteArray(16, 'x')},
                                                          channel, update, Role::Member)));
    first.settle();
    world.exchange.deliver();
    const auto b1 = first.join(bob), b2 = second.join(bob);
    for (int i = 0; i < 300; ++i) {
        ASSERT_TRUE(first.say(a, channel, u"%1"_qs.arg(i)));
        if (i % 7 == 0)
            world.exchange.deliver(0.5);
        if (i % 50 == 49)
            world.clock.advance(1'000);
    }
    // The last word always comes through at some time.
    world.exchange.loss = 0;
    ASSERT_TRUE(first.say(a, channel, u"last"_qs));
    first.settle();
    world.exchange.deliver();
    const Serial last = await(world.store.channels().heads({channel}))->value(channel);
    const auto reached = [&](ChatNode& node, ChatNode::ConnectionId id) {
        const QList<Event> events = node.eventsOf(id, channel);
        return !events.isEmpty() && events.last().serial == last;
    };
    ASSERT_TRUE(waitFor([&] { return reached(first, b1) && reached(second, b2); }));
    expectGapless(first.eventsOf(b1, channel));
    expectGapless(second.eventsOf(b2, channel));
    EXPECT_EQ(first.eventsOf(b1, channel).last().serial, second.eventsOf(b2, channel).last().serial);
    EXPECT_EQ(second.eventsOf(b2, channel).size(), first.eventsOf(b1, channel).size());

    // A revocation and a removal reach the other node's sockets, and nothing follows them.
    ASSERT_TRUE(
        first.ask(a, ChangeMember{makeClientId(), channel, bob.id, MemberChange::Removed, Role::Member}));
    ASSERT_TRUE(first.say(a, channel, u"about bob"_qs));
    first.settle();
    world.exchange.deliver();
    ASSERT_TRUE(waitFor([&] { return !second.link.peer(b2).channels.contains(channel); }));
    second.settle();
    for (const Event& event : second.eventsOf(b2, channel))
        if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
            EXPECT_NE(posted->entry.text, u"about bob"_qs);
        }
    ASSERT_TRUE(await(first.sessions.revokeAll(bob.id, {})));
    first.settle();
    world.exchange.deliver();
    EXPECT_EQ(second.link.peer(b2).closed, CloseCode::Revoked);
}

/// Both write, in turns: what one commits follows on what it has only heard of.
TEST_P(TwoNodesTest, WhoeverWritesEveryLogIsTheSame) {
    ChatWorld world;
    std::tie(world.exchange.loss, world.exchange.doubles, world.exchange.reorder) = GetParam();
    ChatNode first(world), second(world);
    ChatNode* writing = &first;
    world.store.setCommittedSink([&writing](const QList<CommittedItem>& items) {
        writing->executor.post([node = writing, items] { node->inlets.committed(items); });
    });
    const Person anna = world.addPerson(u"anna"_qs), bob = world.addPerson(u"bob"_qs);
    Hello bulk;
    bulk.bulk = true;
    const auto a = first.join(anna, bulk);
    const ChannelId channel = first.makeChannel(a, u"general"_qs);
    MemberUpdate update;
    update.person = bob.id;
    ASSERT_TRUE(await(world.store.channels().changeMember({anna.id, {}, makeClientId(), QByteArray(16, 'x')},
                                                          channel, update, Role::Member)));
    first.settle();
    world.exchange.deliver();
    const auto b = second.join(bob, bulk);
    for (int i = 0; i < 200; ++i) {
        writing = i % 3 == 0 ? &second : &first;
        ASSERT_TRUE(writing->say(writing == &first ? a : b, channel, u"%1"_qs.arg(i)));
        if (i % 7 == 0)
            world.exchange.deliver(0.5);
        if (i % 50 == 49)
            world.clock.advance(1'000);
    }
    world.exchange.loss = 0;
    for (ChatNode* node : {&first, &second}) {
        writing = node;
        ASSERT_TRUE(node->say(node == &first ? a : b, channel, u"last"_qs));
        node->settle();
        world.exchange.deliver();
    }
    const Serial last = await(world.store.channels().heads({channel}))->value(channel);
    const auto reached = [&](ChatNode& node, ChatNode::ConnectionId id) {
        const QList<Event> events = node.eventsOf(id, channel);
        return !events.isEmpty() && events.last().serial == last;
    };
    ASSERT_TRUE(waitFor([&] { return reached(first, a) && reached(second, b); }));
    expectGapless(first.eventsOf(a, channel));
    expectGapless(second.eventsOf(b, channel));
}

INSTANTIATE_TEST_SUITE_P(Faults, TwoNodesTest,
                         testing::Values(std::tuple(0.0, 0.0, false), std::tuple(0.3, 0.0, false),
                                         std::tuple(0.0, 0.5, false), std::tuple(0.0, 0.0, true),
                                         std::tuple(0.4, 0.4, true), std::tuple(0.9, 0.9, true)));
