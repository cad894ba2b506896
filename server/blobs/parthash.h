#pragma once

#include "server/blobs/contenthash.h"
#include "shared/core/jobthread.h"

#include <QByteArray>
#include <QList>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>

namespace parlor::server {

/// The thread that hashes what others have just written, and how much waits for it. Outlives the parts.
struct HashingHelp {
    static constexpr std::int64_t most = 4LL * 1024 * 1024; ///< bytes, of all parts together

    std::atomic<std::int64_t> waiting = 0;
    JobThread thread{JobThread::AtEnd::Drop};
};

/// The hash of a growing part, made of the bytes as they came and not of what the disk says. Beyond the first
/// bytes another thread does it while the next are written; when too much waits, whoever adds more helps. One
/// thread at a time calls it.
class PartHash {
public:
    explicit PartHash(HashingHelp* help);
    ~PartHash();
    Q_DISABLE_COPY_MOVE(PartHash)

    void add(QByteArray bytes);

    [[nodiscard]] std::int64_t size() const { return m_size; } ///< bytes added

    /// Of all bytes added; waits for it.
    [[nodiscard]] ContentHash all();

    /// Forgets what lies beyond `size`, and something before it: what size() lacks then has to be added
    /// again.
    void goBackTo(std::int64_t size);

private:
    struct State;

    std::shared_ptr<State> m_state;
    std::int64_t m_size = 0;
};

} // namespace parlor::server
