#include "server/domain/photos/takentime.h"

#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr std::int64_t minute = 60'000;
constexpr int mostOffset = 14 * 60; // UTC+14, Line Islands

std::int64_t startOf(int year) {
    return QDateTime(QDate(year, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

/// Before the first photograph and long after us somebody's clock was wrong.
bool isPlausible(std::int64_t ms) {
    static const std::int64_t first = startOf(1826);
    static const std::int64_t last = startOf(2200);
    return ms >= first && ms < last;
}

/// Zones lie on quarters of an hour; GPS and camera differ by seconds.
std::optional<int> offsetBetween(std::int64_t local, std::int64_t at) {
    const auto quarters = std::llround(static_cast<double>(local - at) / (15.0 * minute));
    if (std::abs(quarters * 15) > mostOffset)
        return std::nullopt;
    return static_cast<int>(quarters * 15);
}

TakenTime fromLocal(std::int64_t local, int offset) {
    return {local - offset * minute, offset, local};
}

} // namespace

TakenTime takenTime(const PhotoFacts& facts, const QString& fileName, const TakenTime& otherwise) {
    auto local = facts.takenLocal;
    auto at = facts.takenAt;
    auto offset = facts.offsetMinutes;
    if (local && !isPlausible(*local))
        local.reset();
    if (at && !isPlausible(*at))
        at.reset();
    if (offset && std::abs(*offset) > mostOffset)
        offset.reset();
    if (local && !offset && at)
        offset = offsetBetween(*local, *at);
    const int zone = offset.value_or(otherwise.offsetMinutes);
    if (local)
        return fromLocal(*local, zone);
    if (at)
        return takenTimeAt(*at, zone);
    if (const auto named = takenLocalFromName(fileName))
        return fromLocal(*named, otherwise.offsetMinutes);
    return otherwise;
}

TakenTime takenTimeAt(std::int64_t at, int offsetMinutes) {
    return {at, offsetMinutes, at + offsetMinutes * minute};
}

std::optional<std::int64_t> takenLocalFromName(const QString& fileName) {
    static const QRegularExpression pattern(
        u"(?<!\\d)((?:19|20)\\d\\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\\d|3[01])"
        "(?:(?:[ "
        "T_.-]{1,3}|\\s?at\\s?)?([01]\\d|2[0-3])[-_.:h]?([0-5]\\d)[-_.:m]?([0-5]\\d)(?=\\d{0,3}(?!\\d)))?"
        "(?!\\d{4})"_s);
    const QRegularExpressionMatch match = pattern.match(fileName);
    if (!match.hasMatch())
        return std::nullopt;
    const auto part = [&](int i) { return match.captured(i).toInt(); };
    const QDate date(part(1), part(2), part(3));
    if (!date.isValid())
        return std::nullopt;
    const QTime time = match.captured(4).isEmpty() ? QTime(12, 0) : QTime(part(4), part(5), part(6));
    return QDateTime(date, time, Qt::UTC).toMSecsSinceEpoch();
}

} // namespace parlor::server
