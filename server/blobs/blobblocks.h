#pragma once

#include "server/blobs/blobheader.h"
#include "shared/core/result.h"

#include <QByteArray>

#include <cstdint>

/// Where the bytes of a blob lie, and how a sealed block looks: nonce (24, random, because the last block of
/// an upload is written again as it grows), ciphertext, tag (16); bound to file id, block number and
/// last-or-not.
namespace parlor::server::blocks {

inline constexpr std::int64_t plainBytes = 64 * 1024;
inline constexpr std::int64_t overhead = 24 + 16;

/// Blocks of a sealed file; at least one.
std::int64_t countFor(std::int64_t plainSize);

/// Where block `number` begins in the file.
std::int64_t positionOf(std::int64_t number);

QByteArray seal(const QByteArray& key, const QByteArray& fileId, std::int64_t number, bool last,
                QByteArrayView plain);

/// StoreFailed when a single bit is wrong.
Result<QByteArray> unseal(const QByteArray& key, const QByteArray& fileId, std::int64_t number, bool last,
                          QByteArrayView sealed);

/// Reads plain bytes [offset, offset + length) of a file with `size` plain bytes. `finished`: the last block
/// carries its mark. StoreFailed when the file is shorter than it says.
Result<QByteArray> read(int fd, const BlobHeader& header, const QByteArray& key, std::int64_t size,
                        bool finished, std::int64_t offset, std::int64_t length);

} // namespace parlor::server::blocks
