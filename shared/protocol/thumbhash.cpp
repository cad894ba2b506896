#include "shared/protocol/thumbhash.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace parlor::thumbhash {

namespace {

constexpr int maxSide = 100;
constexpr double pi = std::numbers::pi;

// JavaScript's Math.round: halves go up.
int rounded(double value) {
    return static_cast<int>(std::floor(value + 0.5));
}

struct Channel {
    double dc = 0;
    std::vector<double> ac;
    double scale = 0;
};

Channel transform(const std::vector<double>& channel, int w, int h, int nx, int ny) {
    Channel result;
    std::array<double, maxSide> fx{};
    for (int cy = 0; cy < ny; ++cy) {
        for (int cx = 0; cx * ny < nx * (ny - cy); ++cx) {
            double f = 0;
            for (int x = 0; x < w; ++x)
                fx.at(std::size_t(x)) = std::cos(pi / w * cx * (x + 0.5));
            for (int y = 0; y < h; ++y) {
                const double fy = std::cos(pi / h * cy * (y + 0.5));
                for (int x = 0; x < w; ++x)
                    f += channel[std::size_t(x + y * w)] * fx[std::size_t(x)] * fy;
            }
            f /= w * h;
            if (cx != 0 || cy != 0) {
                result.ac.push_back(f);
                result.scale = std::max(result.scale, std::abs(f));
            } else {
                result.dc = f;
            }
        }
    }
    if (result.scale != 0)
        for (double& f : result.ac)
            f = 0.5 + 0.5 / result.scale * f;
    return result;
}

class NibbleWriter {
public:
    explicit NibbleWriter(QByteArray& out) : m_out(out) {}

    void write(const Channel& channel) {
        for (const double f : channel.ac) {
            const int nibble = rounded(15 * f);
            if (m_half)
                m_out.back() = static_cast<char>(m_out.back() | (nibble << 4));
            else
                m_out.append(static_cast<char>(nibble));
            m_half = !m_half;
        }
    }

private:
    QByteArray& m_out;
    bool m_half = false;
};

// What the first five or six bytes say.
struct Head {
    double lDc, pDc, qDc, aDc;
    double lScale, pScale, qScale, aScale;
    bool alpha, landscape;
    int lx, ly; ///< terms of luminance, as stored

    explicit Head(QByteArrayView hash) {
        const auto byte = [hash](qsizetype i) {
            return i < hash.size() ? static_cast<unsigned char>(hash[i]) : 0;
        };
        const int head24 = byte(0) | (byte(1) << 8) | (byte(2) << 16);
        const int head16 = byte(3) | (byte(4) << 8);
        lDc = (head24 & 63) / 63.0;
        pDc = ((head24 >> 6) & 63) / 31.5 - 1;
        qDc = ((head24 >> 12) & 63) / 31.5 - 1;
        lScale = ((head24 >> 18) & 31) / 31.0;
        alpha = (head24 >> 23) != 0;
        pScale = ((head16 >> 3) & 63) / 63.0;
        qScale = ((head16 >> 9) & 63) / 63.0;
        landscape = (head16 >> 15) != 0;
        lx = landscape ? (alpha ? 5 : 7) : head16 & 7;
        ly = landscape ? head16 & 7 : (alpha ? 5 : 7);
        aDc = alpha ? (byte(5) & 15) / 15.0 : 1;
        aScale = (byte(5) >> 4) / 15.0;
    }

    [[nodiscard]] qsizetype acStart() const { return alpha ? 6 : 5; }

    [[nodiscard]] double ratio() const { return double(lx) / ly; }
};

int termsOf(int nx, int ny) {
    int terms = 0;
    for (int cy = 0; cy < ny; ++cy)
        for (int cx = cy != 0 ? 0 : 1; cx * ny < nx * (ny - cy); ++cx)
            ++terms;
    return terms;
}

class NibbleReader {
public:
    NibbleReader(QByteArrayView hash, qsizetype start) : m_hash(hash), m_start(start) {}

    std::vector<double> read(int nx, int ny, double scale) {
        std::vector<double> ac(std::size_t(termsOf(nx, ny)));
        for (double& f : ac) {
            const auto byte = static_cast<unsigned char>(m_hash[m_start + (m_index >> 1)]);
            f = (((byte >> ((m_index & 1) << 2)) & 15) / 7.5 - 1) * scale;
            ++m_index;
        }
        return ac;
    }

private:
    QByteArrayView m_hash;
    qsizetype m_start;
    qsizetype m_index = 0;
};

// As a Uint8Array takes it: clamped above zero and below 255 by the caller, then truncated.
char level(double value) {
    return static_cast<char>(static_cast<unsigned char>(std::max(0.0, 255 * std::min(1.0, value))));
}

std::array<double, 3> rgbOf(double l, double p, double q) {
    const double b = l - 2.0 / 3.0 * p;
    const double r = (3 * l - b + q) / 2;
    return {r, r - q, b};
}

using Cosines = std::array<double, 8>;

// Two orders of multiplication, because the reference has both and the last bit shows.
double withTerms(double value, const std::vector<double>& ac, int nx, int ny, const Cosines& fx,
                 const Cosines& fy) {
    std::size_t j = 0;
    for (int cy = 0; cy < ny; ++cy) {
        const double fy2 = fy[std::size_t(cy)] * 2;
        for (int cx = cy != 0 ? 0 : 1; cx * ny < nx * (ny - cy); ++cx, ++j)
            value += ac[j] * fx[std::size_t(cx)] * fy2;
    }
    return value;
}

double withColourTerms(double value, const std::vector<double>& ac, const Cosines& fx, const Cosines& fy) {
    std::size_t j = 0;
    for (int cy = 0; cy < 3; ++cy) {
        const double fy2 = fy[std::size_t(cy)] * 2;
        for (int cx = cy != 0 ? 0 : 1; cx < 3 - cy; ++cx, ++j)
            value += ac[j] * (fx[std::size_t(cx)] * fy2);
    }
    return value;
}

} // namespace

QByteArray encode(int w, int h, QByteArrayView rgba) {
    if (w < 1 || h < 1 || w > maxSide || h > maxSide || rgba.size() != qsizetype(w) * h * 4)
        return {};
    const auto pixel = [rgba](int i) { return static_cast<unsigned char>(rgba[i]); };

    double averageR = 0, averageG = 0, averageB = 0, averageA = 0;
    for (int j = 0; j < w * h * 4; j += 4) {
        const double alpha = pixel(j + 3) / 255.0;
        averageR += alpha / 255 * pixel(j);
        averageG += alpha / 255 * pixel(j + 1);
        averageB += alpha / 255 * pixel(j + 2);
        averageA += alpha;
    }
    if (averageA != 0) {
        averageR /= averageA;
        averageG /= averageA;
        averageB /= averageA;
    }

    const bool hasAlpha = averageA < w * h;
    const int limit = hasAlpha ? 5 : 7;
    const int lx = std::max(1, rounded(double(limit * w) / std::max(w, h)));
    const int ly = std::max(1, rounded(double(limit * h) / std::max(w, h)));
    const auto count = std::size_t(w * h);
    std::vector<double> l(count), p(count), q(count), a(count);
    for (std::size_t i = 0; i < count; ++i) {
        const int j = int(i) * 4;
        const double alpha = pixel(j + 3) / 255.0;
        const double r = averageR * (1 - alpha) + alpha / 255 * pixel(j);
        const double g = averageG * (1 - alpha) + alpha / 255 * pixel(j + 1);
        const double b = averageB * (1 - alpha) + alpha / 255 * pixel(j + 2);
        l[i] = (r + g + b) / 3;
        p[i] = (r + g) / 2 - b;
        q[i] = r - g;
        a[i] = alpha;
    }
    const Channel lc = transform(l, w, h, std::max(3, lx), std::max(3, ly));
    const Channel pc = transform(p, w, h, 3, 3);
    const Channel qc = transform(q, w, h, 3, 3);
    const Channel ac = hasAlpha ? transform(a, w, h, 5, 5) : Channel();

    const bool landscape = w > h;
    const int head24 = rounded(63 * lc.dc) | (rounded(31.5 + 31.5 * pc.dc) << 6)
                       | (rounded(31.5 + 31.5 * qc.dc) << 12) | (rounded(31 * lc.scale) << 18)
                       | (int(hasAlpha) << 23);
    const int head16 = (landscape ? ly : lx) | (rounded(63 * pc.scale) << 3) | (rounded(63 * qc.scale) << 9)
                       | (int(landscape) << 15);
    QByteArray hash;
    for (const int byte : {head24, head24 >> 8, head24 >> 16, head16, head16 >> 8})
        hash.append(static_cast<char>(byte & 255));
    if (hasAlpha)
        hash.append(static_cast<char>(rounded(15 * ac.dc) | (rounded(15 * ac.scale) << 4)));
    NibbleWriter nibbles(hash);
    nibbles.write(lc);
    nibbles.write(pc);
    nibbles.write(qc);
    nibbles.write(ac);
    return hash;
}

bool isValid(QByteArrayView hash) {
    if (hash.size() < 5)
        return false;
    const Head head(hash);
    if (head.lx < 1 || head.ly < 1)
        return false;
    const int terms = termsOf(std::max(3, head.lx), std::max(3, head.ly)) + 2 * termsOf(3, 3)
                      + (head.alpha ? termsOf(5, 5) : 0);
    return hash.size() == head.acStart() + (terms + 1) / 2;
}

std::optional<Pixels> decode(QByteArrayView hash) {
    if (!isValid(hash))
        return std::nullopt;
    const Head head(hash);
    const int lx = std::max(3, head.lx);
    const int ly = std::max(3, head.ly);
    // Saturation is raised by a quarter to make up for the quantisation.
    NibbleReader nibbles(hash, head.acStart());
    const auto lAc = nibbles.read(lx, ly, head.lScale);
    const auto pAc = nibbles.read(3, 3, head.pScale * 1.25);
    const auto qAc = nibbles.read(3, 3, head.qScale * 1.25);
    const auto aAc = head.alpha ? nibbles.read(5, 5, head.aScale) : std::vector<double>();

    const double ratio = head.ratio();
    Pixels pixels;
    pixels.width = rounded(ratio > 1 ? 32 : 32 * ratio);
    pixels.height = rounded(ratio > 1 ? 32 / ratio : 32);
    pixels.rgba.reserve(qsizetype(pixels.width) * pixels.height * 4);
    Cosines fx{}, fy{};
    for (int y = 0; y < pixels.height; ++y) {
        for (int cy = 0; cy < 8; ++cy)
            fy[std::size_t(cy)] = std::cos(pi / pixels.height * (y + 0.5) * cy);
        for (int x = 0; x < pixels.width; ++x) {
            for (int cx = 0; cx < 8; ++cx)
                fx[std::size_t(cx)] = std::cos(pi / pixels.width * (x + 0.5) * cx);
            const auto rgb =
                rgbOf(withTerms(head.lDc, lAc, lx, ly, fx, fy), withColourTerms(head.pDc, pAc, fx, fy),
                      withColourTerms(head.qDc, qAc, fx, fy));
            for (const double value : rgb)
                pixels.rgba.append(level(value));
            pixels.rgba.append(level(head.alpha ? withTerms(head.aDc, aAc, 5, 5, fx, fy) : head.aDc));
        }
    }
    return pixels;
}

std::optional<std::array<double, 4>> averageColour(QByteArrayView hash) {
    if (!isValid(hash))
        return std::nullopt;
    const Head head(hash);
    const auto rgb = rgbOf(head.lDc, head.pDc, head.qDc);
    const auto within = [](double value) { return std::clamp(value, 0.0, 1.0); };
    return std::array{within(rgb[0]), within(rgb[1]), within(rgb[2]), head.aDc};
}

std::optional<double> aspectRatio(QByteArrayView hash) {
    if (!isValid(hash))
        return std::nullopt;
    return Head(hash).ratio();
}

} // namespace parlor::thumbhash
