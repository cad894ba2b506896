#!/bin/sh
# tests/bench/idle.sh BIN OUT: memory of signed-in connections that are quiet, plain and with TLS, and of the server
# itself, idle and with 200 sessions. PARLOR_BENCH_CONNECTIONS: how many (1000). PARLOR_BENCH_QUIET: seconds before the server is
# looked at (60). PARLOR_BENCH_ONLY: plain, TLS or server.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
python3 "$here/idle/run.py" --bin "$1" --out "$2" --connections "${PARLOR_BENCH_CONNECTIONS:-1000}" --quiet "${PARLOR_BENCH_QUIET:-60}" \
    --only "${PARLOR_BENCH_ONLY:-}"
