#pragma once

#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

namespace parlor::test {

/// Every serial once and in order, from the first one the connection got.
inline void expectGapless(const QList<Event>& events) {
    for (qsizetype i = 1; i < events.size(); ++i)
        ASSERT_EQ(events.at(i).serial, server::lastSerial(events.at(i - 1)).next()) << "at " << i;
}

/// One node that takes its own commits, and two people.
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

} // namespace parlor::test
