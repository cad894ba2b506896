#!/bin/sh
# tests/bench/library.sh BIN OUT: lists of a library with a million photos stored. PARLOR_BENCH_PHOTOS: another size.
# TMPDIR: the disk that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
"$1/bench_library" "${PARLOR_BENCH_PHOTOS:-1000000}" "$2/library.json"
