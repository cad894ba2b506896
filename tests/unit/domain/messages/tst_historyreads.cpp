#include "tests/unit/domain/chatnode.h"
#include "tests/unit/domain/slowmessages.h"

#include <gtest/gtest.h>

namespace parlor::test {

namespace {

class HistoryReading : public ::testing::Test {
protected:
    void SetUp() override {
        node.takeCommits();
        anna = world.addPerson(u"anna"_qs);
        a = node.join(anna);
        channel = node.makeChannel(a, u"general"_qs);
        for (int i = 0; i < 5; ++i)
            ASSERT_TRUE(node.say(a, channel, u"%1"_qs.arg(i)));
        node.settle();
    }

    /// What became of a question.
    using Asked = std::shared_ptr<std::optional<Result<HistoryPage>>>;

    Asked ask(const Person& person, const History& command) {
        const auto asked = std::make_shared<std::optional<Result<HistoryPage>>>();
        server::Caller caller;
        caller.principal.person = person;
        caller.principal.role = Role::Member;
        caller.principal.capability = Capability::all();
        whenDone(service.history(caller, command), &node.executor, &service,
                 [asked](const Result<HistoryPage>& page) { asked->emplace(page); });
        node.settle();
        return asked;
    }

    [[nodiscard]] History newest() const { return History{channel, {}, {}, 50, false}; }

    ChatWorld world;
    ChatNode node{world};
    SlowMessages slow{world.store.messages()};
    server::HistoryService service{slow,     world.store.channels(), node.people,
                                   node.hub, node.executor,          world.epoch()};
    Person anna;
    ChatNode::ConnectionId a;
    ChannelId channel;
};

} // namespace

TEST_F(HistoryReading, OnePageForAThousandIsReadOnce) {
    QList<Asked> all;
    for (int i = 0; i < 1'000; ++i)
        all.append(ask(anna, newest()));
    EXPECT_EQ(slow.reads, 1);
    slow.release();
    node.settle();
    for (const Asked& asked : std::as_const(all)) {
        ASSERT_TRUE(asked->has_value() && asked->value());
        EXPECT_EQ((*asked)->value().events, (*all.first())->value().events);
    }
    EXPECT_EQ((*all.first())->value().events.last().serial, *node.hub.published(channel));
    // What has been answered is not kept.
    const Asked later = ask(anna, newest());
    EXPECT_EQ(slow.reads, 2);
    slow.release();
}

TEST_F(HistoryReading, OtherPagesAreOtherReads) {
    History earlier = newest();
    earlier.before = Serial(4);
    History from = newest();
    from.after = Serial(0);
    History words = newest();
    words.messagesOnly = true;
    History few = newest();
    few.limit = 2;
    for (const History& command : {newest(), earlier, from, words, few})
        ask(anna, command);
    EXPECT_EQ(slow.reads, 5);
    slow.release();
}

TEST_F(HistoryReading, WhoseViewBeginsLaterReadsForOneself) {
    const Person bob = world.addPerson(u"bob"_qs);
    server::MemberUpdate update;
    update.person = bob.id;
    update.seesHistory = false;
    ASSERT_TRUE(await(world.store.channels().changeMember({anna.id, {}, makeClientId(), QByteArray(16, 'x')},
                                                          channel, update, Role::Member)));
    node.settle();
    const Asked all = ask(anna, newest());
    const Asked some = ask(bob, newest());
    EXPECT_EQ(slow.reads, 2);
    slow.release();
    node.settle();
    ASSERT_TRUE(some->has_value() && some->value());
    EXPECT_NE((*some)->value().events, (*all)->value().events);
}

TEST_F(HistoryReading, WhatWasCommittedSinceIsInThePage) {
    const Asked early = ask(anna, newest());
    const auto sent = node.say(a, channel, u"new"_qs);
    ASSERT_TRUE(sent);
    const Asked late = ask(anna, newest());
    EXPECT_EQ(slow.reads, 2);
    slow.release();
    node.settle();
    ASSERT_TRUE(late->has_value() && late->value());
    EXPECT_EQ((*late)->value().events.last().serial, std::get<Committed>(*sent).serial);
}

} // namespace parlor::test
