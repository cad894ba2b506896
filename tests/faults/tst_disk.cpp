// The disk is full, or it lies: nothing is acknowledged that is not there, reading goes on, and it gets well
// by itself.
#include "tests/faults/crowd.h"
#include "tests/faults/faultserver.h"
#include "tests/support/waiting.h"

#include <QFile>
#include <QImage>
#include <QProcess>

#include <gtest/gtest.h>

namespace parlor {

using test::ChatPeer;
using test::Crowd;
using test::FaultServer;
using test::Transport;

namespace {

class Disk : public ::testing::TestWithParam<Transport> {
protected:
    void SetUp() override {
        crowd = std::make_unique<Crowd>(server.dataDirectory(), 2, 4, 2, 4, GetParam());
        server.start();
        crowd->connect(server.port());
        ASSERT_TRUE(crowd->talkUntil([&] { return crowd->acknowledged() >= 50; }));
    }

    void expectWell() {
        ASSERT_TRUE(crowd->settle());
        EXPECT_EQ(crowd->resets(), 0);
        const QStringList faults = crowd->verdict();
        EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
    }

    FaultServer server;
    std::unique_ptr<Crowd> crowd;
};

} // namespace

TEST_P(Disk, AFullOneRefusesForNowAndLosesNothing) {
    const qint64 pid = server.processId();
    const int rounds = test::rounds(3);
    for (int round = 0; round < rounds; ++round) {
        server.control().noSpace = 1;
        const auto refused = [&] {
            return std::all_of(crowd->publishers.begin(), crowd->publishers.end(),
                               [&](const auto& publisher) { return publisher->temporary > round; });
        };
        ASSERT_TRUE(crowd->talkUntil(refused)) << server.log().right(2'000).constData();
        ChatPeer looking(crowd->ownerToken, {{}, 0, true, GetParam()});
        ASSERT_TRUE(looking.open(server.port()));
        const QJsonObject answer = looking.ask(test::sendRequest(crowd->channels.first(), u"full"_qs));
        EXPECT_EQ(answer.value(u"code").toString(), u"disk_full"_qs);
        EXPECT_TRUE(answer.value(u"temporary").toBool());
        EXPECT_GE(test::readLog(looking, crowd->channels.first()).size(), 10);
        const int before = crowd->acknowledged();
        server.control().noSpace = 0;
        ASSERT_TRUE(crowd->talkUntil([&] { return crowd->acknowledged() >= before + 50; }));
    }
    EXPECT_EQ(server.processId(), pid);
    EXPECT_GT(server.control().refusals, 0);
    expectWell();
}

TEST_P(Disk, AFailedSyncIsNeverAnAcknowledgement) {
    // Alone in its batch, so that the sync that fails is this message's.
    ASSERT_TRUE(crowd->settle());
    ChatPeer alone(crowd->ownerToken, {{}, 0, true, GetParam()});
    ASSERT_TRUE(alone.open(server.port()));
    ASSERT_TRUE(ChatPeer::pumpUntil({&alone}, [&] { return alone.isWelcome(); }));
    const QString channel = crowd->channels.first();
    const QJsonObject request = test::sendRequest(channel, u"on the edge"_qs);
    crowd->checker.attempted(channel, u"on the edge"_qs);
    server.control().failSyncs = 1;
    const QJsonObject answer = alone.ask(request);
    EXPECT_EQ(server.control().refusals, 1);
    EXPECT_NE(answer.value(u"op").toString(), u"ok"_qs);
    if (!answer.isEmpty()) {
        EXPECT_EQ(answer.value(u"code").toString(), u"store_failed"_qs);
        EXPECT_TRUE(answer.value(u"temporary").toBool());
    }
    ChatPeer again(crowd->ownerToken, {{}, 0, true, GetParam()});
    ASSERT_TRUE(ChatPeer::pumpUntil({&again}, [&] {
        if (!again.isOpen())
            again.open(server.port());
        return again.isWelcome();
    }));
    const QJsonObject retried = again.ask(request);
    ASSERT_EQ(retried.value(u"op").toString(), u"ok"_qs);
    crowd->checker.acknowledged(channel, u"on the edge"_qs, retried.value(u"serial").toInteger());
    expectWell();
}

TEST_P(Disk, EachSyncMayFailAndItRecoversByItself) {
    const qint64 pid = server.processId();
    const int most = test::rounds(6);
    for (int k = 1; k <= most; ++k) {
        const qint64 refusals = server.control().refusals;
        // Every third time the trouble lasts into the recovery.
        server.control().failSyncs = k % 3 == 0 ? 3 : 1;
        ASSERT_TRUE(crowd->talkUntil([&] { return server.control().refusals > refusals; }));
        const int before = crowd->acknowledged();
        ASSERT_TRUE(crowd->talkUntil([&] { return crowd->acknowledged() >= before + 30; }))
            << server.log().right(3'000).constData();
    }
    EXPECT_EQ(server.processId(), pid);
    EXPECT_GE(server.log().count("starting again through recovery"), most);
    expectWell();
}

TEST_P(Disk, APoisonedJobInABatchHarmsOnlyItself) {
    ASSERT_TRUE(crowd->settle());
    const QString channel = crowd->channels.first(), other = crowd->channels.last();
    // A poller brings frames one call after the other, which would hold up the rest of the batch.
    ChatPeer peer(crowd->ownerToken);
    ASSERT_TRUE(peer.open(server.port()));
    const QJsonObject used = test::sendRequest(other, u"used"_qs);
    crowd->checker.attempted(other, u"used"_qs);
    const QJsonObject elsewhere = peer.ask(used);
    ASSERT_EQ(elsewhere.value(u"op").toString(), u"ok"_qs);
    crowd->checker.acknowledged(other, u"used"_qs, elsewhere.value(u"serial").toInteger());

    // While one commit is held at its sync, 256 jobs queue up behind it.
    server.control().holdSyncs = 1;
    crowd->checker.attempted(channel, u"held"_qs);
    peer.say(test::sendRequest(channel, u"held"_qs));
    ASSERT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return server.control().heldSyncs > 0; }));
    const qint64 syncs = server.control().syncs;
    QHash<qint64, QString> good, poison;
    for (int i = 0; i < 256; ++i) {
        QJsonObject request = test::sendRequest(channel, u"number %1"_qs.arg(i));
        if (i == 64)
            request.insert(u"reply_to"_qs, elsewhere.value(u"message")); // of another channel
        else if (i == 128)
            request.insert(u"client_id"_qs, used.value(u"client_id")); // something else by that name
        else if (i == 192)
            request = {{u"op"_qs, u"delete"_qs},
                       {u"channel"_qs, channel},
                       {u"client_id"_qs, makeClientId()},
                       {u"message"_qs, u"123456789"_qs}};
        const bool bad = i == 64 || i == 128 || i == 192;
        if (!bad)
            crowd->checker.attempted(channel, u"number %1"_qs.arg(i));
        (bad ? poison : good).insert(peer.say(request), u"number %1"_qs.arg(i));
    }
    // Its answer says that all before it has been taken.
    ASSERT_EQ(peer.ask({{u"op"_qs, u"ping"_qs}}).value(u"op").toString(), u"ok"_qs);
    QList<qint64> serials;
    QStringList codes;
    const QList<QJsonObject> before = std::exchange(peer.frames, {});
    peer.onFrame = [&](const QJsonObject& frame) {
        const qint64 rid = frame.value(u"rid").toInteger();
        if (frame.value(u"op").toString() == u"ok" && good.contains(rid)) {
            serials += frame.value(u"serial").toInteger();
            crowd->checker.acknowledged(channel, good.take(rid), serials.last());
        } else if (frame.value(u"op").toString() == u"err") {
            EXPECT_TRUE(poison.contains(rid)) << frame.value(u"code").toString().toStdString();
            poison.remove(rid);
            codes += frame.value(u"code").toString();
        }
    };
    for (const QJsonObject& frame : before)
        peer.onFrame(frame);
    server.control().holdSyncs = 0;
    EXPECT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return good.isEmpty() && poison.isEmpty(); }));
    ASSERT_EQ(serials.size(), 253);
    EXPECT_TRUE(std::is_sorted(serials.begin(), serials.end()));
    EXPECT_EQ(serials.last() - serials.first(), 252) << "serials were used up by what was refused";
    codes.sort();
    EXPECT_EQ(codes, (QStringList{u"idempotency_conflict"_qs, u"unknown_message"_qs, u"unknown_message"_qs}));
    // They shared commits: else this test is about something smaller. Some are of work in the background.
    EXPECT_LE(server.control().syncs - syncs, 64);
    expectWell();
}

PARLOR_ON_ALL_TRANSPORTS(Disk);

TEST(FullDisk, TheCommandLineSaysWhatItWaitsForAndGoesOn) {
    FaultServer server;
    server.start();
    server.addSignedIn(u"ada"_qs, u"owner"_qs);
    ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"room"_qs}).exitCode, 0);
    QFile photo(server.file(u"photo.png"_qs));
    ASSERT_TRUE(photo.open(QIODevice::WriteOnly));
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    ASSERT_TRUE(image.save(&photo, "PNG"));
    photo.close();
    const QList<QStringList> commands{{u"send"_qs, u"room"_qs, u"at last"_qs, u"--timeout"_qs, u"600"_qs},
                                      {u"upload"_qs, photo.fileName(), u"--timeout"_qs, u"600"_qs}};
    for (const QStringList& command : commands) {
        SCOPED_TRACE(command.first().toStdString());
        server.control().noSpace = 1;
        QProcess program;
        QByteArray said;
        test::endWithTest(program);
        program.start(test::programs() + u"/parlor-cli"_qs,
                      QStringList{u"--profile"_qs, server.file(u"ada"_qs)} + command);
        ASSERT_TRUE(test::waitFor([&] {
            said += program.readAllStandardError();
            return said.contains("disk_full");
        })) << said.constData();
        EXPECT_EQ(program.state(), QProcess::Running);
        server.control().noSpace = 0;
        ASSERT_TRUE(test::waitFor([&] { return program.state() == QProcess::NotRunning; }));
        EXPECT_EQ(program.exitCode(), 0) << program.readAllStandardError().constData();
    }
    server.control().noSpace = 1;
    EXPECT_EQ(server.cli(u"ada"_qs, commands.first().mid(0, 4) + QStringList{u"1"_qs}).exitCode, 75);
}

} // namespace parlor
