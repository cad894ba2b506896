#pragma once

#include <QByteArray>

#include <cstdint>
#include <memory>

namespace parlor::server {

/// SHA-256 and CRC-32 of a stream, by OpenSSL and libdeflate, which use the processor's own instructions: 1.8
/// GB/s against 0.4 of QCryptographicHash, 12 GB/s against zlib's 4. Copies continue from the same place.
class ContentHash {
public:
    ContentHash();
    ContentHash(const ContentHash& other);
    ContentHash& operator=(const ContentHash& other);
    ~ContentHash();

    void add(QByteArrayView bytes);

    [[nodiscard]] std::int64_t size() const { return m_size; }

    [[nodiscard]] std::uint32_t crc32() const { return m_crc; }

    [[nodiscard]] QByteArray sha256() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
    std::int64_t m_size = 0;
    std::uint32_t m_crc = 0;
};

} // namespace parlor::server
