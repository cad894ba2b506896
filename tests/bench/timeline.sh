#!/bin/sh
# tests/bench/timeline.sh BIN OUT: CPU of the interface thread for each frame of a channel's messages while they are
# flung, scrolled and added to. PARLOR_BENCH_TIMELINE: other sizes; PARLOR_BENCH_SECONDS: of each scroll (10).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
# shellcheck disable=SC2086
QT_QPA_PLATFORM=offscreen "$1/bench_timeline" "$2/timeline.json" "${PARLOR_BENCH_SECONDS:-10}" \
    ${PARLOR_BENCH_TIMELINE:-200 10000 100000}
