#include "tests/bench/frames/framereport.h"

#include <QFile>
#include <QJsonDocument>

#include <cstdio>

namespace parlor::bench {

void FrameReport::addFrames(const QString& work, const FrameTimes& times, double wantedMs,
                            const QJsonObject& more) {
    std::printf("%-52s p50 %6.2f  p95 %6.2f  p99 %6.2f  max %6.2f ms   late %d of %d", qPrintable(work),
                times.p50, times.p95, times.p99, times.most, times.late, times.frames);
    if (wantedMs > 0)
        std::printf("   wanted: p99 %.1f ms%s", wantedMs, times.p99 <= wantedMs ? "" : "  MISSED");
    std::puts("");
    std::fflush(stdout);
    QJsonObject row{
        {u"work"_qs, work},           {u"value"_qs, times.p99}, {u"unit"_qs, u"CPU ms a frame, p99"_qs},
        {u"p50"_qs, times.p50},       {u"p95"_qs, times.p95},   {u"max"_qs, times.most},
        {u"frames"_qs, times.frames}, {u"late"_qs, times.late}};
    if (wantedMs > 0)
        row[u"wanted"_qs] = wantedMs;
    for (auto it = more.begin(); it != more.end(); ++it)
        row[it.key()] = it.value();
    m_rows.append(row);
}

void FrameReport::addValue(const QString& work, double value, const QString& unit, double wanted,
                           const QJsonObject& more) {
    std::printf("%-52s %8.3f %s", qPrintable(work), value, qPrintable(unit));
    if (wanted > 0)
        std::printf("   wanted: %g%s", wanted, value <= wanted ? "" : "  MISSED");
    std::puts("");
    std::fflush(stdout);
    QJsonObject row{{u"work"_qs, work}, {u"value"_qs, value}, {u"unit"_qs, unit}};
    if (wanted > 0)
        row[u"wanted"_qs] = wanted;
    for (auto it = more.begin(); it != more.end(); ++it)
        row[it.key()] = it.value();
    m_rows.append(row);
}

bool FrameReport::write(const QString& path) const {
    QFile file(path);
    const QJsonObject whole{
        {u"bench"_qs, m_bench}, {u"commit"_qs, qEnvironmentVariable("PARLOR_COMMIT")}, {u"rows"_qs, m_rows}};
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(whole).toJson()) > 0;
}

} // namespace parlor::bench
