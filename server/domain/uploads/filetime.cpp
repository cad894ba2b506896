#include "server/domain/uploads/filetime.h"

#include <QList>

#include <algorithm>
#include <cstdlib>

namespace parlor::server {

namespace {

constexpr std::int64_t earliest =
    631'152'000'000; // 1990: archives and cameras without a clock say 1970, 1980
constexpr int mostOffset = 14 * 60;

std::optional<qint64> numberOf(const QByteArray& metadata, QByteArrayView key) {
    for (const QByteArray& pair : metadata.split(',')) {
        const QByteArray trimmed = pair.trimmed();
        const qsizetype space = trimmed.indexOf(' ');
        if (space < 0 || QByteArrayView(trimmed).first(space) != key)
            continue;
        bool ok = false;
        const qint64 number = QByteArray::fromBase64(trimmed.mid(space + 1)).toLongLong(&ok);
        return ok ? std::optional(number) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

bool isOfImport(const QByteArray& metadata) {
    const QList<QByteArray> pairs = metadata.split(',');
    return std::ranges::any_of(pairs, [](const QByteArray& pair) {
        const QByteArray trimmed = pair.trimmed();
        return trimmed == "import" || trimmed.startsWith("import ");
    });
}

std::optional<FileTime> fileTimeIn(const QByteArray& metadata, std::int64_t now) {
    const auto at = numberOf(metadata, "modified");
    if (!at || *at < earliest || *at > now)
        return std::nullopt;
    const qint64 offset = numberOf(metadata, "modified_offset").value_or(0);
    return FileTime{*at, std::abs(offset) <= mostOffset ? static_cast<int>(offset) : 0};
}

} // namespace parlor::server
