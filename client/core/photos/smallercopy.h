#pragma once

#include "shared/core/result.h"

#include <QString>

#include <cstdint>

namespace parlor::client {

inline constexpr int smallerSide = 2'048; ///< px of the long side

/// About how many bytes a smaller copy of a picture of this shape has. For people.
std::int64_t smallerBytes(double widthByHeight);

/// Writes a copy of a picture with at most `smallerSide` px a side into `directory`, under a name that ends
/// as the file's own: as it is seen, without place or camera data, of a JPEG with the time when it was taken.
/// Answers the path of the copy, or of the file itself where a copy can't be made or would not be smaller.
QString makeSmallerCopy(const QString& file, const QString& directory);

} // namespace parlor::client
