#include "tests/unit/media/poolfixture.h"

#include <webp/decode.h>

#include <cstdio>
#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

// jpeglib.h wants stdio's FILE before it.
#include <jpeglib.h>

namespace parlor::server {

WorkerPoolOptions PoolFixture::options() {
    WorkerPoolOptions made;
    made.program = QStringLiteral(PARLOR_MEDIA_WORKER);
    made.workers = 1;
    return made;
}

MediaJob PoolFixture::jobOf(const QByteArray& file, QList<RenderingKind> renderings) {
    const int fd = ::memfd_create("sample", MFD_CLOEXEC);
    EXPECT_EQ(::write(fd, file.constData(), static_cast<std::size_t>(file.size())), file.size());
    MediaJob job;
    job.descriptor = std::shared_ptr<const int>(new int(fd), [](const int* held) {
        ::close(*held);
        delete held;
    });
    job.size = file.size();
    job.renderings = std::move(renderings);
    return job;
}

const MadeRendering* renderingOf(const MediaResult& result, RenderingKind kind) {
    for (const MadeRendering& rendering : result.renderings)
        if (rendering.kind == kind)
            return &rendering;
    return nullptr;
}

namespace {

Pixels decodedJpeg(const QByteArray& bytes) {
    jpeg_decompress_struct codec;
    jpeg_error_mgr errors;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(bytes.constData()),
                 static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&codec, TRUE);
    codec.out_color_space = JCS_RGB;
    jpeg_start_decompress(&codec);
    Pixels out{static_cast<int>(codec.output_width), static_cast<int>(codec.output_height), {}};
    out.rgb.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3);
    while (codec.output_scanline < codec.output_height) {
        JSAMPROW row =
            out.rgb.data() + static_cast<std::size_t>(codec.output_scanline) * codec.output_width * 3;
        jpeg_read_scanlines(&codec, &row, 1);
    }
    jpeg_destroy_decompress(&codec);
    return out;
}

Pixels decodedWebP(const QByteArray& bytes) {
    Pixels out;
    std::uint8_t* rgb = WebPDecodeRGB(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                                      static_cast<std::size_t>(bytes.size()), &out.width, &out.height);
    if (rgb)
        out.rgb.assign(rgb, rgb + static_cast<std::ptrdiff_t>(out.width) * out.height * 3);
    WebPFree(rgb);
    return out;
}

} // namespace

Pixels decoded(const QByteArray& bytes) {
    return bytes.startsWith("RIFF") ? decodedWebP(bytes) : decodedJpeg(bytes);
}

std::array<std::uint8_t, 3> Pixels::at(double x, double y) const {
    const int column = static_cast<int>(x * (width - 1));
    const int row = static_cast<int>(y * (height - 1));
    const std::uint8_t* pixel = rgb.data() + (static_cast<std::ptrdiff_t>(row) * width + column) * 3;
    return {pixel[0], pixel[1], pixel[2]};
}

testing::AssertionResult isUpright(const Pixels& pixels) {
    if (pixels.rgb.empty())
        return testing::AssertionFailure() << "not decodable";

    struct Corner {
        double x, y;
        bool red, green, blue;
    };

    for (const Corner& corner :
         {Corner{0.12, 0.12, true, false, false}, Corner{0.88, 0.12, false, true, false},
          Corner{0.12, 0.88, false, false, true}, Corner{0.88, 0.88, true, true, true}}) {
        const auto found = pixels.at(corner.x, corner.y);
        const bool wanted[] = {corner.red, corner.green, corner.blue};
        for (std::size_t c = 0; c < 3; ++c)
            if (wanted[c] ? found[c] < 110 : found[c] > 90)
                return testing::AssertionFailure()
                       << "corner " << corner.x << "," << corner.y << " is " << int(found[0]) << " "
                       << int(found[1]) << " " << int(found[2]);
    }
    return testing::AssertionSuccess();
}

} // namespace parlor::server
