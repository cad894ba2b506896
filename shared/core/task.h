#pragma once

#include "shared/core/executor.h"
#include "shared/core/result.h"

#include <QPointer>

#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace parlor {

namespace detail {

template<class T>
struct TaskState {
    std::mutex mutex;
    std::optional<T> value;
    std::vector<std::pair<Executor*, std::function<void(const T&)>>> waiting;
};

} // namespace detail

template<class T>
class Promise;

/// One answer that comes later, as a value. Copies share the answer; several may wait for it; it is always
/// delivered by whenDone() through an executor, never inside the call that asks or the one that answers.
template<class T>
class Task {
public:
    /// True once the answer is there. Thread-safe.
    [[nodiscard]] bool isDone() const {
        const std::scoped_lock lock(m_state->mutex);
        return m_state->value.has_value();
    }

    /// The answer; only valid when isDone(). Thread-safe.
    [[nodiscard]] T value() const {
        const std::scoped_lock lock(m_state->mutex);
        return *m_state->value;
    }

    /// Runs `fn(const T&)` on `executor` once the answer is there. Prefer whenDone(), which guards the
    /// context.
    void then(Executor* executor, std::function<void(const T&)> fn) const {
        std::unique_lock lock(m_state->mutex);
        if (!m_state->value) {
            m_state->waiting.emplace_back(executor, std::move(fn));
            return;
        }
        lock.unlock();
        executor->post([state = m_state, fn = std::move(fn)] { fn(*state->value); });
    }

private:
    friend class Promise<T>;

    explicit Task(std::shared_ptr<detail::TaskState<T>> state) : m_state(std::move(state)) {}

    std::shared_ptr<detail::TaskState<T>> m_state;
};

/// The answering side of a Task. Copyable handle; the first answer counts and later ones are ignored.
template<class T>
class Promise {
public:
    Promise() : m_state(std::make_shared<detail::TaskState<T>>()) {}

    [[nodiscard]] Task<T> task() const { return Task<T>(m_state); }

    /// Thread-safe.
    void finish(T value) const {
        std::vector<std::pair<Executor*, std::function<void(const T&)>>> waiting;
        {
            const std::scoped_lock lock(m_state->mutex);
            if (m_state->value)
                return;
            m_state->value.emplace(std::move(value));
            waiting.swap(m_state->waiting);
        }
        for (auto& waiter : waiting)
            waiter.first->post([state = m_state, fn = std::move(waiter.second)] { fn(*state->value); });
    }

private:
    std::shared_ptr<detail::TaskState<T>> m_state;
};

/// A task that is already done.
template<class T>
Task<T> doneTask(T value) {
    Promise<T> promise;
    promise.finish(std::move(value));
    return promise.task();
}

/// The one way to await: runs `fn(const T&)` on the executor's thread when `task` is done, unless `context`
/// (which must live on that thread) has been destroyed by then.
template<class T, class Fn>
void whenDone(const Task<T>& task, Executor* executor, QObject* context, Fn fn) {
    task.then(executor, [guard = QPointer<QObject>(context), fn = std::move(fn)](const T& value) mutable {
        if (guard)
            fn(value);
    });
}

} // namespace parlor
