#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/protocol/photo.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <cstdint>

namespace parlor {

/// One photo in the light index that a client keeps of the whole library: enough to lay it out and to ask for
/// its thumbnail.
struct IndexedPhoto {
    PhotoId id;
    std::int64_t takenLocal = 0;         ///< ms of the wall clock there, as if UTC
    std::uint16_t aspect = squareAspect; ///< see aspectOf()
    PhotoState state = PhotoState::Ready;
    bool favourite = false;
    bool archived = false;
    bool trashed = false;
    bool removed = false; ///< in a delta: gone from the library; only the id counts
    bool motion = false;
    bool video = false;
    std::uint64_t thumbHash = 0; ///< the 16 hex digits of the thumbnail's URL; 0 while there is none
    QByteArray placeholder;      ///< thumbhash, at most 25 bytes

    static constexpr std::uint16_t squareAspect = 0x8000;
    friend bool operator==(const IndexedPhoto&, const IndexedPhoto&) = default;
};

/// A page of the index as GET /v1/photos/index sends it (application/vnd.parlor.photo-index), at most 55
/// bytes a photo. Little-endian:
///   "PPIX", version u8 = 1, flags u8 (bit 0: more), 0 u16, epoch 8 bytes, cursor i64, count u32, times u32
///   (bytes)
/// then one column after the other: id i64 · thumbHash u64 · aspect u16 · flags u8 (1 favourite, 2 archived,
/// 4 trashed, 8 removed, 16 motion, state << 5, 128
/// video) · length of placeholder u8 · takenLocal as zigzag LEB128 of
/// the difference from the row before (`times` bytes in all) · placeholders, one after the other.
struct PhotoIndexPage {
    Epoch epoch;             ///< 16 hex digits
    std::int64_t cursor = 0; ///< opaque; to be given for what comes after this page
    bool more = false;       ///< ask again at once
    QList<IndexedPhoto> photos;

    friend bool operator==(const PhotoIndexPage&, const PhotoIndexPage&) = default;
};

/// Rows that a page may hold; 55 bytes each keep it under 1.4 MB.
inline constexpr int photoIndexRows = 25'000;

/// Placeholders longer than 25 bytes (none are) are left out; rows beyond photoIndexRows too.
QByteArray encodePhotoIndex(const PhotoIndexPage& page);

/// BadFrame for anything but exactly one page, VersionMismatch for another version.
Result<PhotoIndexPage> decodePhotoIndex(QByteArrayView bytes);

/// Width to height on a logarithmic scale of 4 096 steps an octave, 0x8000 being a square: within 0.01 % from
/// 1:256 to 256:1. Square when a side is not known.
std::uint16_t aspectOf(int width, int height);
double ratioOf(std::uint16_t aspect);

} // namespace parlor
