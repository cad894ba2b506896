#include "tests/support/sampleheif.h"

#include <algorithm>

#include <libheif/heif.h>

namespace parlor::test {

namespace {

heif_error append(heif_context*, const void* data, std::size_t size, void* out) {
    static_cast<QByteArray*>(out)->append(static_cast<const char*>(data), static_cast<qsizetype>(size));
    return {heif_error_Ok, heif_suberror_Unspecified, ""};
}

heif_image* imageOf(const SamplePixels& pixels) {
    heif_image* image = nullptr;
    heif_image_create(pixels.width, pixels.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, pixels.width, pixels.height, 24);
    int stride = 0;
    std::uint8_t* plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < pixels.height; ++y)
        std::copy_n(pixels.row(y), pixels.width * 3, plane + static_cast<std::ptrdiff_t>(y) * stride);
    return image;
}

} // namespace

QByteArray heifPicture(const SamplePixels& pixels, HeifCodec codec, int quality, const QByteArray& exif) {
    const heif_compression_format format =
        codec == HeifCodec::Av1 ? heif_compression_AV1 : heif_compression_HEVC;
    QByteArray bytes;
    heif_context* context = heif_context_alloc();
    heif_encoder* encoder = nullptr;
    heif_image* image = nullptr;
    heif_image_handle* handle = nullptr;
    if (heif_context_get_encoder_for_format(context, format, &encoder).code == heif_error_Ok) {
        heif_encoder_set_lossy_quality(encoder, quality);
        image = imageOf(pixels);
        if (heif_context_encode_image(context, image, encoder, nullptr, &handle).code == heif_error_Ok) {
            if (!exif.isEmpty())
                heif_context_add_exif_metadata(context, handle, exif.constData(),
                                               static_cast<int>(exif.size()));
            heif_writer writer{1, append};
            heif_context_write(context, &writer, &bytes);
        }
    }
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    heif_context_free(context);
    return bytes;
}

} // namespace parlor::test
