#include "server/domain/archives/crc32.h"

#include <array>

namespace parlor::server {

namespace {

constexpr std::array<std::uint32_t, 256> makeTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1U) != 0 ? (value >> 1U) ^ 0xedb88320U : value >> 1U;
        table.at(i) = value;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> table = makeTable();

} // namespace

void Crc32::add(QByteArrayView bytes) {
    std::uint32_t state = m_state;
    for (const char byte : bytes)
        state = table[(state ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (state >> 8U);
    m_state = state;
}

} // namespace parlor::server
