#pragma once

#include <QDebug>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor {

/// What went wrong; the same code on the wire, in HTTP problem documents and in the log. The list is
/// errors.def.
enum class ErrorCode : std::uint16_t {
#define PARLOR_ERROR(name, code, status, temporary, text) name,
#include "shared/core/errors.def"
#undef PARLOR_ERROR
};

/// The stable wire name, e.g. "unknown_channel".
QLatin1StringView wireCode(ErrorCode code);

/// The code of a wire name; nullopt for one this build does not know.
std::optional<ErrorCode> errorCodeFromWire(QStringView code);

/// The HTTP status that carries the code; 500 for codes that are never sent over HTTP.
int httpStatus(ErrorCode code);

/// True when the same request may succeed later without being changed.
bool isTemporary(ErrorCode code);

/// One sentence for people, without details of this case.
QString textFor(ErrorCode code);

/// A failure as a value. `detail` is for the log only: it never crosses the wire and never holds a secret.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString detail;
    std::int64_t retryAfterMs = 0; ///< 0: no advice; otherwise when to try again, in ms

    friend bool operator==(const Error& a, const Error& b) { return a.code == b.code; }
};

QDebug operator<<(QDebug debug, const Error& error);

} // namespace parlor
