#include "tests/bench/publish/publishers.h"

#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::bench {

namespace {

/// Publishes one after the other; answers how long each took, in ns.
std::vector<qint64> publishUntil(const std::atomic<bool>& stop, const std::function<void(Done)>& publish) {
    std::vector<qint64> took;
    std::mutex mutex;
    std::condition_variable wake;
    QElapsedTimer timer;
    while (!stop) {
        bool done = false;
        timer.start();
        publish([&] {
            const std::scoped_lock lock(mutex);
            done = true;
            wake.notify_one();
        });
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return done; });
        took.push_back(timer.nsecsElapsed());
    }
    return took;
}

} // namespace

Run publishFor(int count, int ms, const std::function<void(int publisher, Done done)>& publish) {
    std::atomic<bool> stop = false;
    std::vector<std::vector<qint64>> took(static_cast<std::size_t>(count));
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count));
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            took[static_cast<std::size_t>(i)] =
                publishUntil(stop, [&](Done done) { publish(i, std::move(done)); });
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    stop = true;
    for (std::thread& thread : threads)
        thread.join();
    const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    std::vector<qint64> all;
    for (const auto& some : took)
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    return {.perSecond = static_cast<double>(all.size()) / seconds,
            .p50Us = all.at(all.size() / 2) / 1'000,
            .p99Us = all.at(all.size() * 99 / 100) / 1'000};
}

} // namespace parlor::bench
