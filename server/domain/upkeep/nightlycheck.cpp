#include "server/domain/upkeep/nightlycheck.h"

#include <QDateTime>
#include <QLoggingCategory>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcNightly, "parlor.upkeep")

const QString placeSetting = QStringLiteral("scrub");
const QString afterKey = QStringLiteral("after");
constexpr std::int64_t readForMs = NightlyCheck::everyMs - 60'000;

} // namespace

NightlyCheck::NightlyCheck(FileCheck& check, AccountStore& settings, const Clock& clock, Executor& executor,
                           std::int64_t mostBytesPerSecond, QObject* parent)
    : QObject(parent),
      m_check(check),
      m_settings(settings),
      m_clock(clock),
      m_executor(executor),
      m_mostBytesPerSecond(mostBytesPerSecond) {}

bool NightlyCheck::isNight(std::int64_t now) {
    const int hour = QDateTime::fromMSecsSinceEpoch(now).time().hour();
    return hour >= begins && hour < ends;
}

void NightlyCheck::look() {
    if (m_busy || m_mostBytesPerSecond <= 0 || m_check.isRunning() || !isNight(m_clock.now()))
        return;
    m_busy = true;
    whenDone(m_settings.setting(placeSetting), &m_executor, this, [this](const Result<QJsonObject>& kept) {
        const QString after = kept ? kept->value(afterKey).toString() : QString();
        read(PhotoId::fromString(after).value_or(PhotoId()));
    });
}

void NightlyCheck::read(PhotoId after) {
    FileCheckOptions options;
    options.after = after;
    options.mostBytesPerSecond = m_mostBytesPerSecond;
    options.stopAfterMs = readForMs;
    whenDone(m_check.run(options), &m_executor, this, [this](const Result<FileCheckReport>& report) {
        if (report)
            return keep(*report);
        m_busy = false;
        qCWarning(lcNightly) << "files are not read back:" << report.error();
    });
}

void NightlyCheck::keep(const FileCheckReport& report) {
    qCInfo(lcNightly) << "looked at" << report.files << "files," << report.faults << "are missing or damaged";
    const QJsonObject place{{afterKey, report.last.isValid() ? report.last.toString() : QString()},
                            {QStringLiteral("at"), qint64(m_clock.now())},
                            {QStringLiteral("files"), qint64(report.files)},
                            {QStringLiteral("faults"), qint64(report.faults)}};
    whenDone(m_settings.setSetting(placeSetting, place), &m_executor, this,
             [this](const Status&) { m_busy = false; });
}

} // namespace parlor::server
