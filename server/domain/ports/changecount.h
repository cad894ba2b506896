#pragma once

#include <QtGlobal>

#include <atomic>
#include <cstdint>
#include <memory>

namespace parlor::server {

/// How often something has changed that answers rest on. Its owner raises it, on one thread, before anybody
/// is told of the change and so before the change is acknowledged; any thread may ask whether an answer made
/// before still stands.
class ChangeCount {
public:
    /// The count at one moment, to be taken before the first look at what the answer is made of.
    class Mark {
    public:
        Mark() = default; ///< of nothing: never holds

        /// True as long as nothing has changed since. Thread-safe.
        [[nodiscard]] bool holds() const {
            return m_count && m_count->load(std::memory_order_acquire) == m_seen;
        }

    private:
        friend class ChangeCount;

        explicit Mark(std::shared_ptr<const std::atomic<std::uint64_t>> count)
            : m_count(std::move(count)), m_seen(m_count->load(std::memory_order_acquire)) {}

        std::shared_ptr<const std::atomic<std::uint64_t>> m_count;
        std::uint64_t m_seen = 0;
    };

    ChangeCount() = default;

    /// What nobody watches any more can't be relied on.
    ~ChangeCount() { raise(); }

    Q_DISABLE_COPY_MOVE(ChangeCount)

    void raise() { m_count->fetch_add(1, std::memory_order_acq_rel); }

    [[nodiscard]] Mark mark() const { return Mark(m_count); }

private:
    std::shared_ptr<std::atomic<std::uint64_t>> m_count = std::make_shared<std::atomic<std::uint64_t>>(0);
};

} // namespace parlor::server
