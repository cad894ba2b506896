// Who has what: acknowledged, kept with few writes, told to those who listen.
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class DeliveryTest : public testing::Test {
protected:
    DeliveryTest() {
        node.takeCommits();
        anna = world.addPerson(u"anna"_qs);
        bob = world.addPerson(u"bob"_qs);
        Hello bulk;
        bulk.bulk = true;
        annaAt = node.join(anna, bulk);
        const auto made = node.ask(
            annaAt,
            CreateChannel{makeClientId(), ChannelKind::Direct, Visibility::Private, {}, {}, {bob.id}});
        direct = std::get<ChannelList>(*made).channels.first().channel.id;
        bobAt = node.join(bob, bulk);
        EXPECT_TRUE(waitFor(
            [&] { return node.hub.subscription(annaAt, direct) && node.hub.subscription(bobAt, direct); }));
    }

    Serial say(const QString& text) { return std::get<Committed>(*node.say(annaAt, direct, text)).serial; }

    void acknowledge(ChatNode::ConnectionId who, Serial serial) {
        EXPECT_TRUE(node.ask(who, Acknowledge{{{direct, serial}}}));
    }

    /// What the connection was told last of the person; nothing: all 0.
    Receipt toldOf(const Person& person, ChatNode::ConnectionId who) {
        Receipt last;
        for (const Frame& frame : node.link.peer(who).frames)
            if (const auto* told = std::get_if<Receipts>(&frame))
                for (const Receipt& receipt : told->receipts)
                    if (receipt.person == person.id)
                        last = receipt;
        return last;
    }

    ChatWorld world;
    ChatNode node{world};
    Person anna, bob;
    ChatNode::ConnectionId annaAt, bobAt;
    ChannelId direct;
};

} // namespace

TEST_F(DeliveryTest, TheAuthorHearsThatItArrivedAndThatItWasRead) {
    const Serial serial = say(u"hi"_qs);
    acknowledge(bobAt, serial);
    ASSERT_TRUE(waitFor([&] { return toldOf(bob, annaAt).delivered == serial; }));
    EXPECT_LT(toldOf(bob, annaAt).read, serial);
    ASSERT_TRUE(node.ask(bobAt, MarkRead{direct, serial}));
    ASSERT_TRUE(waitFor([&] { return toldOf(bob, annaAt).read == serial; }));
    // Asked for, it is the same, before and after it is written.
    const auto listed = node.ask(annaAt, ListReceipts{direct});
    ASSERT_TRUE(listed);
    EXPECT_EQ(std::get<Receipts>(*listed).receipts.last(), (Receipt{bob.id, serial, serial}));
}

TEST_F(DeliveryTest, ManyAcknowledgementsAreOneWrite) {
    Serial serial;
    for (int i = 0; i < 40; ++i) {
        serial = say(u"%1"_qs.arg(i));
        acknowledge(bobAt, serial);
    }
    node.deliveries.write();
    node.settle();
    EXPECT_LE(world.store.deliveries().writes(), 20);
    ASSERT_TRUE(waitFor([&] {
        node.deliveries.write();
        return await(world.store.channels().state(bob.id, direct))->delivered == serial;
    }));
    const int writes = world.store.deliveries().writes();
    acknowledge(bobAt, serial);
    acknowledge(bobAt, serial.previous());
    node.deliveries.write();
    node.settle();
    EXPECT_EQ(world.store.deliveries().writes(), writes) << "nothing new was said";
}

TEST_F(DeliveryTest, NobodySaysMoreThanWasHandedOut) {
    const Serial serial = say(u"hi"_qs);
    acknowledge(bobAt, Serial(serial.value() + 1'000));
    ASSERT_TRUE(waitFor([&] { return toldOf(bob, annaAt).delivered > Serial(); }));
    EXPECT_EQ(toldOf(bob, annaAt).delivered, serial);
}

TEST_F(DeliveryTest, StrangersNeitherSayNorHear) {
    const Serial serial = say(u"hi"_qs);
    const Person eve = world.addPerson(u"eve"_qs);
    const auto eveAt = node.join(eve);
    acknowledge(eveAt, serial);
    const auto listed = node.ask(eveAt, ListReceipts{direct});
    EXPECT_TRUE(!listed || std::get<Receipts>(*listed).receipts.isEmpty());
    acknowledge(bobAt, serial);
    ASSERT_TRUE(waitFor([&] { return toldOf(bob, annaAt).delivered == serial; }));
    EXPECT_EQ(node.countOf<Receipts>(eveAt), 0);
}

TEST_F(DeliveryTest, PublicChannelsKeepNothing) {
    const ChannelId open = node.makeChannel(annaAt, u"general"_qs);
    ASSERT_TRUE(node.enter(bobAt, open));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobAt, open) != nullptr; }));
    const auto said = node.say(annaAt, open, u"hi"_qs);
    ASSERT_TRUE(node.ask(bobAt, Acknowledge{{{open, std::get<Committed>(*said).serial}}}));
    node.settle();
    node.deliveries.tell();
    node.deliveries.write();
    node.settle();
    EXPECT_EQ(world.store.deliveries().writes(), 0);
    EXPECT_EQ(node.countOf<Receipts>(annaAt), 0);
    EXPECT_TRUE(std::get<Receipts>(*node.ask(annaAt, ListReceipts{open})).receipts.isEmpty());
}

TEST_F(DeliveryTest, WhoDoesNotTellIsNotToldOf) {
    const Serial first = say(u"hi"_qs);
    ASSERT_TRUE(node.ask(bobAt, SetSettings{{{u"read_receipts"_qs, false}}}));
    ASSERT_TRUE(node.ask(bobAt, MarkRead{direct, first}));
    ASSERT_TRUE(waitFor([&] { return toldOf(bob, annaAt).delivered == first; }));
    EXPECT_EQ(toldOf(bob, annaAt).read, Serial());
    EXPECT_EQ(std::get<Receipts>(*node.ask(annaAt, ListReceipts{direct})).receipts.last().read, Serial());
    ASSERT_TRUE(node.ask(bobAt, SetSettings{}));
    ASSERT_TRUE(waitFor([&] { return toldOf(bob, annaAt).read == first; }));
}
