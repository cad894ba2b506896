#pragma once

#include "shared/core/result.h"

#include <QJsonObject>

#include <optional>

namespace parlor {

/// The part of a picture that its owner shows, in ten-thousandths of its sides as they lie upright: after the
/// orientation that the file tells, before the owner's rotation. Always within the picture.
class PhotoCrop {
public:
    static constexpr int whole = 10'000;
    static constexpr int least = 100; ///< of either side

    /// The whole picture.
    constexpr PhotoCrop() = default;

    /// nullopt for what is narrower than `least` or reaches out of the picture.
    static constexpr std::optional<PhotoCrop> from(int x, int y, int width, int height) {
        if (!fits(x, width) || !fits(y, height))
            return std::nullopt;
        return PhotoCrop(x, y, width, height);
    }

    [[nodiscard]] constexpr int x() const { return m_x; }

    [[nodiscard]] constexpr int y() const { return m_y; }

    [[nodiscard]] constexpr int width() const { return m_width; }

    [[nodiscard]] constexpr int height() const { return m_height; }

    [[nodiscard]] constexpr bool isWhole() const { return *this == PhotoCrop(); }

    /// True when `other` shows nothing that this one does not.
    [[nodiscard]] constexpr bool contains(const PhotoCrop& other) const {
        return m_x <= other.m_x && m_y <= other.m_y && m_x + m_width >= other.m_x + other.m_width
               && m_y + m_height >= other.m_y + other.m_height;
    }

    friend constexpr bool operator==(const PhotoCrop&, const PhotoCrop&) = default;

private:
    constexpr PhotoCrop(int x, int y, int width, int height)
        : m_x(x), m_y(y), m_width(width), m_height(height) {}

    static constexpr bool fits(int from, int length) {
        return from >= 0 && length >= least && length <= whole && from <= whole - length;
    }

    int m_x = 0;
    int m_y = 0;
    int m_width = whole;
    int m_height = whole;
};

namespace codec {
QJsonObject toJson(const PhotoCrop& crop);
/// BadFrame unless all four are there and lie in the picture.
Result<PhotoCrop> photoCropFromJson(const QJsonObject& json);
} // namespace codec

} // namespace parlor
