#!/bin/sh
# tests/bench/gallery.sh BIN OUT: CPU of the interface thread for each frame of the grid while it is scrolled, flung,
# scrubbed and resized; the layout of the whole library; memory. Thumbs come from a disk as after years of use, and
# once more with placeholders only. PARLOR_BENCH_PHOTOS_STORED: other sizes; PARLOR_BENCH_SECONDS: of each scroll (10).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
# shellcheck disable=SC2086
QT_QPA_PLATFORM=offscreen "$1/bench_gallery" "$2/gallery.json" "${PARLOR_BENCH_SECONDS:-10}" \
    ${PARLOR_BENCH_PHOTOS_STORED:-10000 100000 1000000}
