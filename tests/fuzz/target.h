#pragma once

#include <QByteArrayView>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What libFuzzer calls with each input (llvm.org/docs/LibFuzzer.html).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// Ends the process when a property does not hold, in every build type.
#define PARLOR_HOLDS(condition)                                                                              \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                             \
            std::abort();                                                                                    \
        }                                                                                                    \
    } while (false)

namespace parlor::fuzz {

inline QByteArrayView view(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)};
}

/// Also halves of characters: the first byte says whether the rest is UTF-8 or UTF-16.
inline QString text(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || data[0] != 0xFF)
        return QString::fromUtf8(view(data, size));
    QString units;
    for (std::size_t i = 1; i + 1 < size; i += 2)
        units.append(QChar(static_cast<char16_t>(data[i] | (data[i + 1] << 8))));
    return units;
}

} // namespace parlor::fuzz
