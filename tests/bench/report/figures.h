#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace parlor::bench {

/// Rows for people on standard output, and for programs in a file.
class Figures {
public:
    /// `bench`: its name.
    explicit Figures(QString bench) : m_bench(std::move(bench)) {}

    /// `wanted`: the most that the value should be; 0: nothing is wanted.
    void add(const QString& work, double value, const QString& unit, double wanted = 0,
             const QJsonObject& more = {});

    /// With the commit that PARLOR_COMMIT names.
    [[nodiscard]] bool write(const QString& path) const;

private:
    QString m_bench;
    QJsonArray m_rows;
};

/// Of values that need not be in order; `part` from 0 to 1.
double percentile(std::vector<double> values, double part);

} // namespace parlor::bench
