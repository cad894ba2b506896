#pragma once

#include <CLI/CLI.hpp>

namespace parlor::cli {

/// CLI11's own says its limits with 300 digits.
inline CLI::Validator aboveZero() {
    return {[](std::string& value) {
                double number = 0;
                return CLI::detail::lexical_cast(value, number) && number > 0
                           ? std::string()
                           : "a number above 0 is wanted, not " + value;
            },
            "ABOVE ZERO"};
}

} // namespace parlor::cli
