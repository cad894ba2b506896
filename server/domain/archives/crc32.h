#pragma once

#include <QByteArrayView>

#include <cstdint>

namespace parlor::server {

/// CRC-32 as zip wants it (ISO 3309, polynomial 0xEDB88320 reversed), of a stream.
class Crc32 {
public:
    void add(QByteArrayView bytes);

    [[nodiscard]] std::uint32_t value() const { return ~m_state; }

private:
    std::uint32_t m_state = 0xffffffff;
};

} // namespace parlor::server
