#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace parlor {

/// The one way values cross threads: a mutex around a vector that the owner swaps out in one batch.
/// push() tells whether the box was empty, so that the pusher wakes the owner once a batch.
template<class T>
class Mailbox {
public:
    /// Thread-safe. True when the owner has to be woken.
    [[nodiscard]] bool push(T value) {
        const std::scoped_lock lock(m_mutex);
        m_values.push_back(std::move(value));
        return m_values.size() == 1;
    }

    /// Thread-safe. Everything pushed so far, in order.
    [[nodiscard]] std::vector<T> takeAll() {
        std::vector<T> taken;
        const std::scoped_lock lock(m_mutex);
        taken.swap(m_values);
        return taken;
    }

private:
    std::mutex m_mutex;
    std::vector<T> m_values;
};

} // namespace parlor
