// Many at once: one who does not read, a thousand who come back together, one who is shown the door while ten
// talk.
#include "shared/core/ids.h"
#include "tests/faults/crowd.h"
#include "tests/faults/faultserver.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace parlor {

using test::ChatPeer;
using test::Crowd;
using test::FaultServer;
using test::Follower;
using test::Transport;

namespace {
class Crowds : public ::testing::TestWithParam<Transport> {};
} // namespace

TEST_P(Crowds, OneSlowReaderIsToldSoAndNobodyElseNotices) {
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 1, 1, 4, 4, GetParam());
    server.start();
    crowd.connect(server.port());
    // A small window of its own, and then nothing more is read.
    Follower slow(crowd.checker, crowd.moreTokens.at(0), u"slow"_qs, test::addressOf(100), 8 * 1024,
                  GetParam());
    slow.open(server.port());
    ASSERT_TRUE(ChatPeer::pumpUntil({&slow.peer}, [&] { return slow.peer.isWelcome(); }));
    slow.peer.isReading = false;

    ChatPeer loud(crowd.moreTokens.at(1), {{}, 0, true, GetParam()});
    ASSERT_TRUE(loud.open(server.port()));
    const QString channel = crowd.channels.first();
    const QString much(7'000, u'漢'); // 21 KB
    constexpr int messages = 120;     // more than sockets' buffers and the 1 MiB of the outbox hold
    int answered = 0, said = 0;
    loud.onFrame = [&](const QJsonObject& frame) {
        EXPECT_NE(frame.value(u"op").toString(), u"err"_qs) << frame.value(u"code").toString().toStdString();
        if (frame.value(u"answer").toString() != u"committed")
            return;
        ++answered;
    };
    QList<ChatPeer*> reading{&loud};
    for (const auto& follower : crowd.followers)
        reading.append(&follower->peer);
    ASSERT_TRUE(ChatPeer::pumpUntil(
        reading,
        [&] {
            for (; loud.isWelcome() && said < messages && said < answered + 8; ++said) {
                const QString text = u"%1 %2"_qs.arg(said).arg(much);
                crowd.checker.attempted(channel, text);
                loud.say(test::sendRequest(channel, text));
            }
            return answered == messages;
        },
        60'000));
    for (const auto& follower : crowd.followers) {
        EXPECT_TRUE(follower->peer.isOpen());
        EXPECT_EQ(follower->resumes, 0);
    }
    // Now it reads what is left: the reason comes last.
    slow.peer.isReading = true;
    int bye = 0;
    const auto hear = slow.peer.onFrame;
    slow.peer.onFrame = [&](const QJsonObject& frame) {
        if (frame.value(u"op").toString() == u"bye")
            bye = frame.value(u"code").toInt();
        hear(frame);
    };
    ASSERT_TRUE(ChatPeer::pumpUntil({&slow.peer}, [&] { return !slow.peer.isOpen(); }));
    // A full window of POST /v1/sync has no room for the frame: `closed` says the same.
    if (GetParam() == Transport::Socket) {
        EXPECT_EQ(bye, 4008);
    }
    EXPECT_EQ(slow.peer.closeCode(), 4008);
    const qint64 missedFrom = slow.cursor(channel);
    // It comes back and misses nothing.
    slow.open(server.port());
    crowd.guests = {&slow.peer};
    ASSERT_TRUE(crowd.settle());
    ASSERT_TRUE(crowd.talkUntil([&] {
        return slow.isCaughtUp() && slow.cursor(channel) >= crowd.followers.front()->cursor(channel);
    }));
    EXPECT_LT(missedFrom, slow.cursor(channel));
    EXPECT_EQ(crowd.resets() + slow.resets, 0);
    EXPECT_EQ(slow.resumes, 1);
    ASSERT_TRUE(crowd.settle());
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').left(2'000).toStdString();
}

TEST_P(Crowds, AThousandComeBackAtOnce) {
    constexpr int people = 50, devices = 20;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8'192);
    ::setrlimit(RLIMIT_NOFILE, &files);

    FaultServer server;
    test::HistoryChecker checker;
    std::vector<std::unique_ptr<Follower>> followers;
    QByteArray owner;
    QString channel;
    {
        test::Seeding seeding(server.dataDirectory());
        const QList<test::SeededPerson> all = seeding.people(u"person"_qs, people);
        channel = seeding.channel(u"everybody"_qs, all);
        owner = seeding.session(all.first().id);
        // The first device of each person is the one that talks here: 19 more follow.
        int n = 0;
        for (const test::SeededPerson& person : all)
            for (int i = 0; i < devices - 1; ++i, ++n)
                followers.push_back(std::make_unique<Follower>(checker, seeding.session(person.id),
                                                               u"device %1"_qs.arg(n), test::addressOf(n), 0,
                                                               GetParam()));
        for (const test::SeededPerson& person : all)
            followers.push_back(std::make_unique<Follower>(
                checker, person.token, u"first of "_qs + person.name, test::addressOf(n++), 0, GetParam()));
    }
    // The owner's talking session is the 21st socket of that person: one follower makes room.
    followers.erase(followers.begin());
    QList<ChatPeer*> peers;
    for (const auto& follower : followers)
        peers.append(&follower->peer);
    server.start();
    const auto comeAll = [&] {
        for (const auto& follower : followers)
            follower->open(server.port());
        return ChatPeer::pumpUntil(
            peers,
            [&] {
                return std::all_of(followers.begin(), followers.end(), [](const auto& follower) {
                    return follower->peer.isWelcome() && follower->isCaughtUp();
                });
            },
            60'000);
    };
    ASSERT_TRUE(comeAll());
    qint64 head = 0;
    const auto say = [&](int count) {
        ChatPeer talking(owner, {"127.0.0.99", 0, true, GetParam()});
        ASSERT_TRUE(talking.open(server.port()));
        for (int i = 0; i < count; ++i) {
            const QString text = u"%1 %2"_qs.arg(head).arg(i);
            checker.attempted(channel, text);
            const QJsonObject answer = talking.ask(test::sendRequest(channel, text));
            ASSERT_EQ(answer.value(u"op").toString(), u"ok"_qs);
            head = answer.value(u"serial").toInteger();
            checker.acknowledged(channel, text, head);
        }
    };
    const auto allAtHead = [&] {
        return ChatPeer::pumpUntil(
            peers,
            [&] {
                return std::all_of(followers.begin(), followers.end(),
                                   [&](const auto& follower) { return follower->cursor(channel) >= head; });
            },
            60'000);
    };
    say(3);
    ASSERT_TRUE(allAtHead());
    const int rounds = (test::rounds(1) + 19) / 20;
    for (int round = 0; round < rounds; ++round) {
        server.kill();
        server.start();
        say(20); // what they miss
        const qint64 pid = server.processId();
        ASSERT_TRUE(comeAll());
        ASSERT_TRUE(allAtHead());
        say(3);
        ASSERT_TRUE(allAtHead());
        EXPECT_EQ(server.processId(), pid);
    }
    for (const auto& follower : followers) {
        EXPECT_TRUE(follower->peer.isOpen());
        EXPECT_EQ(follower->resets, 0);
        EXPECT_EQ(follower->resumes, rounds);
    }
    ChatPeer looking(owner, {"127.0.0.99", 0, true});
    ASSERT_TRUE(looking.open(server.port()));
    for (const test::Seen& event : test::readLog(looking, channel))
        checker.stored(channel, event);
    const QStringList faults = checker.faults();
    EXPECT_TRUE(faults.isEmpty()) << faults.mid(0, 10).join(u'\n').toStdString();
    EXPECT_GE(checker.observedCount(), static_cast<qsizetype>(followers.size()) * 26 * rounds);
}

TEST_P(Crowds, WhoIsRemovedSeesNothingFurther) {
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 1, 10, 1, 8, GetParam());
    QList<test::SeededPerson> removed;
    {
        test::Seeding seeding(server.dataDirectory());
        removed = seeding.people(u"removed"_qs, 6);
    }
    server.start();
    crowd.connect(server.port());
    const QString channel = crowd.channels.first();
    ChatPeer owner(crowd.ownerToken, {{}, 0, true, GetParam()});
    ASSERT_TRUE(owner.open(server.port()));
    for (const test::SeededPerson& person : removed) {
        const auto change = [&](const QString& what) {
            return QJsonObject{{u"op"_qs, u"member"_qs},
                               {u"client_id"_qs, makeClientId()},
                               {u"channel"_qs, channel},
                               {u"person"_qs, person.id.toString()},
                               {u"change"_qs, what}};
        };
        owner.onFrame = nullptr;
        ASSERT_EQ(owner.ask(change(u"joined"_qs)).value(u"op").toString(), u"ok"_qs);
        ChatPeer peer(person.token, {test::addressOf(150), 0, true, GetParam()});
        qint64 removedAt = 0, seen = 0;
        peer.onFrame = [&](const QJsonObject& frame) {
            for (const QJsonObject& event : test::eventsOf(frame))
                if (frame.value(u"op").toString() == u"events")
                    seen = std::max(seen, event.value(u"serial").toInteger());
        };
        owner.frames.clear();
        owner.onFrame = [&](const QJsonObject& frame) {
            for (const QJsonObject& event : test::eventsOf(frame))
                if (event.value(u"change").toString() == u"removed"
                    && event.value(u"person").toObject().value(u"id").toString() == person.id.toString())
                    removedAt = event.value(u"serial").toInteger();
        };
        ASSERT_TRUE(peer.open(server.port()));
        crowd.guests = {&owner, &peer};
        // Ten talk without a pause; in the middle of it somebody has to go.
        const int before = crowd.acknowledged();
        ASSERT_TRUE(crowd.talkUntil([&] { return seen > 0 && crowd.acknowledged() > before + 40; }));
        ASSERT_TRUE(peer.channels.contains(channel));
        owner.say(change(u"removed"_qs));
        ASSERT_TRUE(crowd.talkUntil([&] { return removedAt > 0 && crowd.acknowledged() > before + 200; }));
        // A ping's answer comes behind whatever was on its way.
        bool answered = false;
        const qint64 rid = peer.say({{u"op"_qs, u"ping"_qs}});
        const auto hear = peer.onFrame;
        peer.onFrame = [&](const QJsonObject& frame) {
            answered = answered || frame.value(u"rid").toInteger() == rid;
            hear(frame);
        };
        ASSERT_TRUE(crowd.talkUntil([&] { return answered; }));
        EXPECT_GT(seen, 0);
        EXPECT_LE(seen, removedAt);
        // What is said here needs a member.
        peer.onFrame = nullptr;
        EXPECT_EQ(peer.ask(test::sendRequest(channel, u"let me in"_qs)).value(u"op").toString(), u"err"_qs);
        crowd.guests.clear();
    }
    ASSERT_TRUE(crowd.settle());
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
}

PARLOR_ON_ALL_TRANSPORTS(Crowds);

} // namespace parlor
