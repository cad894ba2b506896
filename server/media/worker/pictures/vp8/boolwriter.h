#pragma once

#include <QByteArray>

#include <bit>
#include <cstdint>

namespace parlor::server::media::vp8 {

/// The arithmetic coder of RFC 6386, section 7.
class BoolWriter {
public:
    explicit BoolWriter(qsizetype expected) { m_bytes.reserve(expected); }

    /// `probability`: of a 0, in 1/256.
    void put(bool bit, int probability) {
        const std::uint32_t split = 1 + (((m_range - 1) * static_cast<std::uint32_t>(probability)) >> 8);
        m_low += bit ? split : 0;
        m_range = bit ? m_range - split : split;
        const int shift = std::countl_zero(m_range) - 24;
        m_range <<= shift;
        m_low <<= shift;
        m_pending += shift;
        if (m_pending >= 48)
            flush(32);
    }

    void putHalf(bool bit) { put(bit, 128); }

    /// The highest bit first.
    void putNumber(std::uint32_t value, int bits) {
        while (bits-- > 0)
            putHalf((value >> bits & 1) != 0);
    }

    /// Whether there is a value, then its size and its sign.
    void putOptional(int value, int bits) {
        putHalf(value != 0);
        if (value == 0)
            return;
        putNumber(static_cast<std::uint32_t>(value < 0 ? -value : value), bits);
        putHalf(value < 0);
    }

    QByteArray finished() {
        // The interval's lower end, in whole bytes.
        const int rest = (8 - m_pending % 8) % 8;
        m_low <<= rest;
        m_pending += rest;
        while (m_pending >= 0)
            flush(8);
        return std::move(m_bytes);
    }

private:
    /// Moves the highest `bits` out; one more than those is a carry.
    void flush(int bits) {
        m_pending -= bits;
        const int kept = m_pending + 8;
        const std::uint64_t out = m_low >> kept;
        m_low &= (std::uint64_t{1} << kept) - 1;
        if ((out >> bits) != 0)
            carry();
        for (int at = bits - 8; at >= 0; at -= 8)
            m_bytes.append(static_cast<char>(out >> at & 0xff));
    }

    void carry() {
        qsizetype at = m_bytes.size() - 1;
        while (at >= 0 && m_bytes.at(at) == '\xff')
            m_bytes[at--] = '\0';
        if (at >= 0)
            m_bytes[at] = static_cast<char>(m_bytes.at(at) + 1);
    }

    QByteArray m_bytes;
    std::uint64_t m_low = 0;
    std::uint32_t m_range = 255;
    int m_pending = 0; ///< bits of m_low above its lowest eight
};

} // namespace parlor::server::media::vp8
