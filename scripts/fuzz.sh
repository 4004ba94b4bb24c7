#!/bin/bash
# Runs each fuzz target for a while with libFuzzer, from its corpus.
#
#     [FUZZ_SECONDS=60] scripts/fuzz.sh [TARGET...]
#
# New inputs are kept in build-fuzz/corpus/TARGET.  An input that breaks a
# target is left in build-fuzz/found/: fix the fault, then put the input into
# fuzz/corpus/TARGET, where every `make test` replays it.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=build-fuzz
seconds=${FUZZ_SECONDS:-60}

CC=clang scripts/configure.sh "$directory" -Dfuzz=true \
	-Db_sanitize=address,undefined -Db_lundef=false \
	-Dc_args=-fsanitize=fuzzer-no-link
ninja -C "$directory" --quiet

if [ $# -eq 0 ]; then
	for program in "$directory"/fuzz/fuzz_*; do
		[ -f "$program" ] && [ -x "$program" ] || continue
		set -- "$@" "${program##*/fuzz_}"
	done
fi

mkdir -p "$directory/found"
faulty=0
for target in "$@"; do
	printf '%s\n' "=== $target: $seconds s" >&2
	mkdir -p "$directory/corpus/$target"
	"$directory/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="$directory/found/$target-" \
		"$directory/corpus/$target" "fuzz/corpus/$target" ||
		faulty=$((faulty + 1))
done
printf '%s\n' "$# targets, $faulty found faulty"
[ "$faulty" -eq 0 ]
