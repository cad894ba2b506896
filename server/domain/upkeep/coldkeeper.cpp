#include "server/domain/upkeep/coldkeeper.h"

#include <QLoggingCategory>

#include <algorithm>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcCold, "parlor.cold")

constexpr int lookMs = 5'000;
constexpr int pageSize = 100;
constexpr std::int64_t longestPauseMs = 60'000;

} // namespace

struct ColdKeeper::Walk {
    bool isReady = false; ///< the directory is there
    /// What it goes through, one after the other.
    enum class Part { Leaving, Returning, Unopened, Cold, End };

    ColdOptions options;
    bool back = false; ///< everything comes back
    Part part = Part::Leaving;
    PhotoId after;
    std::deque<PlacedOriginal> originals; ///< of the page being worked on
    std::int64_t startedAt = 0;           ///< monotonic ms
    ColdReport report;
    Promise<Result<ColdReport>> answer;
};

struct ColdKeeper::Move {
    enum class Step { Note, Copy, Remove, Settle, Over };

    PlacedOriginal original;
    bool toCold = true;
    bool ofWalk = true;
    Step step = Step::Note;
    std::int64_t startedAt = 0; ///< monotonic ms
};

ColdKeeper::ColdKeeper(PlacementStore& places, ColdFiles& files, const Clock& clock, Executor& executor,
                       std::int64_t rate, QObject* parent)
    : QObject(parent), m_places(places), m_files(files), m_clock(clock), m_executor(executor), m_rate(rate) {
    connect(&m_look, &QTimer::timeout, this, &ColdKeeper::look);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ColdKeeper::pump);
}

ColdKeeper::~ColdKeeper() = default;

void ColdKeeper::start() {
    m_look.start(lookMs);
}

void ColdKeeper::look() {
    const QList<OpenedOriginal> opened = m_files.takeOpened();
    if (opened.isEmpty())
        return;
    ++m_noting;
    when(m_places.noteOpened(opened, m_clock.now()), [this](const Result<QList<PlacedOriginal>>& wanted) {
        --m_noting;
        if (!wanted)
            qCWarning(lcCold) << "what was opened is not noted:" << wanted.error();
        if (!wanted)
            return;
        for (const PlacedOriginal& original : *wanted)
            if (m_files.isConfigured() && !m_waiting.contains(original.photo)) {
                m_waiting.insert(original.photo);
                m_wanted.push_back(original);
            }
        pump();
    });
}

Task<Result<ColdReport>> ColdKeeper::move(ColdOptions options) {
    auto walk = std::make_unique<Walk>();
    walk->options = options;
    return begin(std::move(walk));
}

Task<Result<ColdReport>> ColdKeeper::recall() {
    auto walk = std::make_unique<Walk>();
    walk->back = true;
    return begin(std::move(walk));
}

Task<Result<ColdReport>> ColdKeeper::begin(std::unique_ptr<Walk> walk) {
    if (!m_files.isConfigured())
        return doneTask<Result<ColdReport>>(
            fail(ErrorCode::BadRequest, QStringLiteral("storage.cold_dir is not set")));
    if (m_walk)
        return doneTask<Result<ColdReport>>(
            fail(ErrorCode::Busy, QStringLiteral("originals are being moved already")));
    m_walk = std::move(walk);
    m_walk->startedAt = m_clock.monotonic();
    const Task<Result<ColdReport>> task = m_walk->answer.task();
    when(m_files.present(), [this](const Status& present) {
        if (!present)
            return finish(present);
        m_walk->isReady = true;
        pump();
    });
    return task;
}

void ColdKeeper::pump() {
    if (m_busy || m_pause.isActive())
        return;
    if (!m_wanted.empty()) {
        const PlacedOriginal original = m_wanted.front();
        m_wanted.pop_front();
        m_waiting.remove(original.photo);
        return carry(original, false, false);
    }
    if (!m_walk || !m_walk->isReady)
        return;
    const std::int64_t spent = m_clock.monotonic() - m_walk->startedAt;
    if (m_walk->options.stopAfterMs > 0 && spent >= m_walk->options.stopAfterMs)
        return finish({});
    if (m_walk->originals.empty())
        return nextPage();
    const PlacedOriginal original = m_walk->originals.front();
    m_walk->originals.pop_front();
    // What was begun is ended, unless all is to come back.
    carry(original, original.place != OriginalPlace::Returning && !m_walk->back, true);
}

void ColdKeeper::nextPage() {
    using Part = Walk::Part;
    const auto list = [this](OriginalPlace place) {
        when(m_places.at(place, m_walk->after, pageSize), [this](const Result<QList<PlacedOriginal>>& page) {
            gathered(page, page && page->size() == pageSize ? page->last().photo : PhotoId());
        });
    };
    if (m_walk->part == Part::End)
        return finish({});
    m_busy = true;
    switch (m_walk->part) {
    case Part::Leaving:
        return list(OriginalPlace::Leaving);
    case Part::Returning:
        return list(OriginalPlace::Returning);
    case Part::Cold:
        return list(OriginalPlace::Cold);
    case Part::Unopened:
    case Part::End:
        break;
    }
    when(m_places.unopened(m_walk->after, m_clock.now() - m_walk->options.unopenedMs),
         [this](const Result<UnopenedPage>& page) {
             if (!page)
                 return gathered(std::unexpected(page.error()), {});
             gathered(page->originals, page->last);
         });
}

void ColdKeeper::gathered(const Result<QList<PlacedOriginal>>& page, PhotoId last) {
    using Part = Walk::Part;
    m_busy = false;
    if (!page)
        return finish(std::unexpected(page.error()));
    m_walk->originals.assign(page->cbegin(), page->cend());
    m_walk->after = last;
    if (!last.isValid()) {
        switch (m_walk->part) {
        case Part::Leaving:
            m_walk->part = Part::Returning;
            break;
        case Part::Returning:
            m_walk->part = m_walk->back ? Part::Cold : Part::Unopened;
            break;
        default:
            m_walk->part = Part::End;
        }
    }
    pump();
}

void ColdKeeper::carry(const PlacedOriginal& original, bool toCold, bool ofWalk) {
    m_busy = true;
    const auto move = std::make_shared<Move>();
    move->original = original;
    move->toCold = toCold;
    move->ofWalk = ofWalk;
    move->startedAt = m_clock.monotonic();
    step(move);
}

void ColdKeeper::step(const MovePtr& move) {
    using Step = Move::Step;
    const PlacedOriginal& original = move->original;
    const auto then = [this, move](Step next) {
        return [this, move, next](const Status& status) {
            if (!status)
                return done(move, status);
            move->step = next;
            step(move);
        };
    };
    switch (move->step) {
    case Step::Note:
        return when(m_places.setPlace(original.photo,
                                      move->toCold ? OriginalPlace::Leaving : OriginalPlace::Returning),
                    then(Step::Copy));
    case Step::Copy:
        return when(move->toCold ? m_files.copyToCold(original) : m_files.copyBack(original),
                    then(Step::Remove));
    case Step::Remove:
        return when(move->toCold ? m_files.removeWarm(original) : m_files.removeCold(original),
                    then(Step::Settle));
    case Step::Settle:
        return when(
            m_places.setPlace(original.photo, move->toCold ? OriginalPlace::Cold : OriginalPlace::Warm),
            then(Step::Over));
    case Step::Over:
        return done(move, {});
    }
}

void ColdKeeper::done(const MovePtr& move, const Status& status) {
    m_busy = false;
    const PlacedOriginal& original = move->original;
    const bool gone = !status && status.error().code == ErrorCode::UnknownPhoto;
    if (!status && !gone)
        qCWarning(lcCold) << "photo" << original.photo.toString()
                          << (move->toCold ? "is not moved away:" : "does not come back:") << status.error();
    if (!status && move->step == Move::Step::Copy) // it has not left
        std::ignore = m_places.setPlace(original.photo, original.place);
    if (move->ofWalk && m_walk) {
        if (status) {
            ++m_walk->report.moved;
            m_walk->report.bytes += original.size;
        } else if (status.error().code == ErrorCode::OriginalAway
                   || status.error().code == ErrorCode::DiskFull) {
            finish(status); // the next one would fare no better
        } else if (!gone) {
            ++m_walk->report.failed;
        }
    }
    const std::int64_t rate = move->ofWalk && m_walk ? m_walk->options.mostBytesPerSecond : m_rate;
    const std::int64_t due = rate > 0 ? original.size * 1'000 / rate : 0;
    const std::int64_t ahead = due - (m_clock.monotonic() - move->startedAt);
    m_pause.start(static_cast<int>(std::clamp<std::int64_t>(ahead, 0, longestPauseMs)));
}

Task<Result<ColdState>> ColdKeeper::state() {
    const Promise<Result<ColdState>> answer;
    when(m_places.totals(), [this, answer](const Result<PlacementTotals>& totals) {
        if (!totals)
            return answer.finish(std::unexpected(totals.error()));
        when(m_files.present(), [this, answer, totals = *totals](const Status& present) {
            answer.finish(ColdState{m_files.isConfigured(), present.has_value(), totals});
        });
    });
    return answer.task();
}

void ColdKeeper::finish(const Status& status) {
    const std::unique_ptr<Walk> walk = std::move(m_walk);
    if (status)
        walk->answer.finish(walk->report);
    else
        walk->answer.finish(std::unexpected(status.error()));
}

} // namespace parlor::server
