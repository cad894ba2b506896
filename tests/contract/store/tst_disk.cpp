#include "tests/contract/store/faultydisk.h"
#include "tests/contract/store/sqlitefixture.h"
#include "tests/support/waiting.h"

namespace parlor::server {
namespace {

/// The disk is a base so that it is there before the store and after it.
class Disk : private FaultyDisk, public SqliteFixture {
protected:
    FaultyDisk& disk() { return *this; }

    Serial head() { return answerOf(store->messages().eventsAfter(general, Serial(), 1))->head; }
};

TEST_F(Disk, EveryAnswerWaitsForAnFsync) {
    for (int i = 0; i < 10; ++i) {
        const int before = disk().syncs();
        ASSERT_TRUE(answerOf(post(QStringLiteral("x"))));
        EXPECT_GT(disk().syncs(), before);
    }
}

TEST_F(Disk, AFailedFsyncIsNeverAnAnswerAndStopsAllWrites) {
    for (int nth = 1; nth <= 3; ++nth) {
        QList<std::pair<Operation, Serial>> acknowledged;
        failures = 0;
        disk().failSync(nth);
        bool refused = false;
        for (int i = 0; i < 20 && !refused; ++i) {
            const Operation mine = operation();
            Entry entry;
            entry.text = mine.clientId;
            const auto done = answerOf(store->messages().post(mine, general, entry, std::nullopt));
            if (done)
                acknowledged.emplaceBack(mine, done->serial);
            else
                EXPECT_EQ(done.error().code, ErrorCode::StoreFailed);
            refused = !done;
        }
        EXPECT_TRUE(refused);
        EXPECT_EQ(acknowledged.size(), nth - 1);
        EXPECT_EQ(failures, 1);
        EXPECT_EQ(errorOf(answerOf(post(QStringLiteral("later")))), ErrorCode::StoreFailed);
        EXPECT_EQ(failures, 1);
        EXPECT_TRUE(answerOf(store->channels().byId(general))); // reads go on
        const qsizetype announced = log.events(general).size();
        disk().failSync(0);
        store->close();
        open();
        for (const auto& [mine, serial] : std::as_const(acknowledged))
            EXPECT_EQ(answerOf(store->messages().outcomeOf(mine))->value().serial, serial);
        EXPECT_GE(head().value(), announced); // nothing was announced that is not there
        ASSERT_TRUE(answerOf(post(QStringLiteral("after recovery"))));
    }
}

TEST_F(Disk, AFullDiskRefusesAndRecovers) {
    ASSERT_TRUE(answerOf(post(QStringLiteral("before"))));
    const Serial before = head();
    disk().setFull(true);
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
        const auto done = answerOf(post(QString(8'000, u'x')));
        if (!done) {
            EXPECT_EQ(done.error().code, ErrorCode::DiskFull);
            ++refused;
        }
    }
    EXPECT_GT(refused, 0);
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(head().value(), before.value() + 20 - refused); // reads go on, nothing half done
    disk().setFull(false);
    const auto done = answerOf(post(QStringLiteral("after")));
    ASSERT_TRUE(done);
    EXPECT_EQ(done->serial, Serial(before.value() + 20 - refused + 1));
    const auto page = answerOf(store->messages().eventsAfter(general, Serial(), 1'000));
    EXPECT_EQ(page->events, log.events(general));
}

TEST_F(Disk, AnIndexOfTheLogWithoutRoomIsAFullDisk) {
    disk().setIndexFull(true);
    QString text;
    for (int i = 0; i < 8'000; ++i)
        text += QChar(0x4e00 + i * 7 % 20'000); // each pair of them stands in the index of words
    Result<Outcome> done;
    const Serial before = head();
    int posted = 0;
    for (; done && posted < 1'000; ++posted)
        done = answerOf(post(text));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::DiskFull);
    EXPECT_EQ(head().value(), before.value() + posted - 1); // reads go on
    EXPECT_EQ(failures, 0);
    disk().setIndexFull(false);
    EXPECT_TRUE(answerOf(post(QStringLiteral("after"))));
}

TEST_F(Disk, AFailedFsyncOfACheckpointStopsWritesToo) {
    bool stopped = false;
    for (int round = 0; round < 40 && !stopped; ++round) {
        QList<Task<Result<Outcome>>> posts;
        {
            const Hold hold(store->writer());
            disk().failSync(2); // one for the commit of the batch, the next one is a checkpoint's
            for (int i = 0; i < 200; ++i)
                posts.append(post(QStringLiteral("x")));
        }
        for (const auto& task : posts)
            ASSERT_TRUE(answerOf(task));
        // Answered after the checkpoint, if there was one.
        stopped = !answerOf(store->writer().submit<void>([](Connection&, Effects&) -> Status { return {}; }));
    }
    EXPECT_TRUE(stopped);
    EXPECT_TRUE(test::waitFor([&] { return failures == 1; })); // told after the first refusal
    const Serial last = head();
    store->close();
    disk().failSync(0);
    open();
    EXPECT_EQ(head(), last);
}

} // namespace
} // namespace parlor::server
