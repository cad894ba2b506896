#include "server/media/worker/pictures/jpegdecoder.h"

#include <turbojpeg.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace parlor::server::media {

namespace {

constexpr int smallestSide = 8;

int scaleFor(int width, int height, int longSide) {
    const int side = std::max(width, height);
    for (int n = 1; n < 8 && longSide > 0; ++n)
        if ((static_cast<std::int64_t>(side) * n + 7) / 8 >= longSide)
            return n;
    return 8;
}

/// Cameras pad their files and set odd scan parameters: only warnings that mean lost pixels count.
bool meansDamage(const char* warning) {
    if (std::strstr(warning, "Invalid SOS parameters"))
        return false;
    const char* corrupt = std::strstr(warning, "Corrupt JPEG data: ");
    if (corrupt && std::strstr(corrupt, "extraneous bytes"))
        return std::atoi(corrupt + std::strlen("Corrupt JPEG data: ")) > 64;
    return true;
}

struct Decompressor {
    tjhandle handle = tjInitDecompress();
    Decompressor() = default;
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    ~Decompressor() { tjDestroy(handle); }
};

} // namespace

std::optional<DecodedJpeg> decodeJpeg(Bytes file, const JpegOutline& outline, int longSide) {
    if (outline.precision != 8 || outline.components != 3)
        return std::nullopt;
    const Decompressor decompressor;
    int width = 0;
    int height = 0;
    int subsampling = -1;
    int colours = -1;
    if (!decompressor.handle
        || tjDecompressHeader3(decompressor.handle, file.data(), file.size(), &width, &height, &subsampling,
                               &colours)
               != 0)
        return std::nullopt;
    if (colours != TJCS_YCbCr || subsampling < 0 || subsampling == TJSAMP_GRAY || width != outline.width
        || height != outline.height || std::min(width, height) < smallestSide)
        return std::nullopt;

    const int n = scaleFor(width, height, longSide);
    const int scaledWidth = (width * n + 7) / 8;
    const int scaledHeight = (height * n + 7) / 8;
    DecodedJpeg decoded;
    decoded.scale = n / 8.0;
    Plane* planes[3] = {&decoded.planes.y, &decoded.planes.u, &decoded.planes.v};
    unsigned char* starts[3];
    int strides[3];
    for (int i = 0; i < 3; ++i) {
        *planes[i] =
            Plane(tjPlaneWidth(i, scaledWidth, subsampling), tjPlaneHeight(i, scaledHeight, subsampling));
        // What a cut-off file does not reach stays grey rather than being somebody else's memory.
        std::memset(planes[i]->samples.get(), 128,
                    static_cast<std::size_t>(planes[i]->stride)
                        * static_cast<std::size_t>(planes[i]->height));
        starts[i] = planes[i]->samples.get();
        strides[i] = planes[i]->stride;
    }
    const int status = tjDecompressToYUVPlanes(decompressor.handle, file.data(), file.size(), starts,
                                               scaledWidth, strides, scaledHeight, TJFLAG_LIMITSCANS);
    if (status != 0) {
        if (tjGetErrorCode(decompressor.handle) == TJERR_FATAL)
            return std::nullopt;
        decoded.damaged = meansDamage(tjGetErrorStr2(decompressor.handle));
    }
    decoded.damaged = decoded.damaged || !outline.ended;
    // TurboJPEG pads the luma plane to whole chroma samples; the picture is without that.
    decoded.planes.y.width = scaledWidth;
    decoded.planes.y.height = scaledHeight;
    return decoded;
}

} // namespace parlor::server::media
