// Getting into channels, asked for again when the first answer was lost on its way.
#include "tests/unit/domain/messages/roomcase.h"

#include <QJsonArray>

namespace parlor::test {

namespace {

/// The one channel that an answer names.
ChannelState only(const Result<Answer>& answer) {
    const auto* list = answer ? std::get_if<ChannelList>(&*answer) : nullptr;
    EXPECT_TRUE(list && list->channels.size() == 1);
    return list && list->channels.size() == 1 ? list->channels.first() : ChannelState();
}

} // namespace

TEST_F(Messaging, AJoinByNameIsAnsweredAgainWhenTheNameIsAnothers) {
    const ChannelId garden = node.makeChannel(annAt, u"garden"_qs);
    const JoinChannel join{makeClientId(), {}, u"garden"_qs};
    EXPECT_EQ(only(node.ask(bobAt, join)).channel.id, garden);

    UpdateChannel rename;
    rename.clientId = makeClientId();
    rename.channel = garden;
    rename.name = u"orchard"_qs;
    ASSERT_TRUE(node.ask(annAt, rename));
    EXPECT_EQ(only(node.ask(bobAt, join)).channel.id, garden);
    EXPECT_EQ(refusal(node.ask(bobAt, JoinChannel{makeClientId(), {}, u"garden"_qs})),
              ErrorCode::UnknownChannel);

    const ChannelId successor = node.makeChannel(annAt, u"garden"_qs);
    const ChannelState again = only(node.ask(bobAt, join));
    EXPECT_EQ(again.channel.id, garden);
    EXPECT_EQ(again.channel.name, u"orchard"_qs);
    EXPECT_TRUE(again.member);
    EXPECT_FALSE(await(world.store.channels().membership(successor, bob.id))->member);
}

TEST_F(Messaging, ANameThatATokenDoesNotReachIsNoChannel) {
    const auto narrow = Capability::fromJson(QJsonObject{{u"channel:1"_qs, QJsonArray{u"subscribe"_qs}}});
    ASSERT_TRUE(narrow);
    const Person cleo = world.addPerson(u"cleo"_qs);
    const auto cleoAt = node.join(node.signIn(cleo, *narrow).accessToken);
    EXPECT_EQ(refusal(node.ask(cleoAt, JoinChannel{makeClientId(), {}, u"room"_qs})),
              ErrorCode::UnknownChannel);
    EXPECT_FALSE(await(world.store.channels().membership(room, cleo.id))->member);
}

TEST_F(Messaging, WhatWasMadeAndLeftIsAnsweredAgainWithItsIdAlone) {
    CreateChannel create;
    create.clientId = makeClientId();
    create.name = u"surprise"_qs;
    create.topic = u"for Bob"_qs;
    create.visibility = Visibility::Private;
    const ChannelState made = only(node.ask(annAt, create));
    EXPECT_TRUE(made.member);
    ASSERT_TRUE(node.ask(annAt, LeaveChannel{makeClientId(), made.channel.id}));

    const ChannelState again = only(node.ask(annAt, create));
    EXPECT_EQ(again.channel.id, made.channel.id);
    EXPECT_FALSE(again.member);
    EXPECT_TRUE(again.channel.name.isEmpty() && again.channel.topic.isEmpty());
    EXPECT_EQ(again.last, Serial());

    // It is no way in or to learn of channels that one was never in.
    EXPECT_EQ(refusal(node.ask(bobAt, JoinChannel{makeClientId(), made.channel.id, {}})),
              ErrorCode::UnknownChannel);
}

} // namespace parlor::test
