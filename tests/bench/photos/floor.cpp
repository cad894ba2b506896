#include "tests/bench/photos/floor.h"

#include "server/media/worker/pictures/jpegroute.h"
#include "server/media/worker/pictures/webpencoder.h"

#include <cstdio>
#include <ctime>

// jpeglib.h wants stdio's FILE before it.
#include <jpeglib.h>

namespace parlor::bench {

namespace {

double cpuSeconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

} // namespace

double floorSeconds(const QByteArray& jpeg) {
    using namespace server::media;
    const Bytes bytes(reinterpret_cast<const std::uint8_t*>(jpeg.constData()),
                      static_cast<std::size_t>(jpeg.size()));
    const auto outline = outlineJpeg(bytes);
    if (!outline)
        return 0;
    const auto picture =
        pictureFromJpeg(bytes, *outline, PixelRect::all({outline->width, outline->height}), {}, false);
    if (!picture)
        return 0;
    const double start = cpuSeconds();
    jpeg_decompress_struct codec;
    jpeg_error_mgr errors;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&codec, TRUE);
    jpeg_read_coefficients(&codec);
    jpeg_destroy_decompress(&codec);
    const QByteArray view = encodeWebP(picture->planes, 80, 4);
    return view.isEmpty() ? 0 : cpuSeconds() - start;
}

} // namespace parlor::bench
