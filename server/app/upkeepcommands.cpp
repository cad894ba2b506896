#include "server/app/upkeepcommands.h"

#include <QDir>
#include <QJsonArray>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcUpkeep, "parlor.upkeep")

constexpr int lookEveryMs = NightlyCheck::everyMs;
constexpr std::int64_t dayMs = 24 * 3'600'000LL;
constexpr std::int64_t megabyte = 1'000'000;

QJsonObject toJson(const FileCheckReport& report) {
    QJsonArray faulty;
    for (const FaultyFile& file : report.faulty)
        faulty.append(
            QJsonObject{{u"photo"_qs, file.photo.toString()},
                        {u"owner"_qs, file.owner.toString()},
                        {u"area"_qs, file.area == BlobArea::Originals ? u"original"_qs : u"rendering"_qs},
                        {u"file"_qs, file.name},
                        {u"fault"_qs, file.fault == FileFault::Missing ? u"missing"_qs : u"damaged"_qs}});
    return {{u"photos"_qs, qint64(report.photos)}, {u"files"_qs, qint64(report.files)},
            {u"bytes"_qs, qint64(report.bytes)},   {u"away"_qs, qint64(report.away)},
            {u"faults"_qs, qint64(report.faults)}, {u"faulty"_qs, faulty}};
}

QJsonObject toJson(const FileSweepReport& report) {
    return {{u"files"_qs, qint64(report.files)},
            {u"removed"_qs, qint64(report.removed)},
            {u"parts"_qs, report.parts}};
}

QJsonObject toJson(const KeyRotationReport& report) {
    return {{u"files"_qs, qint64(report.files)},
            {u"rewrapped"_qs, qint64(report.rewrapped)},
            {u"failed"_qs, qint64(report.failed)}};
}

QJsonObject toJson(const LibraryExportReport& report) {
    return {{u"photos"_qs, qint64(report.photos)},   {u"bytes"_qs, qint64(report.bytes)},
            {u"written"_qs, qint64(report.written)}, {u"failed"_qs, qint64(report.failed)},
            {u"away"_qs, qint64(report.away)},       {u"albums"_qs, qint64(report.albums)}};
}

QJsonObject toJson(const ColdReport& report) {
    return {{u"moved"_qs, qint64(report.moved)},
            {u"bytes"_qs, qint64(report.bytes)},
            {u"failed"_qs, qint64(report.failed)}};
}

QJsonObject toJson(const ColdState& state) {
    return {{u"configured"_qs, state.configured},
            {u"present"_qs, state.present},
            {u"cold"_qs, qint64(state.totals.cold)},
            {u"cold_bytes"_qs, qint64(state.totals.coldBytes)},
            {u"under_way"_qs, qint64(state.totals.underWay)}};
}

} // namespace

UpkeepCommands::UpkeepCommands(Foundation& foundation, PhotoStore& photos, LocalBlobStore& blobs,
                               const Config& config, QObject* parent)
    : QObject(parent),
      m_foundation(foundation),
      m_coldRate(config.coldRate * megabyte),
      m_coldAfterDays(config.coldAfterDays),
      m_keeper(blobs.place()),
      m_places(foundation.store().writer(), foundation.store().readers()),
      m_coldFiles(blobs, m_keeper.thread()),
      m_cold(m_places, m_coldFiles, foundation.clock(), foundation.executor(), m_coldRate),
      m_check(photos, m_keeper, foundation.clock(), foundation.executor()),
      m_nightly(m_check, foundation.store().accounts(), foundation.clock(), foundation.executor(),
                config.scrubRate * megabyte),
      m_sweep(photos, blobs, foundation.clock(), foundation.executor()),
      m_daily(m_sweep, foundation.store().accounts(), foundation.clock(), foundation.executor()),
      m_rotation(blobs, m_keeper, foundation.executor()),
      m_albums(foundation.store().writer(), foundation.store().readers()),
      m_export(photos, m_albums, m_keeper, foundation.executor()) {
    connect(&m_nights, &QTimer::timeout, this, [this] {
        if (!NightlyCheck::isNight(m_foundation.clock().now()))
            return;
        m_nightly.look();
        if (m_coldAfterDays > 0 && m_coldFiles.isConfigured() && !m_cold.isRunning())
            moveAway();
    });
}

void UpkeepCommands::startNights() {
    m_nights.start(lookEveryMs);
    m_cold.start();
    m_daily.start();
}

bool UpkeepCommands::handles(const QString& command) {
    return command == u"verify" || command == u"gc" || command == u"rotate" || command == u"export"
           || command.startsWith(u"cold.");
}

template<class T>
Task<Result<QJsonObject>> UpkeepCommands::asJson(const Task<Result<T>>& task) {
    const Promise<Result<QJsonObject>> promise;
    whenDone(task, &m_foundation.executor(), this, [promise](const Result<T>& report) {
        if (report)
            promise.finish(toJson(*report));
        else
            promise.finish(std::unexpected(report.error()));
    });
    return promise.task();
}

Task<Result<QJsonObject>> UpkeepCommands::run(const QString& command, const QJsonObject& arguments) {
    if (command == u"verify")
        return asJson(m_check.run({}));
    if (command == u"gc")
        return asJson(m_sweep.run(arguments.value(u"dry_run").toBool()));
    if (command == u"rotate")
        return asJson(m_rotation.run());
    if (command == u"export")
        return exportLibrary(arguments);
    if (command == u"cold.status")
        return asJson(m_cold.state());
    if (command == u"cold.move")
        return moveAway(arguments);
    if (command == u"cold.recall")
        return asJson(m_cold.recall());
    return doneTask(Result<QJsonObject>(fail(ErrorCode::UnknownOperation)));
}

Task<Result<QJsonObject>> UpkeepCommands::moveAway(const QJsonObject& arguments) {
    const QJsonValue days = arguments.value(u"days");
    const int after = days.isDouble() ? days.toInt(-1) : m_coldAfterDays;
    if (after < 0 || after > 36'500)
        return doneTask(Result<QJsonObject>(fail(ErrorCode::BadRequest, u"no number of days"_qs)));
    ColdOptions options;
    options.unopenedMs = after * dayMs;
    return asJson(m_cold.move(options));
}

void UpkeepCommands::moveAway() {
    ColdOptions options;
    options.unopenedMs = m_coldAfterDays * dayMs;
    options.mostBytesPerSecond = m_coldRate;
    options.stopAfterMs = lookEveryMs - 60'000;
    whenDone(m_cold.move(options), &m_foundation.executor(), this, [](const Result<ColdReport>& report) {
        if (!report)
            qCWarning(lcUpkeep) << "originals are not moved away:" << report.error();
        else if (report->moved > 0 || report->failed > 0)
            qCInfo(lcUpkeep) << report->moved << "originals moved to the cold directory," << report->failed
                             << "failed";
    });
}

Task<Result<QJsonObject>> UpkeepCommands::exportLibrary(const QJsonObject& arguments) {
    const QString directory = arguments.value(u"directory").toString();
    if (!QDir::isAbsolutePath(directory))
        return doneTask(
            Result<QJsonObject>(fail(ErrorCode::BadRequest, u"the directory is not absolute"_qs)));
    const Promise<Result<QJsonObject>> promise;
    whenDone(m_foundation.store().accounts().byName(arguments.value(u"name").toString()),
             &m_foundation.executor(), this, [this, promise, directory](const Result<Account>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 whenDone(asJson(m_export.run(account->person.id, directory)), &m_foundation.executor(), this,
                          [promise](const Result<QJsonObject>& report) { promise.finish(report); });
             });
    return promise.task();
}

} // namespace parlor::server
