#include "shared/core/error.h"

#include <QCoreApplication>

#include <array>

namespace parlor {

namespace {

struct Row {
    QLatin1StringView code;
    int status;
    bool temporary;
    const char* text;
};

constexpr auto rows = std::to_array<Row>({
#define PARLOR_ERROR(name, code, status, temporary, text) {QLatin1StringView(code), status, temporary, text},
#include "shared/core/errors.def"
#undef PARLOR_ERROR
});

const Row& rowOf(ErrorCode code) {
    return rows.at(static_cast<std::size_t>(code));
}

} // namespace

QLatin1StringView wireCode(ErrorCode code) {
    return rowOf(code).code;
}

std::optional<ErrorCode> errorCodeFromWire(QStringView code) {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (code == rows.at(i).code)
            return static_cast<ErrorCode>(i);
    return std::nullopt;
}

int httpStatus(ErrorCode code) {
    const int status = rowOf(code).status;
    return status == 0 ? 500 : status;
}

bool isTemporary(ErrorCode code) {
    return rowOf(code).temporary;
}

QString textFor(ErrorCode code) {
    return QCoreApplication::translate("parlor::Error", rowOf(code).text);
}

QDebug operator<<(QDebug debug, const Error& error) {
    QDebugStateSaver saver(debug);
    debug.nospace().noquote() << wireCode(error.code);
    if (!error.detail.isEmpty())
        debug << " (" << error.detail << ')';
    return debug;
}

} // namespace parlor
