#!/bin/sh
# tests/bench/fanout.sh BIN OUT: the network layer alone against a bare epoll loop and npm `ws`.
# PARLOR_BENCH_PAIRS: how many interleaved rounds (5).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
python3 "$here/fanout/run.py" --bin "$1" --out "$2" --rounds "${PARLOR_BENCH_PAIRS:-5}"
