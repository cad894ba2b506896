#pragma once

#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QJsonObject>
#include <QString>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::server {

/// How dear a guess is. Never under 19 MiB and 2 passes.
struct PasswordCost {
    int memoryKiB = 64 * 1024;
    int passes = 3;

    static PasswordCost least() { return {19 * 1024, 2}; }

    /// Measures this machine: the dearest of a few steps that takes at most `targetMs`, or least(). Blocks
    /// for about a second; done at `init` and kept as a setting.
    static PasswordCost calibrated(int targetMs = 250);
    /// From a kept setting; what is missing, odd or too cheap becomes the usual or the least.
    static PasswordCost fromJson(const QJsonObject& json);
    [[nodiscard]] QJsonObject toJson() const;

    friend bool operator==(const PasswordCost&, const PasswordCost&) = default;
};

/// argon2id by libsodium (RFC 9106) on one or two threads of its own with a queue of 32; beyond that callers
/// hear Busy at once, so that a flood of sign-ins starves nothing else. Thread-safe. Passwords are compared
/// in NFC.
class PasswordHasher {
public:
    static constexpr std::size_t queueMost = 32;

    explicit PasswordHasher(PasswordCost cost, int threads = 1);
    ~PasswordHasher();
    PasswordHasher(const PasswordHasher&) = delete;
    PasswordHasher& operator=(const PasswordHasher&) = delete;

    /// The string to store.
    Task<Result<QString>> hash(const QString& password);
    /// Whether the password is the one; takes as long for an empty `stored` (nobody of that name) as for a
    /// real one.
    Task<Result<bool>> verify(const QString& stored, const QString& password);

private:
    template<class T>
    Task<Result<T>> enqueue(std::function<Result<T>()> work);
    void run();

    const PasswordCost m_cost;
    QByteArray m_dummy;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_queue;
    bool m_stop = false;
    std::vector<std::thread> m_threads;
};

} // namespace parlor::server
