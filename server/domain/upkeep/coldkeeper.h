#pragma once

#include "server/domain/ports/coldfiles.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>
#include <memory>

namespace parlor::server {

struct ColdOptions {
    std::int64_t unopenedMs = 0;         ///< what was uploaded and last opened longer ago than this
    std::int64_t mostBytesPerSecond = 0; ///< 0: as fast as the disks
    std::int64_t stopAfterMs = 0;        ///< 0: to the end
};

struct ColdReport {
    std::int64_t moved = 0; ///< originals, to where they were to go
    std::int64_t bytes = 0; ///< of those
    std::int64_t failed = 0;
};

struct ColdState {
    bool configured = false;
    bool present = false;
    PlacementTotals totals;
};

/// Originals that nobody opens lie in a second directory. One is moved in steps, each of which may be the
/// last before a crash: the row says that it is on its way, a verified copy at the other end, the first copy
/// away, the row says where it is. What was begun is ended by the next move. What is opened comes back behind
/// the back of who opened it. Domain thread only.
class ColdKeeper final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `rate`: bytes a second for what comes back; 0: as fast as the disks.
    ColdKeeper(PlacementStore& places, ColdFiles& files, const Clock& clock, Executor& executor,
               std::int64_t rate, QObject* parent = nullptr);
    ~ColdKeeper() override;

    /// Looks now and then at what was opened.
    void start();

    /// Notes what was opened since the last time, and fetches what was opened in the cold directory.
    void look();

    /// BadRequest without a directory, Busy while another walk is under way, OriginalAway. A move that fails
    /// is counted and ends nothing, except that a disk that is away or full ends the walk.
    Task<Result<ColdReport>> move(ColdOptions options);

    /// Everything back; DiskFull when there is no room.
    Task<Result<ColdReport>> recall();

    Task<Result<ColdState>> state();

    [[nodiscard]] bool isRunning() const { return m_walk != nullptr; }

    /// Nothing is under way or waits.
    [[nodiscard]] bool isIdle() const { return !m_busy && !m_walk && m_wanted.empty() && m_noting == 0; }

private:
    struct Walk;
    struct Move;
    using MovePtr = std::shared_ptr<Move>;

    Task<Result<ColdReport>> begin(std::unique_ptr<Walk> walk);
    void pump();
    void nextPage();
    void gathered(const Result<QList<PlacedOriginal>>& page, PhotoId last);
    void carry(const PlacedOriginal& original, bool toCold, bool ofWalk);
    void step(const MovePtr& move);
    void done(const MovePtr& move, const Status& status);
    void finish(const Status& status);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    PlacementStore& m_places;
    ColdFiles& m_files;
    const Clock& m_clock;
    Executor& m_executor;
    const std::int64_t m_rate;
    QTimer m_look;
    QTimer m_pause;
    bool m_busy = false;
    int m_noting = 0;                    ///< looks that the store has not answered
    std::deque<PlacedOriginal> m_wanted; ///< to come back
    QSet<PhotoId> m_waiting;             ///< of m_wanted
    std::unique_ptr<Walk> m_walk;
};

} // namespace parlor::server
