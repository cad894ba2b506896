// The private stream as a token sees it that does not reach all of its person: the same serials, live and
// after a resume, and only what it may hear.
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class PrivateStream : public testing::Test {
protected:
    void SetUp() override {
        node.takeCommits();
        place = node.makeChannel(node.join(anna), u"news"_qs);
        whole = node.join(bob);
        ASSERT_TRUE(node.enter(whole, place));
    }

    /// A token that may do so much in the one channel, of a key when one is named.
    QString tokenFor(const QByteArray& operations, const QString& key = {}) {
        const QByteArray json = R"({"channel:)" + place.toString().toLatin1() + R"(":)" + operations + "}";
        const Capability capability = *Capability::parse(json);
        if (key.isEmpty())
            return node.signIn(bob, capability).accessToken;
        ApiKey made;
        made.name = made.label = key;
        made.capability = Capability::all();
        made.person = bob.id;
        EXPECT_TRUE(await(world.store.keys().create(made)));
        const auto opened =
            await(node.sessions.open(bob, key, capability, node.peer, {.name = key, .revision = 1}));
        EXPECT_TRUE(opened);
        return opened ? opened->accessToken : QString();
    }

    /// What its person does on another device: one event each.
    void live() {
        ASSERT_TRUE(node.ask(whole, SaveDraft{place, u"half a thou"_qs}));
        ASSERT_TRUE(node.ask(whole, SetSettings{{{u"theme"_qs, u"dark"_qs}}}));
        elsewhere = node.makeChannel(whole, u"elsewhere"_qs, Visibility::Private);
        ASSERT_TRUE(node.ask(whole, LeaveChannel{makeClientId(), elsewhere}));
        ASSERT_TRUE(node.ask(whole, LeaveChannel{makeClientId(), place}));
    }

    QList<PersonEvent> heardBy(ConnectionId id, Serial after) {
        QList<PersonEvent> all;
        for (const Frame& frame : node.link.peer(id).frames)
            if (const auto* events = std::get_if<PersonEvents>(&frame))
                for (const PersonEvent& event : events->events)
                    if (event.serial > after)
                        all.append(event);
        return all;
    }

    /// What the whole session has heard, when it has heard that its person left the place.
    QList<PersonEvent> heardByWhole(Serial after) {
        EXPECT_TRUE(waitFor([&] {
            const QList<PersonEvent> all = heardBy(whole, after);
            return !all.isEmpty() && all.last().body == PersonEventBody(ChannelLeft{place});
        }));
        return heardBy(whole, after);
    }

    /// As many events as the whole session got: these as they were, and skips.
    void expectHeard(ConnectionId id, Serial after, const QStringList& kept) {
        const QList<PersonEvent> all = heardByWhole(after);
        EXPECT_TRUE(waitFor([&] { return heardBy(id, after).size() >= all.size(); }));
        QStringList told;
        Serial last = after;
        for (const PersonEvent& event : heardBy(id, after)) {
            EXPECT_EQ(event.serial, last.next()) << "no gap";
            last = event.serial;
            if (std::holds_alternative<PersonEventSkipped>(event.body))
                continue;
            EXPECT_TRUE(std::ranges::any_of(all, [&](const PersonEvent& one) {
                return one.serial == event.serial && typeOf(one.body) == typeOf(event.body);
            }));
            told.append(typeOf(event.body));
        }
        EXPECT_EQ(last, all.last().serial);
        EXPECT_EQ(told, kept);
    }

    /// Hears live what the person does, then comes again from where it had begun: the same both times.
    void expectTold(const QString& token, const QStringList& kept) {
        const ConnectionId before = node.join(token);
        ASSERT_TRUE(node.welcomeOf(before));
        Hello hello;
        hello.epoch = world.epoch();
        hello.person = node.welcomeOf(before)->personSerial;
        live();
        expectHeard(before, hello.person, kept);
        node.router.closed(before);
        const ConnectionId again = node.join(token, hello);
        ASSERT_TRUE(node.welcomeOf(again));
        EXPECT_EQ(node.welcomeOf(again)->personResume, Resume::Ok);
        expectHeard(again, hello.person, kept);
    }

    ChatWorld world;
    ChatNode node{world};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
    ConnectionId whole;
    ChannelId place, elsewhere;
};

} // namespace

TEST_F(PrivateStream, IsWholeForAWholeToken) {
    expectTold(node.signIn(bob).accessToken,
               {u"draft"_qs, u"settings"_qs, u"joined"_qs, u"left"_qs, u"left"_qs});
}

TEST_F(PrivateStream, TellsAListenerWhatIsSaidOfItsChannel) {
    expectTold(tokenFor(R"(["subscribe"])"), {u"left"_qs});
}

TEST_F(PrivateStream, TellsWhoMayPublishOfDrafts) {
    expectTold(tokenFor(R"(["publish"])"), {u"draft"_qs, u"left"_qs});
}

TEST_F(PrivateStream, KeepsDraftsFromTheManyClientsOfAKey) {
    expectTold(tokenFor(R"(["publish"])", u"site"_qs), {u"left"_qs});
}

TEST_F(PrivateStream, LetsANarrowListenerInWhereItsPersonIsAgain) {
    const ConnectionId narrow = node.join(tokenFor(R"(["subscribe"])"));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(narrow, place) != nullptr; }));
    ASSERT_TRUE(node.ask(whole, LeaveChannel{makeClientId(), place}));
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(narrow, place) == nullptr; }));
    ASSERT_TRUE(node.enter(whole, place));
    EXPECT_TRUE(waitFor([&] { return node.hub.subscription(narrow, place) != nullptr; }));
}
