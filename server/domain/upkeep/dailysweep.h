#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/upkeep/filesweep.h"

#include <QObject>
#include <QTimer>

namespace parlor::server {

/// Sweeps the files that nobody names once a day, also on a server that is restarted more often than that:
/// when the last time was stands in the settings. Domain thread only.
class DailySweep final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t everyMs = 24 * 3'600'000LL;

    /// All live longer.
    DailySweep(FileSweep& sweep, AccountStore& settings, const Clock& clock, Executor& executor,
               QObject* parent = nullptr);

    /// Looks soon, and each hour.
    void start();

    /// Sweeps when it is time. What failed is tried again at the next look.
    void look();

    [[nodiscard]] bool isBusy() const { return m_busy; }

private:
    void sweep();

    FileSweep& m_sweep;
    AccountStore& m_settings;
    const Clock& m_clock;
    Executor& m_executor;
    QTimer m_soon;
    QTimer m_hourly;
    bool m_busy = false;
};

} // namespace parlor::server
