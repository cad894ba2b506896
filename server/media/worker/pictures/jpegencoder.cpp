#include "server/media/worker/pictures/jpegencoder.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// jpeglib.h wants stdio's FILE before it.
#include <jpeglib.h>

namespace parlor::server::media {

namespace {

struct Failure {
    jpeg_error_mgr manager;
    std::jmp_buf back;
};

[[noreturn]] void leave(j_common_ptr codec) {
    std::longjmp(reinterpret_cast<Failure*>(codec->err)->back, 1);
}

void stayQuiet(j_common_ptr, int) {}

/// Repeats the last sample up to a whole number of blocks, so that padding costs no bits.
void padRows(Plane& plane) {
    for (int y = 0; y < plane.height; ++y)
        std::memset(plane.row(y) + plane.width, plane.row(y)[plane.width - 1],
                    static_cast<std::size_t>(plane.stride - plane.width));
}

int factor(int whole, int part) {
    return part == whole ? 1 : 2;
}

/// Holds only what longjmp may skip: no destructors between here and the library.
bool compress(Plane* const* planes, int quality, int across, int down, unsigned char** out,
              unsigned long* size) {
    jpeg_compress_struct codec;
    Failure failure;
    codec.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = leave;
    failure.manager.emit_message = stayQuiet;
    if (setjmp(failure.back)) {
        jpeg_destroy_compress(&codec);
        return false;
    }
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, out, size);
    codec.image_width = static_cast<JDIMENSION>(planes[0]->width);
    codec.image_height = static_cast<JDIMENSION>(planes[0]->height);
    codec.input_components = 3;
    codec.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, quality, TRUE);
    codec.optimize_coding = TRUE;
    codec.raw_data_in = TRUE;
    codec.comp_info[0].h_samp_factor = across;
    codec.comp_info[0].v_samp_factor = down;
    for (int i = 1; i < 3; ++i) {
        codec.comp_info[i].h_samp_factor = 1;
        codec.comp_info[i].v_samp_factor = 1;
    }
    jpeg_start_compress(&codec, TRUE);
    JSAMPROW rows[3][2 * DCTSIZE];
    JSAMPARRAY arrays[3] = {rows[0], rows[1], rows[2]};
    while (codec.next_scanline < codec.image_height) {
        const int top = static_cast<int>(codec.next_scanline);
        for (int i = 0; i < 3; ++i) {
            const int count = i == 0 ? DCTSIZE * down : DCTSIZE;
            const int start = i == 0 ? top : top / down;
            for (int y = 0; y < count; ++y)
                rows[i][y] = planes[i]->row(std::min(start + y, planes[i]->height - 1));
        }
        jpeg_write_raw_data(&codec, arrays, static_cast<JDIMENSION>(DCTSIZE * down));
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    return true;
}

} // namespace

QByteArray encodeJpeg(Planes& planes, int quality) {
    for (Plane* plane : {&planes.y, &planes.u, &planes.v})
        padRows(*plane);
    Plane* const all[3] = {&planes.y, &planes.u, &planes.v};
    unsigned char* out = nullptr;
    unsigned long size = 0;
    const bool done = compress(all, quality, factor(planes.y.width, planes.u.width),
                               factor(planes.y.height, planes.u.height), &out, &size);
    QByteArray bytes;
    if (done)
        bytes = QByteArray(reinterpret_cast<const char*>(out), static_cast<qsizetype>(size));
    std::free(out);
    return bytes;
}

} // namespace parlor::server::media
