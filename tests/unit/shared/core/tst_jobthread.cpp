#include "shared/core/jobthread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace parlor {
namespace {

/// Holds a thread in a job until it is let go.
class Gate {
public:
    void close(JobThread& thread) {
        std::promise<void> reached;
        thread.post([&reached, opened = m_open.get_future().share()] {
            reached.set_value();
            opened.wait();
        });
        reached.get_future().wait();
    }

    void open() { m_open.set_value(); }

private:
    std::promise<void> m_open;
};

/// Drops what it holds where it is destroyed.
struct Flag {
    explicit Flag(std::atomic<bool>* flag) : gone(flag) {}

    ~Flag() { *gone = true; }

    Q_DISABLE_COPY_MOVE(Flag)
    std::atomic<bool>* gone;
};

TEST(JobThread, RunsJobsInOrderOnAThreadOfItsOwn) {
    std::vector<int> seen;
    std::vector<std::thread::id> where;
    {
        JobThread thread;
        for (int i = 0; i < 100; ++i)
            thread.post([&, i] {
                seen.push_back(i);
                where.push_back(std::this_thread::get_id());
            });
    }
    ASSERT_EQ(seen.size(), 100U);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(seen.at(static_cast<std::size_t>(i)), i);
        EXPECT_NE(where.at(static_cast<std::size_t>(i)), std::this_thread::get_id());
        EXPECT_EQ(where.at(static_cast<std::size_t>(i)), where.front());
    }
}

TEST(JobThread, AnswersWithWhatAJobReturns) {
    JobThread thread;
    const Task<int> task = thread.run([] { return 42; });
    thread.stop();
    ASSERT_TRUE(task.isDone());
    EXPECT_EQ(task.value(), 42);
}

TEST(JobThread, FinishesWhatWaitsWhenItStops) {
    std::atomic<int> done = 0;
    bool late = false;
    {
        JobThread thread;
        Gate gate;
        gate.close(thread);
        for (int i = 0; i < 10; ++i)
            thread.post([&] { ++done; });
        gate.open();
        thread.stop();
        thread.post([&] { late = true; });
    }
    EXPECT_EQ(done, 10);
    EXPECT_FALSE(late) << "what comes later is dropped";
}

TEST(JobThread, DropsWhatWaitsWhenItIsMeantTo) {
    std::atomic<bool> ran = false;
    std::atomic<bool> refused = false;
    {
        JobThread thread(JobThread::AtEnd::Drop);
        std::promise<void> waiting;
        thread.post([&] {
            thread.post([&] { ran = true; });
            waiting.set_value();
            // What is posted to a thread that stops goes at once: that is how this job sees it.
            while (!refused) {
                auto flag = std::make_unique<Flag>(&refused);
                std::this_thread::yield();
                refused = false;
                thread.post([&ran, flag = std::move(flag)] { ran = true; });
            }
        });
        waiting.get_future().wait();
    }
    EXPECT_FALSE(ran);
}

} // namespace
} // namespace parlor
