#!/bin/sh
# tests/bench/serve.sh BIN OUT: a thumbnail, a view and an original from parlord, rights checked, against nginx with the
# same files: static, with auth_request, and with TLS. PARLOR_BENCH_ONLY: a word of the works. PARLOR_BENCH_PAIRS: how many interleaved rounds (15).
# PARLOR_BENCH_PHOTO: the photograph; else the largest that ./dev has fetched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
photo=${PARLOR_BENCH_PHOTO:-$(ls -S "$2"/../samples/photos/*.jpg | head -1)}
python3 "$here/serve/run.py" --bin "$1" --out "$2" --rounds "${PARLOR_BENCH_PAIRS:-15}" --photo "$photo" --only "${PARLOR_BENCH_ONLY:-}"
