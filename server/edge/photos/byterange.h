#pragma once

#include "server/domain/ports/http.h"
#include "shared/core/result.h"

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace parlor::server {

struct ByteRange {
    std::int64_t first = 0;
    std::int64_t length = 0;
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// The one range of a Range header (RFC 9110, 14.1). nullopt: no header, another unit, several ranges or
/// nonsense, all of which mean the whole file. BadRange when it lies outside the file.
Result<std::optional<ByteRange>> parseRange(const QByteArray& header, std::int64_t size);

/// True unless If-Match (RFC 9110, 13.1.1) is there and names neither the entity tag, strongly compared, nor
/// "*".
bool fulfilsIfMatch(const HttpRequest& request, const QByteArray& etag);

/// True when an If-None-Match header (RFC 9110, 13.1.2) names the entity tag, weakly compared.
bool matchesEtag(const QByteArray& header, const QByteArray& etag);

} // namespace parlor::server
