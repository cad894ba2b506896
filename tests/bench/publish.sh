#!/bin/sh
# tests/bench/publish.sh BIN OUT: durable publishes of 64 publishers with one in flight each, through the store, against
# a bare group-commit loop with the same tables, and against one commit a message.
# PARLOR_BENCH_PAIRS: how many interleaved rounds (15). TMPDIR: the disk that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
"$1/bench_publish" "${PARLOR_BENCH_PAIRS:-15}" "$2/publish.json"
