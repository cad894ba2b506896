#!/bin/sh
# run.sh fuzz_NAME   from the top folder: PARLOR_FUZZ_SECONDS (60) of one target, over what it knows and what is kept in tests/fuzz/corpus
set -eu
name=$1
mkdir -p "build/fuzz/corpus/$name"
words=tests/fuzz/dict/${name#fuzz_}.dict
[ -f "$words" ] && set -- "$@" "-dict=$words"
shift
LSAN_OPTIONS=suppressions=tests/support/lsan.supp "build/fuzz/bin/$name" -max_total_time="${PARLOR_FUZZ_SECONDS:-60}" -rss_limit_mb=2048 -artifact_prefix="build/fuzz/found/$name-" "$@" \
    "build/fuzz/corpus/$name" "tests/fuzz/corpus/${name#fuzz_}" >"build/fuzz/$name.log" 2>&1 || {
    tail -50 "build/fuzz/$name.log"
    echo "$name found something: build/fuzz/found" >&2
    exit 255
}
echo "$name: $(tail -1 "build/fuzz/$name.log")"
