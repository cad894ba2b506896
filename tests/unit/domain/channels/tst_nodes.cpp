#include "tests/unit/domain/channels/hubcase.h"

#include <tuple>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

/// Two nodes on one database. One writes, the other only hears hints, over a bus with every fault.
class TwoNodesTest : public testing::TestWithParam<std::tuple<double, double, bool>> {
protected:
    TwoNodesTest() {
        std::tie(world.exchange.loss, world.exchange.doubles, world.exchange.reorder) = GetParam();
    }

    /// One of Anna's, with Bob in it.
    ChannelId makeChannel(ChatNode& node, ChatNode::ConnectionId annaAt) {
        const ChannelId made = node.makeChannel(annaAt, u"general"_qs);
        MemberUpdate update;
        update.person = bob.id;
        EXPECT_TRUE(await(world.store.channels().changeMember(
            {anna.id, {}, makeClientId(), QByteArray(16, 'x')}, made, update, Role::Member)));
        node.settle();
        world.exchange.deliver();
        return made;
    }

    /// Both have all that there is, and had it in order.
    void expectWhole(ChannelId channel, ChatNode& one, ChatNode::ConnectionId at, ChatNode& other,
                     ChatNode::ConnectionId there) {
        const Serial last = await(world.store.channels().heads({channel}))->value(channel);
        const auto reached = [&](ChatNode& node, ChatNode::ConnectionId id) {
            const QList<Event> events = node.eventsOf(id, channel);
            return !events.isEmpty() && events.last().serial == last;
        };
        ASSERT_TRUE(waitFor([&] { return reached(one, at) && reached(other, there); }));
        expectGapless(one.eventsOf(at, channel));
        expectGapless(other.eventsOf(there, channel));
    }

    ChatWorld world;
    Person anna, bob;
};

} // namespace

TEST_P(TwoNodesTest, EveryLogIsTheSame) {
    ChatNode first(world), second(world);
    first.takeCommits();
    anna = world.addPerson(u"anna"_qs);
    bob = world.addPerson(u"bob"_qs);
    Hello bulk;
    bulk.bulk = true;
    const auto a = first.join(anna, bulk);
    const ChannelId channel = makeChannel(first, a);
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
    ASSERT_NO_FATAL_FAILURE(expectWhole(channel, first, b1, second, b2));
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
    ChatNode first(world), second(world);
    ChatNode* writing = &first;
    world.store.setCommittedSink([&writing](const QList<CommittedItem>& items) {
        writing->executor.post([node = writing, items] { node->inlets.committed(items); });
    });
    anna = world.addPerson(u"anna"_qs);
    bob = world.addPerson(u"bob"_qs);
    Hello bulk;
    bulk.bulk = true;
    const auto a = first.join(anna, bulk);
    const ChannelId channel = makeChannel(first, a);
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
    ASSERT_NO_FATAL_FAILURE(expectWhole(channel, first, a, second, b));
}

INSTANTIATE_TEST_SUITE_P(Faults, TwoNodesTest,
                         testing::Values(std::tuple(0.0, 0.0, false), std::tuple(0.3, 0.0, false),
                                         std::tuple(0.0, 0.5, false), std::tuple(0.0, 0.0, true),
                                         std::tuple(0.4, 0.4, true), std::tuple(0.9, 0.9, true)));
