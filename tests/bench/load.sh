#!/bin/sh
# tests/bench/load.sh BIN OUT: a whole parlord through parlor-load: fan-out to 1 000, 10 000 and 19 000 members, against the
# network layer alone, a bare epoll loop, npm `ws` and nats-server that send the same number of bytes; durable publishes of
# 1, 8 and 64 publishers, against the bare group-commit loop; 10 000 clients that come back at once.
# PARLOR_BENCH_PAIRS: how many interleaved rounds (5). PARLOR_BENCH_ONLY: a word of the works to run. TMPDIR: the disk
# that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
python3 "$here/load/run.py" --bin "$1" --out "$2" --rounds "${PARLOR_BENCH_PAIRS:-5}" --only "${PARLOR_BENCH_ONLY:-}"
