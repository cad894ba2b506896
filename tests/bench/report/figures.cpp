#include "tests/bench/report/figures.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace parlor::bench {

void Figures::add(const QString& work, double value, const QString& unit, double wanted,
                  const QJsonObject& more) {
    std::printf("%-56s %10.4g %s", qPrintable(work), value, qPrintable(unit));
    if (wanted > 0)
        std::printf(" (wanted <= %g)%s", wanted, value <= wanted ? "" : " MISSED");
    for (auto it = more.begin(); it != more.end(); ++it)
        if (it->isDouble())
            std::printf("   %s %.4g", qPrintable(it.key()), it->toDouble());
    std::puts("");
    std::fflush(stdout);
    QJsonObject row{{QStringLiteral("work"), work},
                    {QStringLiteral("value"), value},
                    {QStringLiteral("unit"), unit},
                    {QStringLiteral("commit"), qEnvironmentVariable("PARLOR_COMMIT")}};
    if (wanted > 0)
        row.insert(QStringLiteral("wanted"), QStringLiteral("<= %1").arg(wanted));
    for (auto it = more.begin(); it != more.end(); ++it)
        row.insert(it.key(), *it);
    m_rows.append(row);
}

bool Figures::write(const QString& path) const {
    QFile file(path);
    const QJsonObject whole{{QStringLiteral("bench"), m_bench},
                            {QStringLiteral("commit"), qEnvironmentVariable("PARLOR_COMMIT")},
                            {QStringLiteral("rows"), m_rows}};
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(whole).toJson()) > 0;
}

double percentile(std::vector<double> values, double part) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const auto last = static_cast<double>(values.size() - 1);
    return values.at(static_cast<std::size_t>(std::lround(part * last)));
}

} // namespace parlor::bench
