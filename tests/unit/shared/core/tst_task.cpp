#include "shared/core/task.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

#include <thread>

namespace parlor {

TEST(Task, AnswersEveryWaiterOnItsExecutor) {
    QtExecutor executor;
    QObject context;
    const Promise<int> promise;
    std::vector<int> seen;
    whenDone(promise.task(), &executor, &context, [&](int value) { seen.push_back(value); });
    whenDone(promise.task(), &executor, &context, [&](int value) { seen.push_back(value + 1); });
    std::thread([promise] { promise.finish(41); }).join();
    EXPECT_TRUE(seen.empty());
    ASSERT_TRUE(test::waitFor([&] { return seen.size() == 2; }));
    EXPECT_EQ(seen, (std::vector<int>{41, 42}));
}

TEST(Task, IgnoresADeadContext) {
    QtExecutor executor;
    bool called = false;
    {
        QObject context;
        whenDone(doneTask(1), &executor, &context, [&](int) { called = true; });
    }
    bool flushed = false;
    executor.post([&] { flushed = true; });
    ASSERT_TRUE(test::waitFor([&] { return flushed; }));
    EXPECT_FALSE(called);
}

TEST(Task, KeepsTheFirstAnswer) {
    const Promise<int> promise;
    promise.finish(1);
    promise.finish(2);
    EXPECT_EQ(promise.task().value(), 1);
}

} // namespace parlor
