// Who sees no reactions, by the token.
#include "tests/unit/domain/channels/hubcase.h"

#include <algorithm>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

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

} // namespace

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
