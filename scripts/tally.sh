#!/bin/bash
# Counts tests in meson's logs and prints
#
#     N passed, N failed
#
#     scripts/tally.sh BROKEN-BUILDS LOG...
#
# A log is meson-logs/testlog.json: one line for each program, with all it
# printed.  A test is one TAP line, or a program that speaks no TAP; one in
# several logs counts once and has passed when it passed in all.  What was
# skipped counts as neither.  A build that failed counts as one failed test.
# Exits 0 only when something passed and nothing failed.
set -uo pipefail

broken=$1
shift
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT

# Rows "program <tab> test <tab> passed|failed".
for log; do
	jq -r '
		def subtests:
			[.stdout // "" | split("\n")[]
			| capture("^(?<not>not )?ok\\b *(?<label>.*)$")
			| select(.label | test("# *(SKIP|TODO)"; "i") | not)
			| [.label, if .not then "failed" else "passed" end]];
		.name as $program
		| subtests as $subtests
		| (.result | IN("OK", "EXPECTEDFAIL")) as $good
		| (if .result == "SKIP" then []
		   elif ($subtests | length) == 0 then
			if $good and (.stdout // "" | test("(?m)^(not )?ok\\b|^1\\.\\.")) then []
			else [[.result, if $good then "passed" else "failed" end]]
			end
		   elif ($good | not) and ($subtests | all(.[1] == "passed")) then
			# It died, or stopped before its plan was done.
			$subtests + [["the whole program: " + .result, "failed"]]
		   else $subtests end)[]
		| [$program] + . | @tsv' "$log" >>"$rows" || broken=$((broken + 1))
done

awk -F '\t' -v broken="$broken" '
	{ seen[$1 FS $2] = 1 }
	$3 == "failed" { failed[$1 FS $2] = 1 }
	END {
		for (test in seen)
			if (test in failed) bad++; else good++
		printf "%d passed, %d failed\n", good, bad + broken
		exit !(good > 0 && bad + broken == 0)
	}' "$rows"
