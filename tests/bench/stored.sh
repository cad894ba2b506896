#!/bin/sh
# tests/bench/stored.sh BIN OUT: start, history, search and the list of channels with 10 k, 100 k and 1 M messages
# stored. PARLOR_BENCH_MESSAGES: other sizes. TMPDIR: the disk that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
# shellcheck disable=SC2086
"$1/bench_stored" "$2/stored.json" ${PARLOR_BENCH_MESSAGES:-10000 100000 1000000}
