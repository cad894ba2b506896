#pragma once

#include "client/core/cache/cache.h"
#include "client/core/messages/sync.h"
#include "client/core/net/requests.h"
#include "client/core/state.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>

namespace parlor::client {

struct RecheckPauses {
    int beforeMs = 20'000; ///< what one looks at comes first
    int betweenMs = 2'000; ///< after each page
};

/// Reads again what was known before a hole opened, a page at a time and in no hurry: what was changed or
/// taken back in the hole is so on this device too, also where nobody scrolls. Interface thread only.
class Recheck final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    Recheck(State& state, Cache& cache, Requests& requests, const Sync& sync, Executor& executor,
            RecheckPauses pauses = {}, QObject* parent = nullptr);

    /// The connection is back, or a hole has opened.
    void soon();

private:
    void next();
    void ask(const DoubtfulRow& row);
    void answered(const DoubtfulRow& row, const Result<HistoryPage>& answer);
    void refused(ChannelId channel, const Error& error);
    void take(ChannelId channel, SerialRange range, const HistoryPage& page);

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    const Sync& m_sync;
    Executor& m_executor;
    const RecheckPauses m_pauses;
    QTimer m_pause;
    QSet<ChannelId> m_refused;          ///< on this connection
    std::optional<DoubtfulRow> m_taken; ///< the last that was answered
    bool m_busy = false;
};

} // namespace parlor::client
