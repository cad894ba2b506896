#!/bin/sh
# tests/bench/timeline.sh BIN OUT: CPU of the interface thread for each frame of a channel's messages while they are
# flung, scrolled and added to. PARLOR_BENCH_TIMELINE: other sizes; PARLOR_BENCH_SECONDS: of each scroll (10).
set -eu
mkdir -p "$2"
here=$(cd "$(dirname "$0")" && pwd)
PARLOR_COMMIT=$(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo unknown)
export PARLOR_COMMIT
# shellcheck disable=SC2086
QT_QPA_PLATFORM=offscreen "$1/bench_timeline" "$2/timeline.json" "${PARLOR_BENCH_SECONDS:-10}" \
    ${PARLOR_BENCH_TIMELINE:-200 10000 100000}
