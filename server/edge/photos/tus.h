#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/uploads/uploadchunk.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

/// The words of tus 1.0 (resumable upload protocol, tus.io/protocols/resumable-upload 1.0.0).
namespace parlor::server::tus {

inline constexpr QByteArrayView version = "1.0.0";
inline constexpr QByteArrayView extensions =
    "creation,creation-with-upload,termination,checksum,expiration,concatenation";
inline constexpr QByteArrayView algorithms = "sha1,sha256";
inline constexpr QByteArrayView chunkType = "application/offset+octet-stream";

/// What an upload says of itself: pairs in the order sent, values decoded.
using Metadata = QList<std::pair<QByteArray, QByteArray>>;

/// "key base64,key base64"; a value may be missing. BadRequest for anything else, an empty key or one that
/// comes twice.
Result<Metadata> parseMetadata(const QByteArray& header);
QByteArray formatMetadata(const Metadata& metadata);
QByteArray valueOf(const Metadata& metadata, QByteArrayView key);

/// "sha1 base64" or "sha256 base64"; nullopt for no header; BadRequest for an unknown algorithm or a bad
/// length.
Result<std::optional<ChunkChecksum>> parseChecksum(const QByteArray& header);

/// What Upload-Concat says: nothing, that it is partial, or of which uploads (the last segments of their
/// addresses) it is made. BadRequest.
struct Concat {
    bool partial = false;
    QList<QByteArray> parts;
};

Result<Concat> parseConcat(const QByteArray& header);

/// A number of bytes, digits only; what is larger than any file counts as 2^53 - 1. BadRequest.
Result<std::int64_t> parseNumber(const QByteArray& header);

/// An HTTP date (RFC 9110, 5.6.7) of ms UTC, as Upload-Expires wants it.
QByteArray httpDate(std::int64_t ms);

/// What every answer of the protocol carries.
std::pair<QByteArray, QByteArray> everyAnswer();

/// The answer with the headers that those of the protocol carry.
HttpResponse stamped(HttpResponse response);

/// VersionMismatch unless the request speaks our version.
Status checkVersion(const HttpRequest& request);

} // namespace parlor::server::tus
