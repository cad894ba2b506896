// The wall clock jumps. Order is made of serials, waiting of the steady clock, so nobody notices; only tokens
// end when the server's clock says so.
#include "tests/faults/crowd.h"
#include "tests/faults/desktop.h"
#include "tests/faults/faultserver.h"
#include "tests/support/chatpeer.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

namespace parlor {

using test::ChatPeer;
using test::Crowd;
using test::Desktop;
using test::FaultServer;
using test::Finished;
using test::Transport;

namespace {
constexpr qint64 hourMs = 3'600'000;

class Clocks : public ::testing::TestWithParam<Transport> {};
} // namespace

/// Rows: M2 back an hour, a bit ahead, M5 an hour of summer time and back, M4 slower than it should.
TEST_P(Clocks, StepsChangeNeitherOrderNorConnections) {
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 2, 3, 3, 4, GetParam());
    server.start();
    crowd.connect(server.port());
    for (const qint64 step : {qint64(0), -hourMs, 10 * 60'000LL, -24 * hourMs, 60'000LL, qint64(0)}) {
        server.control().clockMs = step;
        const int until = crowd.acknowledged() + 60;
        ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= until; })) << step;
    }
    ASSERT_TRUE(crowd.settle());
    for (const auto& follower : crowd.followers)
        EXPECT_EQ(follower->resumes, 0) << "a connection was lost";
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
}

PARLOR_ON_ALL_TRANSPORTS(Clocks);

/// M3 a day, M7 past 2038, and back: the desktop's access token has ended by the server's clock, not by its
/// own.
TEST(DesktopClock, ItRenewsWhatHasEndedAndGoesOn) {
    FaultServer server;
    {
        test::Seeding seeding(server.dataDirectory());
        seeding.channel(u"channel 0"_qs, {seeding.person(u"owner"_qs, Role::Owner)});
    }
    server.addPerson(u"dora"_qs);
    server.start();
    Desktop desktop(server.port(), u"dora"_qs, u"channel 0"_qs);
    int said = 0;
    for (const qint64 step : {24 * hourMs, qint64(0), -24 * hourMs}) {
        server.kill();
        server.control().clockMs = step;
        server.start();
        desktop.say(u"message %1"_qs.arg(++said));
        EXPECT_TRUE(test::waitFor([&] {
            return desktop.isOnline() && desktop.state().pending(desktop.channel()).isEmpty();
        })) << step
            << server.log().right(2'000).constData();
    }
    const client::Timeline& timeline = desktop.state().timeline(desktop.channel());
    QStringList texts;
    for (const Event& event : timeline.rows())
        if (const auto* posted = std::get_if<MessagePosted>(&event.body))
            texts += posted->entry.text;
    EXPECT_EQ(texts, (QStringList{u"message 1"_qs, u"message 2"_qs, u"message 3"_qs}));
}

TEST(TokenClock, AShortTokenEndsItsSocketAndARenewedOneDoesNot) {
    FaultServer server;
    const auto admin = [&](const QStringList& arguments) {
        const Finished done =
            test::runProgram(test::programs() + u"/parlord"_qs,
                             arguments + QStringList{u"--data"_qs, server.dataDirectory(), u"--json"_qs});
        EXPECT_EQ(done.exitCode, 0) << done.errors.constData();
        return done.objects().value(0);
    };
    admin({u"key"_qs, u"add"_qs, u"site"_qs, u"--capability"_qs, uR"({"channel:*":["subscribe"]})"_qs});
    server.start();
    const auto issue = [&](const QString& client, const QString& seconds) {
        return admin({u"token"_qs, u"issue"_qs, u"site"_qs, u"--client-id"_qs, client, u"--ttl"_qs, seconds})
            .value(u"token")
            .toString();
    };
    ChatPeer lapsing(issue(u"a"_qs, u"300"_qs).toLatin1()), renewing(issue(u"b"_qs, u"300"_qs).toLatin1());
    for (ChatPeer* peer : {&lapsing, &renewing}) {
        ASSERT_TRUE(peer->open(server.port()));
        ASSERT_TRUE(ChatPeer::pumpUntil({peer}, [&] { return peer->isWelcome(); }));
    }
    const QString next = issue(u"b"_qs, u"3600"_qs);
    ASSERT_EQ(renewing.ask({{u"op"_qs, u"auth"_qs}, {u"token"_qs, next}}).value(u"op").toString(), u"ok"_qs);
    server.control().clockMs = 310'000;
    EXPECT_TRUE(ChatPeer::pumpUntil({&lapsing, &renewing}, [&] { return lapsing.closeCode() != 0; }));
    EXPECT_EQ(lapsing.closeCode(), 4002);
    EXPECT_EQ(renewing.ask({{u"op"_qs, u"ping"_qs}}).value(u"op").toString(), u"ok"_qs);
    EXPECT_EQ(renewing.closeCode(), 0);
}

TEST(PlanClock, WhatWasPlannedIsDoneOnceThoughTheServerWasDown) {
    FaultServer server;
    server.start();
    server.addSignedIn(u"bo"_qs, u"owner"_qs);
    const auto ask = [&](QStringList arguments) {
        const Finished done = server.cli(u"bo"_qs, arguments << u"--json"_qs);
        EXPECT_EQ(done.exitCode, 0) << arguments.join(u' ').toStdString() << done.errors.constData();
        return done.objects();
    };
    ask({u"channels"_qs, u"create"_qs, u"Family"_qs});
    ask({u"schedule"_qs, u"Family"_qs, u"from the past"_qs, u"--in"_qs, u"300"_qs});
    ask({u"remind"_qs, u"water the garden"_qs, u"--in"_qs, u"300"_qs});
    const auto dropped = ask({u"schedule"_qs, u"Family"_qs, u"never"_qs, u"--in"_qs, u"300"_qs});
    ask({u"unplan"_qs, dropped.value(0).value(u"plan").toString()});
    EXPECT_EQ(ask({u"planned"_qs}).size(), 2);
    server.kill();
    server.control().clockMs = 10 * 60'000;
    server.start();
    ASSERT_TRUE(test::waitFor([&] { return ask({u"planned"_qs}).isEmpty(); }));
    server.kill();
    server.start();
    QStringList texts;
    for (const QJsonObject& event : ask({u"history"_qs, u"Family"_qs}))
        if (event.value(u"type").toString() == u"message")
            texts += event.value(u"text").toString();
    EXPECT_EQ(texts, QStringList{u"from the past"_qs});
}

} // namespace parlor
