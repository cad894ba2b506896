#include "server/media/worker/pictures/planes.h"

#include <algorithm>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace parlor::server::media {

namespace {

constexpr int block = 16;

void transposePart(const Plane& from, Plane& to, int x0, int y0, int x1, int y1) {
    for (int y = y0; y < y1; ++y) {
        const std::uint8_t* row = from.row(y);
        for (int x = x0; x < x1; ++x)
            to.row(x)[y] = row[x];
    }
}

#if defined(__SSE2__)
/// 16 × 16 samples by four rounds of interleaving.
void transposeBlock(const Plane& from, Plane& to, int x, int y) {
    __m128i a[block];
    __m128i b[block];
    for (int i = 0; i < block; ++i)
        a[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.row(y + i) + x));
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < block / 2; ++i) {
            b[2 * i] = _mm_unpacklo_epi8(a[i], a[i + block / 2]);
            b[2 * i + 1] = _mm_unpackhi_epi8(a[i], a[i + block / 2]);
        }
        std::copy_n(b, block, a);
    }
    for (int i = 0; i < block; ++i)
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to.row(x + i) + y), a[i]);
}
#else
void transposeBlock(const Plane& from, Plane& to, int x, int y) {
    transposePart(from, to, x, y, x + block, y + block);
}
#endif

} // namespace

void mirror(Plane& plane, bool x, bool y) {
    if (x)
        for (int i = 0; i < plane.height; ++i)
            std::reverse(plane.row(i), plane.row(i) + plane.width);
    if (y)
        for (int i = 0; i < plane.height / 2; ++i)
            std::swap_ranges(plane.row(i), plane.row(i) + plane.width, plane.row(plane.height - 1 - i));
}

Plane transposed(const Plane& plane) {
    Plane out(plane.height, plane.width);
    const int wholeX = plane.width / block * block;
    const int wholeY = plane.height / block * block;
    for (int y = 0; y < wholeY; y += block)
        for (int x = 0; x < wholeX; x += block)
            transposeBlock(plane, out, x, y);
    transposePart(plane, out, wholeX, 0, plane.width, plane.height);
    transposePart(plane, out, 0, wholeY, wholeX, plane.height);
    return out;
}

} // namespace parlor::server::media
