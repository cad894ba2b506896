#include "client/core/messages/recheck.h"

#include "client/core/messages/orderedstream.h"
#include "shared/protocol/limits.h"

#include <algorithm>

namespace parlor::client {

namespace {

constexpr std::int64_t longestPauseMs = 600'000;

} // namespace

Recheck::Recheck(State& state, Cache& cache, Requests& requests, const Sync& sync, Executor& executor,
                 RecheckPauses pauses, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_requests(requests),
      m_sync(sync),
      m_executor(executor),
      m_pauses(pauses),
      m_pause(this) {
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Recheck::next);
}

void Recheck::soon() {
    m_refused.clear();
    m_taken.reset();
    m_pause.start(m_pauses.beforeMs);
}

void Recheck::next() {
    if (m_busy || !m_state.isConnected())
        return;
    m_busy = true;
    whenDone(m_cache.ask([except = m_refused](CacheDatabase& database) {
        return database.timelines.doubtful(except);
    }),
             &m_executor, this, [this](const Result<std::optional<DoubtfulRow>>& row) {
                 m_busy = false;
                 if (row && *row && m_state.isConnected())
                     ask(**row);
             });
}

void Recheck::ask(const DoubtfulRow& row) {
    if (row == m_taken) { // it could not be stored, and would be asked for without end
        m_refused.insert(row.channel);
        return next();
    }
    m_busy = true;
    History history;
    history.channel = row.channel;
    history.before = row.serial.next();
    history.limit = limits::historyPage;
    whenDone(m_requests.ask<HistoryPage>(history), &m_executor, this,
             [this, row](const Result<HistoryPage>& answer) { answered(row, answer); });
}

void Recheck::answered(const DoubtfulRow& row, const Result<HistoryPage>& answer) {
    m_busy = false;
    if (!answer)
        return refused(row.channel, answer.error());
    if (answer->epoch != m_sync.epoch())
        return;
    // An answer that leaves it in doubt would be asked for without end; of a channel that was left meanwhile
    // nothing is kept.
    if (answer->events.isEmpty() || lastSerialOf(answer->events.last()) < row.serial
        || !m_state.channel(row.channel)) {
        m_refused.insert(row.channel);
    } else {
        m_taken = row;
        take(row.channel, {answer->more ? answer->events.first().serial : Serial(1), row.serial}, *answer);
    }
    m_pause.start(m_pauses.betweenMs);
}

void Recheck::refused(ChannelId channel, const Error& error) {
    if (error.code == ErrorCode::NetworkFailed) {
        // The next connection begins anew, and may be there already.
        if (m_state.isConnected())
            soon();
        return;
    }
    if (!isTemporary(error.code))
        m_refused.insert(channel);
    m_pause.start(
        static_cast<int>(std::clamp<std::int64_t>(error.retryAfterMs, m_pauses.betweenMs, longestPauseMs)));
}

void Recheck::take(ChannelId channel, SerialRange range, const HistoryPage& page) {
    m_state.apply(PeopleSeen{page.people});
    m_cache.tell(
        [channel, range, events = page.events, people = page.people](CacheDatabase& database) -> Status {
            TRY(database.places.storePeople(people));
            return database.timelines.addPage(channel, range, events);
        });
    // What was shown of it without a connection is put right where it stands.
    const Timeline& shown = m_state.timeline(channel);
    const auto window = shown.window();
    if (window && window->from <= range.from && range.to <= window->to)
        m_state.apply(PageLoaded{channel, range, page.events, shown.isAtStart(), shown.isAtEnd(), false});
}

} // namespace parlor::client
