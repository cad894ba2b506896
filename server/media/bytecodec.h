#pragma once

#include <QByteArray>

#include <bit>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace parlor::server::media {

/// Appends little-endian numbers and short texts.
class ByteWriter {
public:
    template<class T>
        requires std::is_integral_v<T>
    void number(T value) {
        auto bits = static_cast<std::make_unsigned_t<T>>(value);
        for (std::size_t i = 0; i < sizeof(T);
             ++i, bits = static_cast<decltype(bits)>(bits >> (sizeof(T) > 1 ? 8 : 0)))
            m_bytes.append(static_cast<char>(bits & 0xff));
    }

    void flag(bool value) { number<std::uint8_t>(value ? 1 : 0); }

    void real(double value) { number(std::bit_cast<std::uint64_t>(value)); }

    void text(const QByteArray& value) {
        number(static_cast<std::uint16_t>(value.size()));
        m_bytes.append(value);
    }

    [[nodiscard]] QByteArray bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

/// Reads what ByteWriter wrote; after the first thing that does not fit everything reads as zero and ok() is
/// false.
class ByteReader {
public:
    explicit ByteReader(const QByteArray& bytes) : m_bytes(bytes) {}

    template<class T>
        requires std::is_integral_v<T>
    T number() {
        if (!has(sizeof(T)))
            return 0;
        std::make_unsigned_t<T> value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value = static_cast<decltype(value)>(
                value
                | (static_cast<std::uint64_t>(static_cast<std::uint8_t>(m_bytes.at(m_at++))) << (8 * i)));
        return static_cast<T>(value);
    }

    bool flag() {
        const auto value = number<std::uint8_t>();
        m_ok = m_ok && value <= 1;
        return value == 1;
    }

    double real() { return std::bit_cast<double>(number<std::uint64_t>()); }

    QByteArray text(qsizetype limit) {
        const qsizetype size = number<std::uint16_t>();
        if (size > limit || !has(static_cast<std::size_t>(size))) {
            m_ok = false;
            return {};
        }
        m_at += size;
        return m_bytes.mid(m_at - size, size);
    }

    [[nodiscard]] bool ok() const { return m_ok; }

    void fail() { m_ok = false; }

    /// True when everything fitted and nothing is left.
    [[nodiscard]] bool finished() const { return m_ok && m_at == m_bytes.size(); }

private:
    bool has(std::size_t count) {
        m_ok = m_ok && static_cast<std::size_t>(m_bytes.size() - m_at) >= count;
        return m_ok;
    }

    const QByteArray& m_bytes;
    qsizetype m_at = 0;
    bool m_ok = true;
};

} // namespace parlor::server::media
