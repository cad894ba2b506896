#pragma once

#include <QByteArrayView>

#include <cstdint>

namespace parlor::server {

/// UTF-8 (RFC 3629) that arrives in pieces, which may end inside a character.
class Utf8Checker {
public:
    /// False as soon as the bytes so far can't be the beginning of valid text.
    bool add(QByteArrayView bytes);

    /// True when the text may end here.
    [[nodiscard]] bool isComplete() const { return m_needed == 0; }

private:
    std::uint8_t m_needed = 0;                      ///< continuation bytes still to come
    std::uint8_t m_lowest = 0x80, m_highest = 0xBF; ///< range of the next one
};

} // namespace parlor::server
