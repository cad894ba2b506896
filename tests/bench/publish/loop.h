#pragma once

#include "tests/bench/publish/publishers.h"

#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::bench {

/// The yardstick: one thread that takes what is queued, writes the rows of a message into the product's own
/// tables and commits, with nothing around it: no rights, no retries, no savepoints, no events for anybody.
class Loop {
public:
    /// `path`: a database with the product's schema. At most `batchLimit` messages a commit.
    Loop(QString path, int channels, std::size_t batchLimit);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void publish(int publisher, Done done);

private:
    struct Message {
        int publisher = 0;
        Done done;
    };

    void work(const QString& path, int channels, std::size_t batchLimit);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Message> m_queue; ///< guarded by m_mutex
    bool m_stop = false;          ///< guarded by m_mutex
    std::thread m_thread;
};

/// What everybody says here.
QString benchText();

} // namespace parlor::bench
