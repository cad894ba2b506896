#!/bin/sh
# tests/bench/load.sh BIN OUT: a whole parlord through parlor-load: fan-out to 1 000 and 10 000 members with 1 and 8
# messages in flight, against a bare epoll loop and npm `ws` that send the same number of bytes; durable publishes of 1, 8
# and 64 publishers, against the bare group-commit loop; memory of a signed-in connection.
# PARLOR_BENCH_PAIRS: how many interleaved rounds (5). TMPDIR: the disk that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
python3 "$here/load/run.py" --bin "$1" --out "$2" --rounds "${PARLOR_BENCH_PAIRS:-5}"
