#!/bin/bash
# Asks the engine and the reference the same, as released, for as long as it
# takes to compare DECISIONS of them (ten millions): invented laws, notices,
# requests and pupils, each law from a seed.
#
#     [DECISIONS=10000000] [LAWS=500] [SEED=1] [JOBS=2] scripts/differential.sh
#
# Each job has a thousand million seeds of its own, from SEED on.  Progress says
# from which seed a job that was stopped goes on; put that into SEED with JOBS=1.
# What is published is held against the engine over LAWS (500) laws from SEED on.
#
# Logs and tallies are in build-bench/differential/.  Status: 0 when all agree;
# 1 when two differ (the log has the case, ready for tests/policy/); 3 when all
# agree but something never came up.
set -euo pipefail
cd "$(dirname "$0")/.."

decisions=${DECISIONS:-10000000}
seed=${SEED:-1}
jobs=${JOBS:-$(nproc)}
directory=build-bench
logs=$directory/differential

scripts/configure.sh "$directory" -Dbuildtype=release -Doptimization=2
ninja -C "$directory" --quiet tests/policy/differential \
	tests/test_publish_publication_proof
mkdir -p "$logs"

run() {
	mkdir -p "$logs/$1"
	"$directory/tests/policy/differential" --seed "$2" --save "$logs/$1" \
		--decisions $(((decisions + jobs - 1) / jobs)) \
		>"$logs/$1.log" 2> >(sed -u "s/^/job $1: /" >&2)
}

# The law and the notices that there are: a hundredth as many, since they are
# asked for hundreds of fields.
england() {
	"$directory/tests/policy/differential" --england --seed "$seed" \
		--decisions $(((decisions + 99) / 100)) \
		>"$logs/england.log" 2> >(sed -u "s/^/england: /" >&2)
}

published() {
	"$directory/tests/test_publish_publication_proof" "$seed" \
		"${LAWS:-500}" >"$logs/published.log" 2>&1
}

running=()
for ((job = 0; job < jobs; job++)); do
	run "$job" $((seed + job * 1000000000)) &
	running+=($!)
done

worst=0
for ((job = 0; job < jobs; job++)); do
	status=0
	wait "${running[job]}" || status=$?
	if [ "$status" -eq 0 ]; then
		tail -n 1 "$logs/$job.log"
	else
		printf '%s\n' "job $job: status $status, see $logs/$job.log"
	fi
	[ "$worst" -eq 1 ] || worst=$((status > worst ? status : worst))
	[ "$status" -ne 1 ] || worst=1
done
status=0
england || status=$?
if [ "$status" -eq 0 ]; then
	printf '%s\n' "England: $(tail -n 1 "$logs/england.log")"
else
	printf '%s\n' "England: status $status, see $logs/england.log"
	worst=1
fi
if published; then
	printf '%s\n' "Published: $(grep '^# ' "$logs/published.log")"
else
	printf '%s\n' "Published: it differs, see $logs/published.log"
	worst=1
fi
exit "$worst"
