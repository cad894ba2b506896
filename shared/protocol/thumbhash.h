#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <cstdint>
#include <optional>

/// ThumbHash (Evan Wallace, github.com/evanw/thumbhash, MIT): a picture's blurred shape in at most 25 bytes.
/// The same arithmetic in the same order as the JavaScript reference, so that hashes are equal byte for byte.
namespace parlor::thumbhash {

/// Rows of 8-bit RGBA, not premultiplied, without padding.
struct Pixels {
    int width = 0;
    int height = 0;
    QByteArray rgba;

    friend bool operator==(const Pixels&, const Pixels&) = default;
};

/// Empty unless each side has 1 … 100 pixels and there are width × height × 4 bytes.
QByteArray encode(int width, int height, QByteArrayView rgba);

/// True when the bytes have the length that their head announces: the other functions accept nothing else.
bool isValid(QByteArrayView hash);

/// A picture of at most 32 px a side; nullopt for bytes that are no hash.
std::optional<Pixels> decode(QByteArrayView hash);

/// Red, green, blue, alpha, each 0 … 1.
std::optional<std::array<double, 4>> averageColour(QByteArrayView hash);

/// Width divided by height, roughly.
std::optional<double> aspectRatio(QByteArrayView hash);

} // namespace parlor::thumbhash
