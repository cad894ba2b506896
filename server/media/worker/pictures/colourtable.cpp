#include "server/media/worker/pictures/colourtable.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <deque>

namespace parlor::server::media {

namespace {

constexpr int side = 33; ///< nodes at 0, 8, … 256
constexpr int nodeStep = 8;
constexpr int fraction = 64;
constexpr qsizetype largestProfile = 4 * 1024 * 1024;
constexpr std::size_t kept = 4;

struct CloseProfile {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};

struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};

using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

/// sRGB's primaries with straight curves: what lies outside of sRGB must come out as it is, below 0 and
/// over 1.
Profile linearSrgb() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
    cmsToneCurve* straight = cmsBuildGamma(nullptr, 1);
    cmsToneCurve* curves[] = {straight, straight, straight};
    Profile profile(cmsCreateRGBProfile(&white, &primaries, curves));
    cmsFreeToneCurve(straight);
    return profile;
}

/// The curve of IEC 61966-2-1, mirrored for what is below 0: its own straight end would run away there.
double encoded(float linear) {
    const double value = std::isfinite(linear) ? std::abs(linear) : 0;
    const double curved = value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
    return linear < 0 ? -curved : curved;
}

Transform transformToSrgb(const QByteArray& bytes) {
    if (bytes.isEmpty() || bytes.size() > largestProfile)
        return nullptr;
    const Profile from(cmsOpenProfileFromMem(bytes.constData(), static_cast<cmsUInt32Number>(bytes.size())));
    if (!from || cmsGetColorSpace(from.get()) != cmsSigRgbData)
        return nullptr;
    const Profile to = linearSrgb();
    return to == nullptr
               ? nullptr
               : Transform(cmsCreateTransform(from.get(), TYPE_RGB_FLT, to.get(), TYPE_RGB_FLT,
                                              INTENT_PERCEPTUAL, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE));
}

/// Nothing moves by a whole 8-bit step.
bool isIdentity(void* transform) {
    for (int i = 0; i < 125; ++i) {
        const std::array<float, 3> in{static_cast<float>(i % 5) / 4, static_cast<float>(i / 5 % 5) / 4,
                                      static_cast<float>(i / 25) / 4};
        std::array<float, 3> out{};
        cmsDoTransform(transform, in.data(), out.data(), 1);
        for (std::size_t c = 0; c < 3; ++c)
            if (!(std::abs(in[c] - encoded(out[c])) < 1.0 / 255))
                return false;
    }
    return true;
}

std::int16_t fixed(double value) {
    return static_cast<std::int16_t>(std::lround(std::clamp(value, -255.0, 510.0) * fraction));
}

/// Where a sample lies between two nodes.
struct Spot {
    int node;
    int part; ///< eighths
};

Spot spotOf(int value) {
    return {value / nodeStep, value % nodeStep};
}

/// Linear between the 2 × 2 × 2 nodes around a colour; `stride` values a node.
template<int stride>
int between(const std::int16_t* nodes, Spot y, Spot cb, Spot cr) {
    const std::int16_t* at = nodes + ((cr.node * side + cb.node) * side + y.node) * stride;
    const auto alongY = [&](const std::int16_t* p) {
        return p[0] * (nodeStep - y.part) + p[stride] * y.part;
    };
    const auto alongCb = [&](const std::int16_t* p) {
        return alongY(p) * (nodeStep - cb.part) + alongY(p + side * stride) * cb.part;
    };
    return alongCb(at) * (nodeStep - cr.part) + alongCb(at + side * side * stride) * cr.part;
}

/// From the scale of between() to a sample.
class Rounding {
public:
    Rounding(bool limited, int span, int centreFrom, int centreTo)
        : m_gain(limited ? (span << 8) / 255 : 256), m_from(centreFrom), m_to(centreTo) {}

    [[nodiscard]] std::uint8_t operator()(int sum) const {
        constexpr int scale = fraction * nodeStep * nodeStep * nodeStep;
        // 1/64 steps are enough from here on, and leave room for the gain.
        const int fine = (sum + scale / 128) / (scale / 64) - m_from * 64;
        return static_cast<std::uint8_t>(std::clamp((fine * m_gain + (1 << 13)) / (1 << 14) + m_to, 0, 255));
    }

private:
    int m_gain;
    int m_from;
    int m_to;
};

} // namespace

std::shared_ptr<const ColourTable> ColourTable::build(const QByteArray& profile) {
    const Transform transform = transformToSrgb(profile);
    if (!transform || isIdentity(transform.get()))
        return nullptr;
    std::vector<float> in;
    in.reserve(std::size_t(side) * side * side * 3);
    for (int cr = 0; cr < side; ++cr)
        for (int cb = 0; cb < side; ++cb)
            for (int y = 0; y < side; ++y) {
                const double luma = y * nodeStep;
                const double blue = cb * nodeStep - 128;
                const double red = cr * nodeStep - 128;
                in.push_back(static_cast<float>((luma + 1.402 * red) / 255));
                in.push_back(static_cast<float>((luma - 0.344136 * blue - 0.714136 * red) / 255));
                in.push_back(static_cast<float>((luma + 1.772 * blue) / 255));
            }
    std::vector<float> out(in.size());
    cmsDoTransform(transform.get(), in.data(), out.data(), static_cast<cmsUInt32Number>(in.size() / 3));
    std::vector<std::int16_t> luma;
    std::vector<std::int16_t> chroma;
    for (std::size_t i = 0; i < out.size(); i += 3) {
        const double r = encoded(out[i]) * 255;
        const double g = encoded(out[i + 1]) * 255;
        const double b = encoded(out[i + 2]) * 255;
        const double y = 0.299 * r + 0.587 * g + 0.114 * b;
        luma.push_back(fixed(y));
        chroma.push_back(fixed((b - y) / 1.772 + 128));
        chroma.push_back(fixed((r - y) / 1.402 + 128));
    }
    return std::shared_ptr<const ColourTable>(new ColourTable(std::move(luma), std::move(chroma)));
}

std::shared_ptr<const ColourTable> ColourTable::forProfile(const QByteArray& profile) {
    static std::deque<std::pair<QByteArray, std::shared_ptr<const ColourTable>>> recent;
    if (profile.isEmpty())
        return nullptr;
    const auto found =
        std::find_if(recent.begin(), recent.end(), [&](const auto& r) { return r.first == profile; });
    if (found != recent.end())
        return found->second;
    recent.emplace_front(profile, build(profile));
    if (recent.size() > kept)
        recent.pop_back();
    return recent.front().second;
}

void ColourTable::apply(Planes& planes, bool limited) const {
    const Rounding lumaRounding(limited, 219, 0, limited ? 16 : 0);
    const Rounding chromaRounding(limited, 224, 128, 128);
    const int stepX = (planes.y.width + planes.u.width - 1) / planes.u.width;
    const int stepY = (planes.y.height + planes.u.height - 1) / planes.u.height;
    for (int v = 0; v < planes.u.height; ++v) {
        std::uint8_t* blues = planes.u.row(v);
        std::uint8_t* reds = planes.v.row(v);
        const int bottom = std::min((v + 1) * stepY, planes.y.height);
        for (int u = 0; u < planes.u.width; ++u) {
            const Spot cb = spotOf(blues[u]);
            const Spot cr = spotOf(reds[u]);
            const int right = std::min((u + 1) * stepX, planes.y.width);
            int sum = 0;
            int count = 0;
            for (int y = v * stepY; y < bottom; ++y) {
                std::uint8_t* row = planes.y.row(y);
                for (int x = u * stepX; x < right; ++x) {
                    sum += row[x];
                    ++count;
                    row[x] = lumaRounding(between<1>(m_luma.data(), spotOf(row[x]), cb, cr));
                }
            }
            const Spot mean = spotOf(count > 0 ? sum / count : 128);
            blues[u] = chromaRounding(between<2>(m_chroma.data(), mean, cb, cr));
            reds[u] = chromaRounding(between<2>(m_chroma.data() + 1, mean, cb, cr));
        }
    }
}

} // namespace parlor::server::media
