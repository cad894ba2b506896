#include "server/domain/upkeep/dailysweep.h"

#include <QLoggingCategory>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcSweep, "parlor.sweep")

const QString sweepSetting = QStringLiteral("file_sweep");
const QString atKey = QStringLiteral("at");
constexpr int soonMs = 60'000; // who comes first after a start does not wait for it
constexpr int lookEveryMs = 3'600'000;

} // namespace

DailySweep::DailySweep(FileSweep& sweep, AccountStore& settings, const Clock& clock, Executor& executor,
                       QObject* parent)
    : QObject(parent), m_sweep(sweep), m_settings(settings), m_clock(clock), m_executor(executor) {
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &DailySweep::look);
    connect(&m_hourly, &QTimer::timeout, this, &DailySweep::look);
}

void DailySweep::start() {
    m_soon.start(soonMs);
    m_hourly.start(lookEveryMs);
}

void DailySweep::look() {
    if (m_busy)
        return;
    m_busy = true;
    whenDone(m_settings.setting(sweepSetting), &m_executor, this, [this](const Result<QJsonObject>& kept) {
        const std::int64_t last = kept ? kept->value(atKey).toInteger() : 0;
        const std::int64_t now = m_clock.now();
        // A time that lies ahead is of a clock that was wrong then.
        if (kept && (last > now || now - last >= everyMs))
            return sweep();
        m_busy = false;
    });
}

void DailySweep::sweep() {
    whenDone(m_sweep.run(false), &m_executor, this, [this](const Result<FileSweepReport>& report) {
        m_busy = false;
        if (!report) {
            qCWarning(lcSweep) << "files that nobody names can not be removed now:" << report.error();
            return;
        }
        if (report->removed > 0 || report->parts > 0)
            qCInfo(lcSweep) << report->removed << "files that nobody names and" << report->parts
                            << "uploads that nobody went on with are removed";
        std::ignore = m_settings.setSetting(sweepSetting, {{atKey, qint64(m_clock.now())}});
    });
}

} // namespace parlor::server
