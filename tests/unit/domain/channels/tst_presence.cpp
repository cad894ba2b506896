#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class PresenceTest : public testing::Test {
protected:
    void SetUp() override {
        node.takeCommits();
        annas = node.join(anna);
        channel = node.makeChannel(annas, u"general"_qs);
    }

    /// A key's session that sees nothing of the channels here.
    ChatNode::ConnectionId joinNarrow(const Person& person) {
        const Capability capability = *Capability::parse(R"({"channel:999":["subscribe"]})");
        return node.join(node.signIn(person, capability).accessToken);
    }

    void enter(ChatNode::ConnectionId id, ChannelId into) {
        ASSERT_TRUE(node.enter(id, into));
        ASSERT_TRUE(waitFor([&] { return node.hub.subscription(id, into) != nullptr; }));
    }

    /// What the connection was told about the person since it was asked last.
    QList<PresenceNotice> heard(ChatNode::ConnectionId id, const Person& about) {
        node.settle();
        QList<PresenceNotice> notices;
        node.link.peer(id).frames.removeIf([&](const Frame& frame) {
            const auto* notice = std::get_if<PresenceNotice>(&frame);
            if (notice && notice->person == about.id)
                notices.append(*notice);
            return notice && notice->person == about.id;
        });
        return notices;
    }

    QList<bool> heardOf(ChatNode::ConnectionId id, const Person& about) {
        QList<bool> online;
        for (const PresenceNotice& notice : heard(id, about))
            online.append(notice.online);
        return online;
    }

    void letGrace() {
        world.clock.advance(30'000);
        node.presence.tick();
    }

    void addMember(const Person& person) {
        MemberUpdate update;
        update.person = person.id;
        ASSERT_TRUE(await(world.store.channels().changeMember(
            {anna.id, {}, makeClientId(), QByteArray(16, 'x')}, channel, update, Role::Member)));
    }

    void decide(ChannelId where, ChannelRight right, std::optional<bool> allowed) {
        UpdateChannel command;
        command.clientId = makeClientId();
        command.channel = where;
        command.rights.emplace().decide(Role::Member, right, allowed);
        ASSERT_TRUE(node.ask(annas, command));
        node.settle();
    }

    /// Until the channel has so many members.
    void fill(int members) {
        node.settle();
        while (node.hub.memberCount(channel) < members) {
            const int missing = members - node.hub.memberCount(channel);
            for (int i = 0; i < missing; ++i)
                addMember(world.addPerson(u"extra%1"_qs.arg(++extras)));
            ASSERT_TRUE(waitFor([&] { return node.hub.memberCount(channel) >= members; }));
        }
        ASSERT_EQ(node.hub.memberCount(channel), members);
    }

    ChatWorld world;
    ChatNode node{world};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
    Person carol = world.addPerson(u"carol"_qs);
    ChatNode::ConnectionId annas;
    ChannelId channel;
    int extras = 0;
};

} // namespace

TEST_F(PresenceTest, WhoSharesManyChannelsIsToldOnce) {
    const auto bobs = node.join(bob);
    for (const QString& name : {u"one"_qs, u"two"_qs, u"three"_qs})
        enter(bobs, node.makeChannel(annas, name));
    node.router.closed(bobs);
    letGrace();
    heard(annas, bob);
    const auto again = node.join(bob);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true});
    ASSERT_TRUE(node.ask(again, SetPresence{{{u"status"_qs, u"cooking"_qs}}}));
    world.clock.advance(10'000);
    node.presence.tick();
    const QList<PresenceNotice> said = heard(annas, bob);
    ASSERT_EQ(said.size(), 1);
    EXPECT_EQ(said.first().data.value(u"status").toString(), u"cooking"_qs);
    node.router.closed(again);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{false});
}

TEST_F(PresenceTest, WhoGoesByANarrowSessionIsGoneForThoseOfTheFullOne) {
    const auto full = node.join(bob);
    enter(full, channel);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true});
    const auto narrow = joinNarrow(bob);
    node.router.closed(full);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>()) << "still there";
    node.router.closed(narrow);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{false});
}

TEST_F(PresenceTest, AFullSessionIsToldToThoseWhomTheNarrowOneDidNotReach) {
    addMember(bob);
    const auto narrow = joinNarrow(bob);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>());
    const auto full = node.join(bob);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true});
    node.router.closed(narrow);
    node.router.closed(full);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{false});
}

TEST_F(PresenceTest, WhoJoinsIsToldToThoseWhoDidNotKnow) {
    const auto bobs = node.join(bob), carols = node.join(carol);
    enter(carols, channel);
    const ChannelId shared = node.makeChannel(bobs, u"shared"_qs);
    enter(carols, shared);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>());
    heard(carols, bob);
    enter(bobs, channel);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true});
    EXPECT_EQ(heardOf(carols, bob), QList<bool>()) << "knew it from the other channel";
    // And so for those of them who have several devices.
    const auto second = node.join(bob);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>());
    node.router.closed(second);

    ASSERT_TRUE(node.ask(bobs, LeaveChannel{makeClientId(), channel}));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, channel) == nullptr; }));
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{false}) << "they share nothing any more";
    EXPECT_EQ(heardOf(carols, bob), QList<bool>());
    node.router.closed(bobs);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>());
    EXPECT_EQ(heardOf(carols, bob), QList<bool>{false});
}

TEST_F(PresenceTest, NothingAboveAThousandMembers) {
    addMember(bob);
    fill(Presence::membersMost);
    const auto bobs = node.join(bob);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true}) << "a thousand are not too many";
    ASSERT_TRUE(node.ask(bobs, Typing{channel}));
    node.settle();
    EXPECT_EQ(node.countOf<TypingNotice>(annas), 1);
    node.router.closed(bobs);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{false});

    fill(Presence::membersMost + 1);
    const auto again = node.join(bob);
    world.clock.advance(10'000);
    ASSERT_TRUE(node.ask(again, Typing{channel}));
    ASSERT_TRUE(node.ask(again, SetPresence{{{u"status"_qs, u"cooking"_qs}}}));
    node.router.closed(again);
    letGrace();
    EXPECT_EQ(heardOf(annas, bob), QList<bool>());
    EXPECT_EQ(node.countOf<TypingNotice>(annas), 1);
    EXPECT_FALSE(node.presence.isOnline(bob.id));
}

TEST_F(PresenceTest, WhoMayNotBeSeenAnyMoreIsGoneAndComesBackWithTheRight) {
    const auto bobs = node.join(bob);
    enter(bobs, channel);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true});
    heard(bobs, anna);
    decide(channel, ChannelRight::Presence, false);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{false});
    EXPECT_EQ(heardOf(bobs, anna), QList<bool>()) << "the owner is still seen";
    decide(channel, ChannelRight::Presence, std::nullopt);
    EXPECT_EQ(heardOf(annas, bob), QList<bool>{true});
    EXPECT_EQ(heardOf(bobs, anna), QList<bool>()) << "known all along";
}

TEST_F(PresenceTest, WhoListensAgainIsToldWhoIsThereAndWhoHasGone) {
    CreateChannel command;
    command.clientId = makeClientId();
    command.kind = ChannelKind::Group;
    command.name = u"friends"_qs;
    command.people = {bob.id, carol.id};
    const auto carols = node.join(carol), bobs = node.join(bob);
    const auto made = node.ask(annas, command);
    ASSERT_TRUE(made);
    const ChannelId group = std::get<ChannelList>(*made).channels.first().channel.id;
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, group) != nullptr; }));
    EXPECT_EQ(heardOf(bobs, carol), QList<bool>{true});
    heard(bobs, anna);
    heard(annas, bob);
    decide(group, ChannelRight::Subscribe, false);
    ASSERT_EQ(node.hub.subscription(bobs, group), nullptr);
    node.router.closed(carols);
    letGrace();
    EXPECT_EQ(heardOf(bobs, carol), QList<bool>());
    decide(group, ChannelRight::Subscribe, std::nullopt);
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, group) != nullptr; }));
    EXPECT_EQ(heardOf(bobs, carol), QList<bool>{false});
    EXPECT_EQ(heardOf(bobs, anna), QList<bool>{true});
    EXPECT_EQ(heardOf(annas, bob), QList<bool>()) << "she was told before";
}
