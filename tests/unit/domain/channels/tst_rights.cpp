// Rights of roles in one channel, as two people with live sockets meet them.
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class LiveRights : public testing::Test {
protected:
    void SetUp() override {
        node.takeCommits();
        annas = node.join(anna);
        bobs = node.join(bob);
        place = node.makeChannel(annas, u"news"_qs);
        ASSERT_TRUE(node.enter(bobs, place));
        ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) != nullptr; }));
    }

    Result<Answer> decide(ConnectionId by, ChannelRight right, std::optional<bool> allowed,
                          Role role = Role::Member) {
        rights.decide(role, right, allowed);
        UpdateChannel command;
        command.clientId = makeClientId();
        command.channel = place;
        command.rights = rights;
        return node.ask(by, command);
    }

    ErrorCode codeOf(const Result<Answer>& answer) {
        return answer ? ErrorCode::Internal : answer.error().code;
    }

    int textsOf(ConnectionId id) {
        int count = 0;
        for (const Event& event : node.eventsOf(id, place))
            count += std::holds_alternative<MessagePosted>(event.body) ? 1 : 0;
        return count;
    }

    ChatWorld world;
    ChatNode node{world};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
    Person carl = world.addPerson(u"carl"_qs);
    ConnectionId annas, bobs;
    ChannelId place;
    RoleOverrides rights;
};

} // namespace

TEST_F(LiveRights, WritingIsDeniedAtOnceAndGivenBack) {
    ASSERT_TRUE(node.say(bobs, place, u"one"_qs));
    ASSERT_TRUE(decide(annas, ChannelRight::Publish, false));
    EXPECT_EQ(codeOf(node.say(bobs, place, u"two"_qs)), ErrorCode::Forbidden);
    EXPECT_TRUE(node.say(annas, place, u"three"_qs));
    ASSERT_TRUE(decide(annas, ChannelRight::Publish, std::nullopt));
    EXPECT_TRUE(node.say(bobs, place, u"four"_qs));
    EXPECT_EQ(codeOf(decide(bobs, ChannelRight::Publish, false)), ErrorCode::Forbidden);
}

TEST_F(LiveRights, NothingFollowsTheEventThatDeniesListening) {
    ASSERT_TRUE(decide(annas, ChannelRight::Subscribe, false));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) == nullptr; }));
    ASSERT_TRUE(node.say(annas, place, u"not for bob"_qs));
    node.settle();
    EXPECT_EQ(textsOf(bobs), 0);
    ASSERT_FALSE(node.eventsOf(bobs, place).isEmpty());
    const Event last = node.eventsOf(bobs, place).last();
    ASSERT_TRUE(std::holds_alternative<ChannelChanged>(last.body)) << "who is let go learns why";
    EXPECT_EQ(std::get<ChannelChanged>(last.body).channel.rights, rights);
    EXPECT_NE(node.hub.subscription(annas, place), nullptr);

    ASSERT_TRUE(decide(annas, ChannelRight::Subscribe, std::nullopt));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) != nullptr; }));
    EXPECT_GT(node.countOf<Positions>(bobs), 0) << "so that bob asks for what he missed";
    ASSERT_TRUE(node.say(annas, place, u"for bob"_qs));
    EXPECT_TRUE(waitFor([&] { return textsOf(bobs) == 1; }));
}

TEST_F(LiveRights, AReconnectIsHeldAgainstThemToo) {
    ASSERT_TRUE(decide(annas, ChannelRight::Subscribe, false));
    const ConnectionId again = node.join(bob);
    node.settle();
    EXPECT_EQ(node.hub.subscription(again, place), nullptr);
    ASSERT_TRUE(node.welcomeOf(again));
    EXPECT_EQ(node.welcomeOf(again)->channels.size(), 1) << "he may still read and write";
    ASSERT_TRUE(decide(annas, ChannelRight::Publish, false));
    ASSERT_TRUE(decide(annas, ChannelRight::History, false));
    const ConnectionId third = node.join(bob);
    ASSERT_TRUE(node.welcomeOf(third));
    EXPECT_TRUE(node.welcomeOf(third)->channels.isEmpty());
}

TEST_F(LiveRights, ThePastIsClosedForWhoListensAndForWhoDoesNot) {
    History past;
    past.channel = place;
    ASSERT_TRUE(node.ask(bobs, past));
    ASSERT_TRUE(decide(annas, ChannelRight::History, false));
    EXPECT_EQ(codeOf(node.ask(bobs, past)), ErrorCode::Forbidden);
    ASSERT_TRUE(decide(annas, ChannelRight::Subscribe, false));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) == nullptr; }));
    EXPECT_EQ(codeOf(node.ask(bobs, past)), ErrorCode::Forbidden);
    EXPECT_TRUE(node.ask(annas, past));
}

TEST_F(LiveRights, ACursorIsNoWayToThePast) {
    ASSERT_TRUE(node.say(annas, place, u"earlier"_qs));
    Hello hello;
    hello.epoch = node.welcomeOf(bobs)->epoch;
    hello.channels = {{place, Serial(1)}};
    const ConnectionId before = node.join(bob, hello);
    EXPECT_EQ(node.welcomeOf(before)->channels.first().resume, Resume::Ok);
    ASSERT_TRUE(waitFor([&] { return textsOf(before) == 1; }));

    ASSERT_TRUE(decide(annas, ChannelRight::History, false));
    const ConnectionId after = node.join(bob, hello);
    EXPECT_EQ(node.welcomeOf(after)->channels.first().resume, Resume::Reset);
    ASSERT_TRUE(node.say(annas, place, u"now"_qs));
    ASSERT_TRUE(waitFor([&] { return textsOf(after) > 0; }));
    EXPECT_EQ(textsOf(after), 1) << "only what is new";
}

TEST_F(LiveRights, TypingAndMembersNeedPresence) {
    ASSERT_TRUE(node.ask(bobs, Typing{place}));
    ASSERT_TRUE(node.ask(bobs, ListMembers{place}));
    ASSERT_TRUE(decide(annas, ChannelRight::Presence, false));
    EXPECT_EQ(codeOf(node.ask(bobs, Typing{place})), ErrorCode::Forbidden);
    EXPECT_EQ(codeOf(node.ask(bobs, ListMembers{place})), ErrorCode::Forbidden);
}

TEST_F(LiveRights, ANewRoleInTheChannelCountsAtOnce) {
    ASSERT_TRUE(decide(annas, ChannelRight::Subscribe, false));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) == nullptr; }));
    ChangeMember change;
    change.clientId = makeClientId();
    change.channel = place;
    change.person = bob.id;
    change.change = MemberChange::RoleChanged;
    change.role = Role::Moderator;
    ASSERT_TRUE(node.ask(annas, change));
    EXPECT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) != nullptr; }));
    change.clientId = makeClientId();
    change.role = Role::Member;
    ASSERT_TRUE(node.ask(annas, change));
    EXPECT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) == nullptr; }));
}

TEST_F(LiveRights, AQuoteNeedsTheRightToReadWhatIsCited) {
    const auto said = node.say(annas, place, u"a secret"_qs);
    ASSERT_TRUE(said);
    const ChannelId other = node.makeChannel(bobs, u"other"_qs);
    SendMessage quoting;
    quoting.clientId = makeClientId();
    quoting.channel = other;
    quoting.entry.text = u"look"_qs;
    quoting.entry.quote = Quote{.channel = place, .message = std::get<Committed>(*said).message};
    ASSERT_TRUE(node.ask(bobs, quoting));
    ASSERT_TRUE(decide(annas, ChannelRight::History, false));
    quoting.clientId = makeClientId();
    EXPECT_EQ(codeOf(node.ask(bobs, quoting)), ErrorCode::UnknownChannel);
}

// Every command about a channel × every right: what is refused when a member is denied just that.
TEST_F(LiveRights, EachRightClosesItsCommandsAndNoOthers) {
    const auto said = node.say(bobs, place, u"mine"_qs);
    ASSERT_TRUE(said);
    const MessageId message = std::get<Committed>(*said).message;
    const auto closed = [&](ChannelRight right) {
        QStringList names;
        const auto tried = [&](const QString& name, const Result<Answer>& answer) {
            if (!answer && answer.error().code == ErrorCode::Forbidden)
                names.append(name);
        };
        world.clock.advance(10'000); // so that no rate is met
        EXPECT_TRUE(decide(annas, right, false));
        tried(u"send"_qs, node.say(bobs, place, u"hello"_qs));
        EditMessage edit;
        edit.clientId = makeClientId();
        edit.channel = place;
        edit.message = message;
        edit.entry.text = u"mine"_qs;
        tried(u"edit"_qs, node.ask(bobs, edit));
        tried(u"react"_qs, node.ask(bobs, React{place, makeClientId(), message, u"🎈"_qs, true}));
        tried(u"pin"_qs, node.ask(bobs, PinMessage{place, makeClientId(), message, true}));
        History past;
        past.channel = place;
        tried(u"history"_qs, node.ask(bobs, past));
        tried(u"versions"_qs, node.ask(bobs, ListVersions{place, message}));
        tried(u"pins"_qs, node.ask(bobs, ListPins{place}));
        tried(u"save"_qs, node.ask(bobs, SaveMessage{place, message, true}));
        tried(u"members"_qs, node.ask(bobs, ListMembers{place}));
        ChangeMember invite;
        invite.clientId = makeClientId();
        invite.channel = place;
        invite.person = carl.id;
        invite.change = MemberChange::Invited;
        tried(u"member"_qs, node.ask(bobs, invite));
        EXPECT_TRUE(decide(annas, right, std::nullopt));
        EXPECT_TRUE(waitFor([&] { return node.hub.subscription(bobs, place) != nullptr; }));
        return names;
    };
    EXPECT_EQ(closed(ChannelRight::Publish), QStringList{u"send"_qs});
    EXPECT_EQ(closed(ChannelRight::UpdateOwn), QStringList{u"edit"_qs});
    EXPECT_EQ(closed(ChannelRight::React), (QStringList{u"react"_qs, u"pin"_qs}));
    EXPECT_EQ(closed(ChannelRight::History),
              (QStringList{u"history"_qs, u"versions"_qs, u"pins"_qs, u"save"_qs}));
    EXPECT_EQ(closed(ChannelRight::Presence), QStringList{u"members"_qs});
    EXPECT_EQ(closed(ChannelRight::Manage), QStringList{u"member"_qs});
    EXPECT_EQ(closed(ChannelRight::MentionAll), QStringList());
    EXPECT_EQ(closed(ChannelRight::DeleteAny), QStringList());
}
