#pragma once

#include "shared/core/mailbox.h"

#include <QObject>

#include <memory>
#include <utility>

namespace parlor {

/// A move-only piece of work, because std::function wants copies and move_only_function is not everywhere.
class Job {
public:
    Job() = default;

    template<class Fn>
        requires(!std::is_same_v<std::remove_cvref_t<Fn>, Job>)
    Job(Fn&& fn) : m_callable(std::make_unique<Callable<std::remove_cvref_t<Fn>>>(std::forward<Fn>(fn))) {}

    void operator()() { m_callable->call(); }

    explicit operator bool() const { return m_callable != nullptr; }

private:
    struct Base {
        virtual ~Base() = default;
        virtual void call() = 0;
    };

    template<class Fn>
    struct Callable final : Base {
        explicit Callable(Fn&& f) : fn(std::move(f)) {}

        explicit Callable(const Fn& f) : fn(f) {}

        void call() override { fn(); }

        Fn fn;
    };

    std::unique_ptr<Base> m_callable;
};

/// A place where jobs run, in the order in which they were posted by any one thread.
class Executor {
public:
    virtual ~Executor() = default;

    /// Thread-safe; never runs the job inside the call.
    virtual void post(Job job) = 0;
};

/// Runs jobs on the thread of a Qt event loop: the one this object lives in. Jobs still waiting when it is
/// destroyed are dropped.
class QtExecutor final : public QObject, public Executor {
    Q_OBJECT
public:
    explicit QtExecutor(QObject* parent = nullptr);

    void post(Job job) override;

protected:
    bool event(QEvent* event) override;

private:
    Mailbox<Job> m_jobs;
};

} // namespace parlor
