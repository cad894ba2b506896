#!/bin/sh
# tests/bench/photos.sh BIN OUT: thumb, view and placeholder of a photo, CPU seconds against sharp.
# PARLOR_BENCH_PAIRS: how many interleaved rounds (15). PARLOR_BENCH_PHOTOS: a folder of your own photos instead.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
bin=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
peers=$out/peers/photos
if ! cmp -s "$here/photos/package.json" "$peers/package.json"; then
    mkdir -p "$peers"
    cp "$here/photos/package.json" "$peers/"
    (cd "$peers" && npm install --no-audit --no-fund --silent)
fi
samples=${PARLOR_BENCH_PHOTOS:-$out/samples/photos}
if [ -z "${PARLOR_BENCH_PHOTOS:-}" ]; then
    "$bin/bench_photos" samples "$samples"
    # Real photographs, where ./dev has fetched them.
    for photo in "$out"/../samples/photos/*.jpg; do
        [ ! -f "$photo" ] || ln -sf "$(realpath "$photo")" "$samples/real-$(basename "$photo" | cut -c1-12).jpg"
    done
fi
node "$here/photos/drive.mjs" "$bin/bench_photos" "$out" "$peers" "$samples" "${PARLOR_BENCH_PAIRS:-15}"
