#!/bin/sh
# tests/bench/start.sh BIN OUT: from the start of parlord's process to the line that it listens, with an empty data folder and with
# a million messages and 100 000 photos stored. PARLOR_BENCH_MESSAGES, PARLOR_BENCH_PHOTOS: other sizes. PARLOR_BENCH_PAIRS: how
# many starts of each (15). TMPDIR: the disk that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
python3 "$here/start/run.py" --bin "$1" --out "$2" --rounds "${PARLOR_BENCH_PAIRS:-15}" \
    --messages "${PARLOR_BENCH_MESSAGES:-1000000}" --photos "${PARLOR_BENCH_PHOTOS:-100000}"
