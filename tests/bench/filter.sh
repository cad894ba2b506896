#!/bin/sh
# tests/bench/filter.sh BIN OUT: microseconds of the word filter a message, with 10, 1 000 and 10 000 words.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
"$1/bench_filter" "$2/filter.json"
