#include "server/net/websocket/utf8checker.h"

namespace parlor::server {

bool Utf8Checker::add(QByteArrayView bytes) {
    for (const char c : bytes) {
        const auto byte = std::uint8_t(c);
        if (m_needed) {
            if (byte < m_lowest || byte > m_highest)
                return false;
            m_lowest = 0x80;
            m_highest = 0xBF;
            --m_needed;
            continue;
        }
        if (byte < 0x80)
            continue;
        if (byte < 0xC2 || byte > 0xF4)
            return false;
        m_needed = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
        // The first continuation byte excludes overlong forms, surrogates and what lies beyond U+10FFFF.
        if (byte == 0xE0)
            m_lowest = 0xA0;
        else if (byte == 0xED)
            m_highest = 0x9F;
        else if (byte == 0xF0)
            m_lowest = 0x90;
        else if (byte == 0xF4)
            m_highest = 0x8F;
    }
    return true;
}

} // namespace parlor::server
