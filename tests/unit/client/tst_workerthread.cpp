#include "client/core/net/workerthread.h"

#include <gtest/gtest.h>

namespace parlor::client {

TEST(WorkerThread, EndsOnlyAfterWhatWaits) {
    // Often, and with the thread awake: the sanitizers see what a thread that ends too early leaves to us.
    for (int round = 0; round < 200; ++round) {
        int done = 0;
        {
            WorkerThread worker(QStringLiteral("worker"));
            for (int i = 0; i < 3; ++i)
                worker.executor().post([&done] { ++done; });
        }
        ASSERT_EQ(done, 3);
    }
}

} // namespace parlor::client
