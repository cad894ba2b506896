#pragma once

#include "shared/core/result.h"

#include <QByteArray>

#include <cstdint>

namespace parlor::server {

/// The first 128 bytes of every stored file, little endian:
///   0  8  magic "PARLORB1"            8  1  flags: 1 = sealed        9  7  zero
///  16 16  file id, random            32  8  plain size, all ones while it is being written
///  40 24  nonce of the wrapped key   64 48  data key, sealed with the master's wrapping key (zero when
///  unsealed)
/// 112  8  id of the master key      120  4  CRC-32 of bytes 0 … 119   124  4  zero
struct BlobHeader {
    static constexpr std::int64_t bytes = 128;
    static constexpr std::int64_t unfinished = -1;

    bool sealed = false;
    QByteArray fileId;              ///< 16 bytes
    std::int64_t size = unfinished; ///< plain bytes
    QByteArray keyNonce;            ///< 24 bytes when sealed
    QByteArray wrappedKey;          ///< 48 bytes when sealed
    QByteArray masterId;            ///< 8 bytes when sealed

    [[nodiscard]] QByteArray encode() const;

    /// StoreFailed for anything that encode() did not make.
    static Result<BlobHeader> decode(const QByteArray& bytes);

    static Result<BlobHeader> read(int fd);
    [[nodiscard]] Status write(int fd) const;
};

} // namespace parlor::server
