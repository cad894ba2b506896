#include "tests/support/sampletiffs.h"

#include "tests/support/sampleexif.h"
#include "tests/support/samplepixels.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace parlor::test {

namespace {

constexpr int rgb = 2, cieLab = 8;     // photometric interpretation
constexpr int whole = 1, floating = 3; // sample format
constexpr int perPixel = 3;

QByteArray tiff(const SamplePixels& pixels, int bits, int photometric, int format,
                const QByteArray& samples) {
    TiffWriter top;
    top.longNumber(0x100, static_cast<quint32>(pixels.width));
    top.longNumber(0x101, static_cast<quint32>(pixels.height));
    top.raw(0x102, 3, perPixel, big16(bits) + big16(bits) + big16(bits));
    top.shortNumber(0x103, 1);
    top.shortNumber(0x106, photometric);
    top.longNumber(0x111, 8);
    top.shortNumber(0x115, perPixel);
    top.longNumber(0x116, static_cast<quint32>(pixels.height));
    top.longNumber(0x117, static_cast<quint32>(samples.size()));
    top.raw(0x153, 3, perPixel, big16(format) + big16(format) + big16(format));
    const QByteArray padding(samples.size() % 2, '\0');
    const auto start = static_cast<quint32>(8 + samples.size() + padding.size());
    return "MM" + big16(42) + big32(start) + samples + padding + top.bytes(start);
}

/// IEC 61966-2-1.
std::array<float, 256> linearLight() {
    std::array<float, 256> light{};
    for (std::size_t i = 0; i < light.size(); ++i) {
        const double value = static_cast<double>(i) / 255;
        light[i] =
            static_cast<float>(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    }
    return light;
}

/// CIE 15: the cube root, made straight near zero.
double labStep(double value) {
    constexpr double edge = 6.0 / 29;
    return value > edge * edge * edge ? std::cbrt(value) : value / (3 * edge * edge) + 4.0 / 29;
}

char rounded(double value) {
    return static_cast<char>(static_cast<int>(std::lround(value)));
}

} // namespace

QByteArray floatTiffPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    const std::array<float, 256> light = linearLight();
    QByteArray samples;
    samples.reserve(static_cast<qsizetype>(pixels.rgb.size() * sizeof(float)));
    for (const std::uint8_t value : pixels.rgb)
        samples += big32(std::bit_cast<quint32>(light[value]));
    return tiff(pixels, 32, rgb, floating, samples);
}

QByteArray labTiffPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    const std::array<float, 256> light = linearLight();
    QByteArray samples;
    samples.reserve(static_cast<qsizetype>(pixels.rgb.size()));
    for (std::size_t i = 0; i < pixels.rgb.size(); i += perPixel) {
        const double red = light[pixels.rgb[i]];
        const double green = light[pixels.rgb[i + 1]];
        const double blue = light[pixels.rgb[i + 2]];
        const double x = labStep((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
        const double y = labStep(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        const double z = labStep((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
        samples += rounded((116 * y - 16) * 255 / 100);
        samples += rounded(500 * (x - y)); // signed
        samples += rounded(200 * (y - z));
    }
    return tiff(pixels, 8, cieLab, whole, samples);
}

} // namespace parlor::test
