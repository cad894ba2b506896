#!/bin/sh
# tests/bench/fanout.sh BIN OUT: the network layer alone against a bare epoll loop, npm `ws` and nats-server's WebSocket.
# PARLOR_BENCH_PAIRS: how many interleaved rounds (5). PARLOR_BENCH_ONLY: a word of the works to run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
python3 "$here/fanout/run.py" --bin "$1" --out "$2" --rounds "${PARLOR_BENCH_PAIRS:-5}" --only "${PARLOR_BENCH_ONLY:-}"
