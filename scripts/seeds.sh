#!/bin/bash
# Runs England in miniature with other pupils, of other numbers, and holds every
# flow to its promise each time:
#
#     [SEEDS="1 2 3"] [PUPILS="151 500"] scripts/seeds.sh
#
# One after the other, since each run uses all processors.  What is broken is told,
# with size and seed: `hornbook demo --pupils 500 --seed 6 --keep DIRECTORY` shows
# it again.  Status: 0 when every promise is kept, else 1.
set -euo pipefail
cd "$(dirname "$0")/.."

seeds=${SEEDS:-1 2 3 4 5 6 7 8 9 10 11 12}
pupils=${PUPILS:-151 333 500 777 1000 2000}
directory=build-bench
logs=$directory/seeds

scripts/configure.sh "$directory" -Dbuildtype=release -Doptimization=2
ninja -C "$directory" --quiet src/cli/hornbook
mkdir -p "$logs"

runs=0
broken=0
for many in $pupils; do
	for seed in $seeds; do
		log=$logs/$many-$seed.log
		runs=$((runs + 1))
		if timeout 600 "$directory/src/cli/hornbook" demo \
			--pupils "$many" --seed "$seed" >"$log" 2>&1; then
			continue
		fi
		broken=$((broken + 1))
		printf '%s\n' "$many pupils, seed $seed: $(tail -n 1 "$log")"
		sed -n '/^F[0-9]* step/,/^$/p' "$log"
	done
done
printf '%s\n' "$((runs - broken)) of $runs runs kept every promise"
[ "$broken" -eq 0 ]
