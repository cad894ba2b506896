#include "tests/support/pace.h"
#include "tests/unit/media/poolfixture.h"

#include <QFile>
#include <QTemporaryDir>

#include <signal.h>

namespace parlor::server {

namespace {

using test::PhotoOptions;

class WorkerPoolTest : public PoolFixture {};

TEST_F(WorkerPoolTest, SaysHowItStands) {
    WorkerPool pool(options());
    const WorkerProbe probe = test::await(pool.probe());
    EXPECT_TRUE(probe.ready) << probe.problem.toStdString();
    EXPECT_TRUE(probe.heif);
    EXPECT_EQ(pool.workers().size(), 1);
}

TEST_F(WorkerPoolTest, MakesThumbViewAndPlaceholder) {
    WorkerPool pool(options());
    for (const QByteArray& file : {test::jpegPhoto({.width = 3000, .height = 2000}),
                                   test::pngPhoto({.width = 3000, .height = 2000})}) {
        const auto result = process(pool, file);
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_EQ(result->facts.width, 3000);
        EXPECT_EQ(result->facts.height, 2000);
        EXPECT_FALSE(result->damaged);
        EXPECT_GE(result->placeholder.size(), 15);
        EXPECT_NE(result->facts.perceptualHash, 0u);
        const MadeRendering* thumb = renderingOf(*result, RenderingKind::Thumb);
        const MadeRendering* view = renderingOf(*result, RenderingKind::View);
        ASSERT_TRUE(thumb && view);
        EXPECT_EQ(thumb->width, 400);
        EXPECT_EQ(thumb->height, 267);
        EXPECT_EQ(thumb->mimeType, "image/jpeg");
        EXPECT_EQ(view->width, 2048);
        EXPECT_EQ(view->height, 1365);
        EXPECT_EQ(view->mimeType, "image/webp");
        EXPECT_TRUE(isUpright(decoded(thumb->bytes)));
        EXPECT_TRUE(isUpright(decoded(view->bytes)));
        EXPECT_EQ(decoded(view->bytes).width, 2048);
    }
}

TEST_F(WorkerPoolTest, KilledWorkerIsACrashAndTheNextJobIsFine) {
    WorkerPool pool(options());
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const qint64 first = pool.workers().first();
    // Large enough that it is still at work when the signal comes.
    const auto task = pool.process(jobOf(test::pngPhoto({.width = 3000, .height = 2500})));
    ASSERT_EQ(::kill(static_cast<pid_t>(first), SIGKILL), 0);
    const auto lost = test::await(task);
    // Killed before it took the job, it is replaced in silence.
    if (!lost) {
        EXPECT_EQ(lost.error().code, ErrorCode::ImageCrashed);
    }
    EXPECT_TRUE(process(pool, test::jpegPhoto()));
    EXPECT_NE(pool.workers().first(), first);
}

TEST_F(WorkerPoolTest, StoppedWorkerRunsOutOfTime) {
    EXPECT_TRUE(test::atSomePace([](int wallMs) {
        WorkerPoolOptions quick = options();
        quick.wallLimit = std::chrono::milliseconds(wallMs);
        WorkerPool pool(quick);
        if (!test::await(pool.probe()).ready)
            return false;
        const auto stopped = static_cast<pid_t>(pool.workers().first());
        EXPECT_EQ(::kill(stopped, SIGSTOP), 0);
        const auto result = process(pool, test::jpegPhoto());
        EXPECT_TRUE(!result && result.error().code == ErrorCode::ImageCrashed);
        EXPECT_EQ(::kill(stopped, 0), -1) << "it must be gone";
        return process(pool, test::jpegPhoto({.width = 64, .height = 64})).has_value();
    })) << "its successor works";
}

TEST_F(WorkerPoolTest, WorkersMakePlaceForFreshOnes) {
    WorkerPoolOptions few = options();
    few.jobsPerWorker = 2;
    WorkerPool pool(few);
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const qint64 first = pool.workers().first();
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(process(pool, test::jpegPhoto({.width = 64, .height = 64})));
    EXPECT_NE(pool.workers().value(0), first);
}

TEST_F(WorkerPoolTest, IdleWorkersGoHomeButOne) {
    WorkerPoolOptions restless = options();
    restless.workers = 2;
    restless.idleLimit = std::chrono::milliseconds(50);
    WorkerPool pool(restless);
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QByteArray file = test::pngPhoto({.width = 2000, .height = 1500});
    const auto first = pool.process(jobOf(file));
    const auto second = pool.process(jobOf(file));
    EXPECT_TRUE(test::await(first) && test::await(second));
    EXPECT_TRUE(test::waitFor([&] { return pool.workers().size() == 1; }));
    EXPECT_TRUE(process(pool, file));
}

TEST_F(WorkerPoolTest, FullQueueIsBusy) {
    WorkerPoolOptions narrow = options();
    narrow.queueLimit = 1;
    WorkerPool pool(narrow);
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QByteArray file = test::jpegPhoto({.width = 64, .height = 64});
    // It is at work for as long as it stands still.
    const auto worker = static_cast<pid_t>(pool.workers().first());
    ASSERT_EQ(::kill(worker, SIGSTOP), 0);
    const auto first = pool.process(jobOf(file));
    const auto second = test::await(pool.process(jobOf(file)));
    ASSERT_EQ(::kill(worker, SIGCONT), 0);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Busy);
    EXPECT_TRUE(test::await(first));
    EXPECT_TRUE(process(pool, file)) << "it must take jobs again";
}

TEST_F(WorkerPoolTest, UrgentJobsGoFirst) {
    WorkerPool pool(options());
    ASSERT_TRUE(test::await(pool.probe()).ready);
    QtExecutor executor;
    QStringList order;
    const auto noted = [&](const Task<Result<MediaResult>>& task, const QString& name) {
        task.then(&executor, [&order, name](const Result<MediaResult>& result) {
            order.append(result ? name : u"refused"_qs);
        });
    };
    const QByteArray file = test::jpegPhoto({.width = 64, .height = 64});
    // All of them are there before the first is done.
    const auto worker = static_cast<pid_t>(pool.workers().first());
    ASSERT_EQ(::kill(worker, SIGSTOP), 0);
    noted(pool.process(jobOf(file)), u"running"_qs);
    MediaJob import = jobOf(file);
    import.urgent = false;
    noted(pool.process(import), u"later"_qs);
    noted(pool.process(jobOf(file)), u"urgent"_qs);
    ASSERT_EQ(::kill(worker, SIGCONT), 0);
    EXPECT_TRUE(test::waitFor([&] { return order.size() == 3; }));
    EXPECT_EQ(order, (QStringList{u"running"_qs, u"urgent"_qs, u"later"_qs}));
}

TEST_F(WorkerPoolTest, WithoutAWorkerEverythingIsRefused) {
    WorkerPoolOptions missing = options();
    missing.program = u"/nonexistent/parlor-media-worker"_qs;
    WorkerPool pool(missing);
    EXPECT_FALSE(test::await(pool.probe()).ready);
    const auto result = process(pool, test::jpegPhoto());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::SandboxMissing);
}

/// No descriptor, no process, no program: for the workers that live it changes nothing.
TEST_F(WorkerPoolTest, WhereNoMoreWorkersStartThoseThatLiveDoTheWork) {
    QTemporaryDir folder;
    const QString program = folder.filePath(u"parlor-media-worker"_qs);
    ASSERT_TRUE(QFile::copy(options().program, program));
    WorkerPoolOptions two = options();
    two.program = program;
    two.workers = 2;
    WorkerPool pool(two);
    ASSERT_TRUE(test::await(pool.probe()).ready);
    ASSERT_TRUE(QFile::remove(program));
    const QByteArray file = test::pngPhoto({.width = 2000, .height = 1500});
    QList<Task<Result<MediaResult>>> tasks;
    for (int i = 0; i < 4; ++i)
        tasks.append(pool.process(jobOf(file)));
    for (const auto& task : tasks)
        EXPECT_TRUE(test::await(task));
    EXPECT_EQ(pool.workers().size(), 1);
    EXPECT_EQ(pool.size(), 2);
}

TEST_F(WorkerPoolTest, WhatIsLeftAtTheEndIsAnswered) {
    auto pool = std::make_unique<WorkerPool>(options());
    QList<Task<Result<MediaResult>>> tasks;
    for (int i = 0; i < 5; ++i)
        tasks.append(pool->process(jobOf(test::pngPhoto({.width = 1000, .height = 800}))));
    pool.reset();
    for (const auto& task : tasks) {
        ASSERT_TRUE(task.isDone());
        EXPECT_EQ(task.value() ? ErrorCode::Draining : task.value().error().code, ErrorCode::Draining)
            << "made, or told that nobody makes it";
    }
}

TEST_F(WorkerPoolTest, OriginalStaysAsItIs) {
    WorkerPool pool(options());
    const QByteArray file = test::jpegPhoto();
    MediaJob job = jobOf(file); // opened for reading and writing
    EXPECT_TRUE(test::await(pool.process(job)));
    QFile same;
    ASSERT_TRUE(same.open(*job.descriptor, QIODevice::ReadOnly));
    ASSERT_TRUE(same.seek(0));
    EXPECT_EQ(same.readAll(), file);
}

} // namespace

} // namespace parlor::server
