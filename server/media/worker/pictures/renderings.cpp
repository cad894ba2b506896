#include "server/media/worker/pictures/renderings.h"

#include "server/media/worker/pictures/jpegencoder.h"
#include "server/media/worker/pictures/resample.h"
#include "server/media/worker/pictures/webpencoder.h"
#include "shared/protocol/thumbhash.h"

#include <algorithm>

namespace parlor::server::media {

namespace {

constexpr int thumbWidth = 400;
constexpr int thumbHeight = 1600;
constexpr int gridWidth = 800;
constexpr int jpegQuality = 80;
constexpr int viewQuality = 80;
constexpr int hashSide = 100;

Planes scaledToFull(const Picture& picture, PixelSize size) {
    const int halfWidth = (size.width + 1) / 2;
    const int halfHeight = (size.height + 1) / 2;
    const Planes& from = picture.planes;
    return {resampled(from.y, size.width, size.height, lumaToFull),
            resampled(from.u, halfWidth, halfHeight, chromaToFull),
            resampled(from.v, halfWidth, halfHeight, chromaToFull)};
}

char sample(double value) {
    return static_cast<char>(static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)));
}

} // namespace

Planes thumbPlanes(const Picture& picture, PixelSize upright) {
    return scaledToFull(picture, fitted(upright, thumbWidth, thumbHeight));
}

MadePicture makeThumb(Planes& thumb) {
    return {RenderingKind::Thumb, encodeJpeg(thumb, jpegQuality), thumb.y.width, thumb.y.height};
}

MadePicture makeGrid(const Picture& picture, PixelSize upright) {
    const PixelSize base{picture.planes.y.width, picture.planes.y.height};
    const PixelSize wanted = fitted(upright, gridWidth, viewSide);
    Planes grid = scaledToFull(picture, wanted.width > base.width ? base : wanted);
    return {RenderingKind::Grid, encodeJpeg(grid, jpegQuality), grid.y.width, grid.y.height};
}

MadePicture makeView(const Picture& picture, int effort) {
    const int width = picture.planes.y.width;
    const int height = picture.planes.y.height;
    QByteArray bytes = picture.rgba.isEmpty()
                           ? encodeWebP(picture.planes, viewQuality, effort)
                           : encodeWebP(reinterpret_cast<const std::uint8_t*>(picture.rgba.constData()),
                                        width, height, viewQuality, effort);
    return {RenderingKind::View, std::move(bytes), width, height};
}

QByteArray makePlaceholder(const Planes& thumb) {
    const PixelSize size = fitted({thumb.y.width, thumb.y.height}, hashSide, hashSide);
    const Plane y = resampled(thumb.y, size.width, size.height);
    const Plane u = resampled(thumb.u, size.width, size.height);
    const Plane v = resampled(thumb.v, size.width, size.height);
    QByteArray rgba;
    rgba.reserve(qsizetype(size.width) * size.height * 4);
    for (int row = 0; row < size.height; ++row)
        for (int x = 0; x < size.width; ++x) {
            const double luma = y.row(row)[x];
            const double blue = u.row(row)[x] - 128.0;
            const double red = v.row(row)[x] - 128.0;
            rgba += sample(luma + 1.402 * red);
            rgba += sample(luma - 0.344136 * blue - 0.714136 * red);
            rgba += sample(luma + 1.772 * blue);
            rgba += '\xff';
        }
    return thumbhash::encode(size.width, size.height, rgba);
}

std::uint64_t perceptualHash(const Planes& thumb) {
    constexpr int side = 8;
    const Plane mini = resampled(thumb.y, side + 1, side);
    std::uint64_t hash = 0;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            hash = hash << 1 | (mini.row(y)[x] < mini.row(y)[x + 1] ? 1u : 0u);
    return hash;
}

} // namespace parlor::server::media
