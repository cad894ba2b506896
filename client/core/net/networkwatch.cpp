#include "client/core/net/networkwatch.h"

#include <QNetworkInformation>

namespace parlor::client {

namespace {

constexpr int lookMs = 5'000;
// Sleep stops the steady clock on Linux and macOS; on Windows it stops only the timer.
constexpr std::int64_t aheadMs = 3'000;
constexpr std::int64_t lateMs = 15'000;

} // namespace

void NetworkWatch::listenToSystem() {
    QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability);
}

NetworkWatch::NetworkWatch(const Clock& clock, std::function<void()> changed, QObject* parent)
    : QObject(parent),
      m_clock(clock),
      m_changed(std::move(changed)),
      m_timer(this),
      m_wall(clock.now()),
      m_steady(clock.monotonic()) {
    connect(&m_timer, &QTimer::timeout, this, &NetworkWatch::look);
    m_timer.start(lookMs);
    if (QNetworkInformation* system = QNetworkInformation::instance()) {
        connect(system, &QNetworkInformation::reachabilityChanged, this, [this] { m_changed(); });
        connect(system, &QNetworkInformation::transportMediumChanged, this, [this] { m_changed(); });
    }
}

void NetworkWatch::look() {
    const std::int64_t wall = m_clock.now(), steady = m_clock.monotonic();
    const std::int64_t passed = steady - std::exchange(m_steady, steady);
    const std::int64_t ahead = wall - std::exchange(m_wall, wall) - passed;
    if (ahead >= aheadMs || passed >= lookMs + lateMs)
        m_changed();
}

} // namespace parlor::client
