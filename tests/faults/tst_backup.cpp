// An old copy of the database is put back: the server says that it is another life, clients start anew and
// show what is there now, and what they could not send goes out.
#include "tests/faults/crowd.h"
#include "tests/faults/desktop.h"
#include "tests/faults/faultserver.h"
#include "tests/support/waiting.h"

#include <QFile>

#include <gtest/gtest.h>

namespace parlor {

using test::ChatPeer;
using test::Desktop;
using test::FaultServer;
using test::Transport;

namespace {

class Backup : public ::testing::TestWithParam<Transport> {
protected:
    void SetUp() override {
        {
            test::Seeding seeding(server.dataDirectory());
            const test::SeededPerson owner = seeding.person(u"owner"_qs, Role::Owner);
            token = owner.token;
            channel = seeding.channel(u"channel 0"_qs, {owner});
        }
        server.addPerson(u"dora"_qs);
        server.start();
    }

    void say(const QString& prefix, int count) {
        ChatPeer peer(token, {{}, 0, true, GetParam()});
        ASSERT_TRUE(peer.open(server.port()));
        for (int i = 0; i < count; ++i)
            ASSERT_EQ(
                peer.ask(test::sendRequest(channel, u"%1 %2"_qs.arg(prefix).arg(i))).value(u"op").toString(),
                u"ok"_qs);
        epoch = peer.epoch;
    }

    qint64 head() {
        ChatPeer looking(token);
        EXPECT_TRUE(looking.open(server.port()));
        return test::readLog(looking, channel).last().serial;
    }

    QString database() const { return server.dataDirectory() + u"/parlor.db"_qs; }

    void backUp() {
        ASSERT_EQ(server.stop(), 0);
        ASSERT_TRUE(QFile::copy(database(), server.file(u"backup.db"_qs)));
        server.start();
    }

    void restore() {
        server.kill();
        for (const QString& end : {u""_qs, u"-wal"_qs, u"-shm"_qs})
            QFile::remove(database() + end);
        ASSERT_TRUE(QFile::copy(server.file(u"backup.db"_qs), database()));
        server.start();
    }

    FaultServer server;
    QByteArray token;
    QString channel, epoch;
};

} // namespace

TEST_P(Backup, PutBackIsAnotherEpochAndCursorsOfTheOldOneAreReset) {
    say(u"kept"_qs, 5);
    const QString first = epoch;
    server.kill();
    server.start();
    say(u"kept too"_qs, 5);
    EXPECT_EQ(epoch, first) << "a crash is no restore";
    backUp();
    say(u"lost"_qs, 10);
    EXPECT_EQ(epoch, first);
    const qint64 lostHead = head();
    restore();
    // As many again: a cursor alone could not tell the difference.
    say(u"new"_qs, 15);
    EXPECT_NE(epoch, first);
    ChatPeer back(token, {{}, 0, true, GetParam()});
    ASSERT_TRUE(back.open(
        server.port(),
        {{u"epoch"_qs, first},
         {u"channels"_qs, QJsonArray{QJsonObject{{u"channel"_qs, channel}, {u"serial"_qs, lostHead}}}}}));
    ASSERT_TRUE(ChatPeer::pumpUntil({&back}, [&] { return back.isWelcome(); }));
    EXPECT_EQ(back.channels.value(channel).value(u"resume").toString(), u"reset"_qs);
}

TEST_P(Backup, TheDesktopShowsTheNewLifeAndSendsWhatItHad) {
    say(u"kept"_qs, 5);
    Desktop desktop(server.port(), u"dora"_qs, u"channel 0"_qs);
    ASSERT_TRUE(test::waitFor([&] { return desktop.isOnline(); }));
    // Its session and membership are in the backup.
    backUp();
    say(u"lost"_qs, 10);
    const qint64 lostHead = head();
    ASSERT_TRUE(test::waitFor([&] { return desktop.isOnline() && desktop.isAt(lostHead); }));
    restore();
    say(u"new"_qs, 12);
    desktop.say(u"mine"_qs);
    ASSERT_TRUE(test::waitFor(
        [&] { return desktop.isOnline() && desktop.state().pending(desktop.channel()).isEmpty(); }));
    ChatPeer looking(token);
    ASSERT_TRUE(looking.open(server.port()));
    test::HistoryChecker checker;
    const QList<test::Seen> log = test::readLog(looking, channel);
    for (const test::Seen& event : log)
        checker.stored(channel, event);
    ASSERT_TRUE(test::waitFor([&] { return desktop.isAt(log.last().serial); }));
    desktop.tell(&checker, u"desktop"_qs);
    EXPECT_EQ(checker.faults(), QStringList());
    EXPECT_GT(checker.observedCount(), 12);
    for (const Event& event : desktop.state().timeline(desktop.channel()).rows())
        if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
            EXPECT_FALSE(posted->entry.text.startsWith(u"lost")) << posted->entry.text.toStdString();
        }
}

PARLOR_ON_ALL_TRANSPORTS(Backup);

} // namespace parlor
