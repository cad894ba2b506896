#include "tests/contract/store/sqlitefixture.h"

#include <thread>

namespace parlor::server {
namespace {

using GroupCommit = SqliteFixture;

TEST_F(GroupCommit, WhatIsQueuedIsCommittedTogether) {
    Hold hold(store->writer());
    QList<Task<Result<Outcome>>> posts;
    for (int i = 0; i < 600; ++i)
        posts.append(post(QString::number(i)));
    const std::int64_t before = store->writer().commits();
    hold.release();
    for (const auto& task : posts)
        ASSERT_TRUE(answerOf(task));
    EXPECT_EQ(store->writer().commits() - before, 4); // the held one, 256, 256, 88
    EXPECT_EQ(answerOf(posts.back())->serial, Serial(602));
}

TEST_F(GroupCommit, APoisonedJobHurtsNobodyElse) {
    Hold hold(store->writer());
    QList<Task<Result<Outcome>>> posts;
    Task<Status> poison = doneTask(Status());
    Task<Status> thrower = doneTask(Status());
    for (int i = 0; i < 254; ++i) {
        posts.append(post(QString::number(i)));
        if (i == 100)
            poison = store->writer().submit<void>([this](Connection& connection, Effects& effects) -> Status {
                effects.add(SessionsRevoked{anna.id, {}});
                TRY(connection.statement(QLatin1StringView("channels.take_serial")).run(general));
                // Breaks the primary key of settings.
                TRY(connection.execute(QStringLiteral("INSERT INTO settings SELECT * FROM settings")));
                return {};
            });
        if (i == 200)
            thrower = store->writer().submit<void>([this](Connection& connection, Effects&) -> Status {
                TRY(connection.statement(QLatin1StringView("channels.take_serial")).run(general));
                throw std::runtime_error("a bug");
            });
    }
    hold.release();
    EXPECT_EQ(errorOf(answerOf(poison)), ErrorCode::Conflict);
    EXPECT_EQ(errorOf(answerOf(thrower)), ErrorCode::Internal);
    for (int i = 0; i < posts.size(); ++i)
        ASSERT_EQ(answerOf(posts.at(i))->serial, Serial(3 + i));
    const auto page = answerOf(store->messages().eventsAfter(general, Serial(2), 1'000));
    ASSERT_EQ(page->events.size(), 254);
    for (const Event& event : page->events)
        ASSERT_TRUE(bodyOf<MessagePosted>(event));
    EXPECT_EQ(log.events(general).mid(2), page->events);
    for (const CommittedItem& item : log.items())
        EXPECT_FALSE(std::holds_alternative<SessionsRevoked>(item));
}

TEST_F(GroupCommit, AJobAloneThatRefusesLeavesNothing) {
    const auto refused =
        answerOf(store->writer().submit<void>([this](Connection& connection, Effects&) -> Status {
            TRY(connection.statement(QLatin1StringView("channels.take_serial")).run(general));
            return fail(ErrorCode::Forbidden);
        }));
    EXPECT_EQ(errorOf(refused), ErrorCode::Forbidden);
    EXPECT_EQ(answerOf(post(QStringLiteral("x")))->serial, Serial(3));
}

TEST_F(GroupCommit, TheStreamIsWholeAndInOrderWithManyPublishers) {
    constexpr int publishers = 8;
    constexpr int each = 100;
    std::vector<std::thread> threads;
    threads.reserve(publishers);
    for (int i = 0; i < publishers; ++i)
        threads.emplace_back([this] {
            for (int n = 0; n < each; ++n)
                EXPECT_TRUE(answerOf(post(QStringLiteral("x"))));
        });
    for (std::thread& thread : threads)
        thread.join();
    const QList<Event> live = log.events(general);
    ASSERT_EQ(live.size(), 2 + publishers * each);
    for (qsizetype i = 0; i < live.size(); ++i)
        ASSERT_EQ(live.at(i).serial, Serial(i + 1));
    const auto stored = answerOf(store->messages().eventsAfter(general, Serial(), 1'000));
    EXPECT_EQ(stored->events, live);
}

TEST_F(GroupCommit, AnAnsweredWriteIsSeenByEveryReader) {
    for (int i = 0; i < 50; ++i) {
        const auto done = answerOf(post(QStringLiteral("x")));
        ASSERT_EQ(answerOf(store->messages().eventsAfter(general, Serial(), 1))->head, done->serial);
    }
}

TEST_F(GroupCommit, WhatIsQueuedAtTheEndIsFinishedAndLaterWritesAreRefused) {
    QList<Task<Result<Outcome>>> posts;
    for (int i = 0; i < 300; ++i)
        posts.append(post(QStringLiteral("x")));
    store->close();
    for (const auto& task : posts)
        EXPECT_TRUE(answerOf(task));
    EXPECT_EQ(errorOf(answerOf(post(QStringLiteral("late")))), ErrorCode::Draining);
    open();
    EXPECT_EQ(answerOf(store->channels().state(anna.id, general))->last, Serial(302));
}

TEST_F(GroupCommit, ABackupMadeMeanwhileIsWhole) {
    QList<Task<Result<Outcome>>> posts;
    for (int i = 0; i < 500; ++i)
        posts.append(post(QStringLiteral("findme")));
    const QString copy = folder.filePath(QStringLiteral("copy.db"));
    const Status done = answerOf(store->backUp(copy));
    ASSERT_TRUE(done) << qPrintable(done.error().detail);
    for (const auto& task : posts)
        ASSERT_TRUE(answerOf(task));
    EXPECT_EQ(QFile::permissions(copy) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    EXPECT_FALSE(answerOf(store->backUp(copy))); // never over something
    SqliteStore restored(copy, clock);
    ASSERT_TRUE(restored.open());
    const auto page = answerOf(restored.messages().eventsAfter(general, Serial(), 1'000));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->events, log.events(general).first(page->events.size()));
    EXPECT_EQ(Serial(page->events.size()), page->head);
    EXPECT_FALSE(answerOf(store->channels().byId(ChannelId(1)))); // the reader that copied still reads
}

TEST_F(GroupCommit, FilesAreTheirOwnersOnly) {
    ASSERT_TRUE(answerOf(post(QStringLiteral("x"))));
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const QFile::Permissions others =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        EXPECT_EQ(QFile::permissions(path() + QLatin1StringView(suffix)) & others, QFile::Permissions())
            << suffix;
    }
}

} // namespace
} // namespace parlor::server
