#!/bin/sh
# tests/bench/upload.sh BIN OUT: a photograph of 12 MP on an idle server, from the answer to its upload to the event that it is ready,
# as JPEG and HEIC; a file of 300 MB up and down, against nginx, with the memory that it takes and what hashing, syncing and
# reading it again cost by themselves. PARLOR_BENCH_PAIRS: how many rounds (7). PARLOR_BENCH_ONLY: a word of the works to run.
# TMPDIR: the disk that is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common/commit.sh"
mkdir -p "$2"
"$1/bench_photos" samples "$2/samples/photos"
python3 "$here/upload/run.py" --bin "$1" --out "$2" --samples "$2/samples/photos" --rounds "${PARLOR_BENCH_PAIRS:-7}" --only "${PARLOR_BENCH_ONLY:-}"
