#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

const ChannelId here(1), there(2);

struct Member {
    RawClient client;
    ConnectionId id;
};

Member join(TestServer& server, ChannelId channel, int receiveBuffer = 0) {
    ConnectionId id;
    RawClient client = server.socket(&id, receiveBuffer);
    server.inDomain([&](NetServer& net) {
        net.link().subscribe(id, channel);
        net.link().release(id, channel);
    });
    return {std::move(client), id};
}

QByteArray text(int number) {
    return "n" + QByteArray::number(number);
}

} // namespace

TEST(FanOut, GivesEveryMemberEveryFrameInOrder) {
    // Slices and lingering far below the number of members, so that both are met.
    TestServer server([](NetConfig& config) {
        config.limits.sliceMembers = 7;
        config.limits.lingerMembers = 10;
    });
    std::vector<Member> members;
    members.reserve(60);
    for (int i = 0; i < 60; ++i)
        members.push_back(join(server, here));
    const Member other = join(server, there);
    constexpr int frames = 300;
    for (int i = 0; i < frames; ++i)
        server.inDomain([&](NetServer& net) { net.link().publish(here, text(i)); });
    for (Member& member : members)
        for (int i = 0; i < frames; ++i)
            ASSERT_EQ(member.client.readFrame().payload, text(i));
    EXPECT_EQ(server.server().stats().framesOut, 60 * frames) << "nobody else gets any";
}

TEST(FanOut, KeepsItsPlaceWhileMembersComeAndGo) {
    TestServer server([](NetConfig& config) {
        config.limits.sliceMembers = 3;
        config.limits.lingerMembers = 5;
        config.threads = 1;
    });
    std::vector<Member> staying, leaving;
    for (int i = 0; i < 20; ++i) {
        staying.push_back(join(server, here));
        leaving.push_back(join(server, here));
    }
    server.inDomain([&](NetServer& net) {
        for (int i = 0; i < 400; ++i) {
            net.link().publish(here, text(i));
            if (i % 20 == 10)
                net.link().unsubscribe(leaving[std::size_t(i) / 20].id, here);
        }
    });
    for (Member& member : staying)
        for (int i = 0; i < 400; ++i)
            ASSERT_EQ(member.client.readFrame().payload, text(i));
    // What was published before somebody left still reaches him, and nothing after it.
    for (std::size_t k = 0; k < leaving.size(); ++k) {
        server.inDomain([&](NetServer& net) { net.link().send(leaving[k].id, "end"); });
        for (int i = 0; i <= int(k) * 20 + 10; ++i)
            ASSERT_EQ(leaving[k].client.readFrame().payload, text(i));
        ASSERT_EQ(leaving[k].client.readFrame().payload, "end");
    }
}

TEST(FanOut, HoldsUntilThePastIsDelivered) {
    TestServer server;
    ConnectionId id;
    RawClient client = server.socket(&id);
    server.inDomain([&](NetServer& net) {
        net.link().subscribe(id, here);
        net.link().publish(here, "live 1");
        net.link().publishEphemeral(here, "typing", {});
        net.link().send(id, "past 1");
        net.link().publish(here, "live 2");
    });
    server.inDomain([&](NetServer& net) {
        net.link().send(id, "past 2");
        net.link().release(id, here);
        net.link().publish(here, "live 3");
        net.link().unsubscribe(id, here);
        net.link().publish(here, "live 4");
        net.link().send(id, "end");
    });
    for (const char* expected : {"past 1", "past 2", "live 1", "live 2", "live 3", "end"})
        EXPECT_EQ(client.readFrame().payload, expected);
}

TEST(FanOut, KeepsTheOrderOfCallsAboutOneConnection) {
    TestServer server([](NetConfig& config) {
        config.limits.sliceMembers = 1;
        config.limits.lingerMembers = 1;
        config.threads = 1;
    });
    Member first = join(server, here);
    Member second = join(server, here);
    server.inDomain([&](NetServer& net) {
        for (int i = 0; i < 100; ++i) {
            net.link().publish(here, text(2 * i));
            net.link().send(second.id, text(2 * i + 1));
        }
    });
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(second.client.readFrame().payload, text(i));
    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(first.client.readFrame().payload, text(2 * i));
}

TEST(FanOut, SparesTheSenderOfWhatPasses) {
    TestServer server;
    Member typist = join(server, here);
    Member reader = join(server, here);
    server.inDomain([&](NetServer& net) {
        net.link().publishEphemeral(here, "typing", typist.id);
        net.link().publish(here, "message");
    });
    EXPECT_EQ(typist.client.readFrame().payload, "message");
    EXPECT_EQ(reader.client.readFrame().payload, "typing");
    EXPECT_EQ(reader.client.readFrame().payload, "message");
}

TEST(FanOut, AManyFramesAtOnceAreNotSlowness) {
    TestServer server;
    Member member = join(server, here);
    server.inDomain([&](NetServer& net) {
        for (int i = 0; i < 2'000; ++i)
            net.link().send(member.id, text(i));
    });
    for (int i = 0; i < 2'000; ++i)
        ASSERT_EQ(member.client.readFrame().payload, text(i));
}

TEST(FanOut, OneSlowReaderHarmsOnlyItself) {
    TestServer server([](NetConfig& config) { config.limits.socketSendBuffer = 16 * 1024; });
    Member slow = join(server, here, 4 * 1024);
    Member quick = join(server, here);
    const QByteArray large(8 * 1024, 'x');
    int frames = 0;
    for (; frames < 5'000 && server.server().stats().slowCloses == 0; ++frames) {
        server.inDomain([&](NetServer& net) {
            net.link().publishEphemeral(here, "typing", quick.id);
            net.link().publish(here, large);
        });
        ASSERT_EQ(quick.client.readFrame().payload, large) << frames;
    }
    EXPECT_GT(frames, 100) << "1 MiB of patience";
    ASSERT_EQ(server.server().stats().slowCloses, 1);
    EXPECT_GT(server.server().stats().droppedEphemeral, 0);
    ASSERT_TRUE(server.until([&] { return server.closedOnes == std::vector{slow.id}; }));
    // Whole frames to the end, then the goodbye.
    RawClient::Frame frame;
    int received = 0;
    while ((frame = slow.client.readFrame()).payload == large || frame.payload == "typing")
        ++received;
    EXPECT_LT(received, 2 * frames);
    EXPECT_TRUE(frame.payload.contains("\"bye\"")) << frame.payload.left(100).toStdString();
    EXPECT_EQ(slow.client.readFrame().closeCode(), 4008);
}

TEST(FanOut, WhatIsHeldIsBounded) {
    TestServer server;
    ConnectionId id;
    RawClient client = server.socket(&id);
    server.inDomain([&](NetServer& net) {
        net.link().subscribe(id, here);
        for (int i = 0; i < 600; ++i)
            net.link().publish(here, text(i));
    });
    EXPECT_TRUE(client.readFrame().payload.contains("\"bye\""));
    EXPECT_EQ(client.readFrame().closeCode(), 4008);
}

} // namespace parlor::server
