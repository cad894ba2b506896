#pragma once

#include "shared/core/error.h"

#include <expected>
#include <utility>

namespace parlor {

/// A value or an Error. Exceptions end inside adapters; everywhere else failure is a value.
template<class T>
using Result = std::expected<T, Error>;

using Status = Result<void>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, QString detail = {},
                                                 std::int64_t retryAfterMs = 0) {
    return std::unexpected(Error{code, std::move(detail), retryAfterMs});
}

} // namespace parlor

#define PARLOR_CONCAT_INNER(a, b) a##b
#define PARLOR_CONCAT(a, b) PARLOR_CONCAT_INNER(a, b)

/// Returns from the function with the error of `expression`, if it is one.
#define TRY(expression)                                                                                      \
    do {                                                                                                     \
        if (auto tryResult_ = (expression); !tryResult_)                                                     \
            return std::unexpected(std::move(tryResult_).error());                                           \
    } while (false)

/// `TRY_ASSIGN(auto photo, load(id));` declares `photo` or returns the error.
#define TRY_ASSIGN(declaration, expression)                                                                  \
    auto PARLOR_CONCAT(tryResult_, __LINE__) = (expression);                                                 \
    if (!PARLOR_CONCAT(tryResult_, __LINE__))                                                                \
        return std::unexpected(std::move(PARLOR_CONCAT(tryResult_, __LINE__)).error());                      \
    declaration = *std::move(PARLOR_CONCAT(tryResult_, __LINE__))
