#include "server/blobs/parthash.h"

#include <optional>
#include <utility>

namespace parlor::server {

namespace {
constexpr std::int64_t alone = 1024 * 1024; ///< the first so many bytes are not worth another thread
constexpr std::int64_t markEvery = 16LL * 1024 * 1024;
} // namespace

/// What both threads know; stays until the helping one has let go of it.
struct PartHash::State {
    explicit State(HashingHelp* helping) : help(helping) {}

    ~State() { drop(); }

    Q_DISABLE_COPY_MOVE(State)

    void put(QByteArray bytes) {
        help->waiting += bytes.size();
        const std::scoped_lock lock(waitingMutex);
        waiting.push_back(std::move(bytes));
    }

    /// What waits is not wanted any more.
    void drop() {
        const std::scoped_lock lock(waitingMutex);
        for (const QByteArray& bytes : waiting)
            help->waiting -= bytes.size();
        waiting.clear();
    }

    std::optional<QByteArray> takeOne() {
        const std::scoped_lock lock(waitingMutex);
        if (waiting.empty())
            return std::nullopt;
        QByteArray bytes = std::move(waiting.front());
        waiting.pop_front();
        return bytes;
    }

    /// One piece, in order; false when none waits.
    bool step() {
        const std::scoped_lock lock(hashMutex);
        const std::optional<QByteArray> bytes = takeOne();
        if (!bytes)
            return false;
        hash.add(*bytes);
        help->waiting -= bytes->size();
        if (hash.size() - (marks.isEmpty() ? 0 : marks.last()->size()) >= markEvery)
            marks.append(std::make_shared<const ContentHash>(hash));
        return true;
    }

    HashingHelp* const help;
    std::mutex waitingMutex;
    std::deque<QByteArray> waiting; ///< guarded by waitingMutex
    std::atomic<bool> isPosted = false;
    std::mutex hashMutex; ///< taken before the other
    ContentHash hash;     ///< guarded by hashMutex
    QList<std::shared_ptr<const ContentHash>>
        marks; ///< where goBackTo() can go on from; guarded by hashMutex
};

PartHash::PartHash(HashingHelp* help) : m_state(std::make_shared<State>(help)) {}

PartHash::~PartHash() {
    m_state->drop();
}

void PartHash::add(QByteArray bytes) {
    m_size += bytes.size();
    m_state->put(std::move(bytes));
    if (m_size <= alone) {
        while (m_state->step()) {
        }
        return;
    }
    if (!m_state->isPosted.exchange(true))
        m_state->help->thread.post([state = m_state] {
            state->isPosted = false;
            while (state->step()) {
            }
        });
    while (m_state->help->waiting > HashingHelp::most && m_state->step()) {
    }
}

ContentHash PartHash::all() {
    while (m_state->step()) {
    }
    const std::scoped_lock lock(m_state->hashMutex); // the other thread may have the last piece
    return m_state->hash;
}

void PartHash::goBackTo(std::int64_t size) {
    const std::scoped_lock lock(m_state->hashMutex);
    m_state->drop();
    auto& marks = m_state->marks;
    while (!marks.isEmpty() && marks.last()->size() > size)
        marks.removeLast();
    if (m_state->hash.size() > size)
        m_state->hash = marks.isEmpty() ? ContentHash() : *marks.last();
    m_size = m_state->hash.size();
}

} // namespace parlor::server
