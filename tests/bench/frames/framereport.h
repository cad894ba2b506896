#pragma once

#include "tests/bench/frames/framemeter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace parlor::bench {

/// Rows for people on standard output, and for programs in a file.
class FrameReport {
public:
    /// `bench`: its name.
    explicit FrameReport(QString bench) : m_bench(std::move(bench)) {}

    /// `wantedMs`: the 99th percentile to reach; 0: none.
    void addFrames(const QString& work, const FrameTimes& times, double wantedMs,
                   const QJsonObject& more = {});
    /// One figure; `wanted` 0: none.
    void addValue(const QString& work, double value, const QString& unit, double wanted,
                  const QJsonObject& more = {});

    /// With the commit that PARLOR_COMMIT names.
    [[nodiscard]] bool write(const QString& path) const;

private:
    QString m_bench;
    QJsonArray m_rows;
};

} // namespace parlor::bench
