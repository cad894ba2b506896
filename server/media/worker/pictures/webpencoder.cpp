#include "server/media/worker/pictures/webpencoder.h"

#include "server/media/worker/pictures/vp8/encoder.h"

#include <webp/encode.h>

#include <cstring>

namespace parlor::server::media {

namespace {

int append(const std::uint8_t* data, std::size_t size, const WebPPicture* picture) {
    static_cast<QByteArray*>(picture->custom_ptr)
        ->append(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    return 1;
}

QByteArray encode(WebPPicture& picture, int quality, int effort) {
    WebPConfig config;
    if (WebPConfigInit(&config) == 0)
        return {};
    config.quality = static_cast<float>(quality);
    config.method = effort;
    QByteArray bytes;
    bytes.reserve(512 * 1024);
    picture.writer = append;
    picture.custom_ptr = &bytes;
    return WebPEncode(&config, &picture) != 0 ? bytes : QByteArray();
}

void appendLittle32(QByteArray& bytes, qsizetype value) {
    for (int shift = 0; shift < 32; shift += 8)
        bytes.append(static_cast<char>(value >> shift & 0xff));
}

/// The simple container of a lossy picture: a RIFF file of one chunk, whose length is even.
QByteArray contained(const QByteArray& frame) {
    const qsizetype padding = frame.size() % 2;
    QByteArray file;
    file.reserve(frame.size() + 32);
    file += "RIFF";
    appendLittle32(file, 4 + 8 + frame.size() + padding);
    file += "WEBPVP8 ";
    appendLittle32(file, frame.size());
    file += frame;
    file.append(padding, '\0');
    return file;
}

} // namespace

QByteArray encodeWebP(const Planes& planes, int quality, int effort) {
    if (effort == ownEffort) {
        const QByteArray frame = vp8::encoded(planes, quality);
        if (!frame.isEmpty())
            return contained(frame);
    }
    return encodeByLibrary(planes, quality, effort);
}

QByteArray encodeByLibrary(const Planes& planes, int quality, int effort) {
    WebPPicture picture;
    if (WebPPictureInit(&picture) == 0)
        return {};
    picture.width = planes.y.width;
    picture.height = planes.y.height;
    picture.colorspace = WEBP_YUV420;
    // The encoder only reads them, but its struct serves decoding hands too.
    picture.y = planes.y.samples.get();
    picture.u = planes.u.samples.get();
    picture.v = planes.v.samples.get();
    picture.y_stride = planes.y.stride;
    picture.uv_stride = planes.u.stride;
    return encode(picture, quality, effort);
}

QByteArray encodeWebP(const std::uint8_t* rgba, int width, int height, int quality, int effort) {
    WebPPicture picture;
    if (WebPPictureInit(&picture) == 0)
        return {};
    picture.width = width;
    picture.height = height;
    QByteArray bytes;
    if (WebPPictureImportRGBA(&picture, rgba, width * 4) != 0)
        bytes = encode(picture, quality, effort);
    WebPPictureFree(&picture);
    return bytes;
}

Planes planesFromRgb(const std::uint8_t* rgb, int width, int height) {
    Planes planes;
    WebPPicture picture;
    if (WebPPictureInit(&picture) == 0)
        return planes;
    picture.width = width;
    picture.height = height;
    if (WebPPictureImportRGB(&picture, rgb, width * 3) != 0) {
        const auto copied = [](const std::uint8_t* from, int stride, int w, int h) {
            Plane plane(w, h);
            for (int y = 0; y < h; ++y)
                std::memcpy(plane.row(y), from + static_cast<std::ptrdiff_t>(stride) * y,
                            static_cast<std::size_t>(w));
            return plane;
        };
        planes.y = copied(picture.y, picture.y_stride, width, height);
        planes.u = copied(picture.u, picture.uv_stride, (width + 1) / 2, (height + 1) / 2);
        planes.v = copied(picture.v, picture.uv_stride, (width + 1) / 2, (height + 1) / 2);
    }
    WebPPictureFree(&picture);
    return planes;
}

} // namespace parlor::server::media
