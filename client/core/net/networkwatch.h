#pragma once

#include "shared/core/clock.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace parlor::client {

/// Tells when what was known of the network may no longer hold: the system says that it has changed, or the
/// machine has slept. Where the system says nothing, only sleep is seen. Interface thread only.
class NetworkWatch final : public QObject {
    Q_OBJECT
public:
    /// Asks the system to tell; once, from the program's main thread, before any watch is made.
    static void listenToSystem();

    /// `changed` may be called more often than something has changed. The clock lives longer.
    NetworkWatch(const Clock& clock, std::function<void()> changed, QObject* parent = nullptr);

    /// Compares the clocks now, as it does by itself every few seconds.
    void look();

private:
    const Clock& m_clock;
    const std::function<void()> m_changed;
    QTimer m_timer;
    std::int64_t m_wall;   ///< ms UTC at the last look
    std::int64_t m_steady; ///< monotonic ms then
};

} // namespace parlor::client
