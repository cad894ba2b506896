#include "server/edge/photos/byterange.h"

#include <algorithm>

namespace parlor::server {

namespace {

std::optional<std::int64_t> numberOf(const QByteArray& digits) {
    if (digits.isEmpty() || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    if (digits.size() > 18)
        return 999'999'999'999'999'999;
    return digits.toLongLong();
}

} // namespace

Result<std::optional<ByteRange>> parseRange(const QByteArray& header, std::int64_t size) {
    const QByteArray text = header.trimmed();
    if (!text.startsWith("bytes=") || text.contains(','))
        return std::nullopt;
    const QByteArray spec = text.mid(6).trimmed();
    const qsizetype dash = spec.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    const QByteArray left = spec.left(dash).trimmed();
    const QByteArray right = spec.mid(dash + 1).trimmed();
    const auto first = numberOf(left);
    const auto last = numberOf(right);
    if ((!left.isEmpty() && !first) || (!right.isEmpty() && !last) || (left.isEmpty() && right.isEmpty()))
        return std::nullopt;
    if (left.isEmpty()) { // the last so many bytes
        const std::int64_t count = std::min(*last, size);
        if (count == 0)
            return fail(ErrorCode::BadRange);
        return ByteRange{size - count, count};
    }
    if (last && *last < *first)
        return std::nullopt;
    if (*first >= size)
        return fail(ErrorCode::BadRange);
    return ByteRange{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

bool fulfilsIfMatch(const HttpRequest& request, const QByteArray& etag) {
    bool isAsked = false;
    for (const auto& [name, value] : request.headers) {
        if (name.compare("if-match", Qt::CaseInsensitive) != 0)
            continue;
        isAsked = true;
        for (const QByteArray& item : value.split(','))
            if (const QByteArray candidate = item.trimmed(); candidate == "*" || candidate == etag)
                return true;
    }
    return !isAsked;
}

bool matchesEtag(const QByteArray& header, const QByteArray& etag) {
    for (const QByteArray& item : header.split(',')) {
        QByteArray candidate = item.trimmed();
        if (candidate.startsWith("W/"))
            candidate.remove(0, 2);
        if (candidate == "*" || candidate == etag)
            return true;
    }
    return false;
}

} // namespace parlor::server
