#!/bin/bash
# Builds with gcc and with clang, both under AddressSanitizer and
# UndefinedBehaviorSanitizer and with warnings as errors, runs every test in
# both, and prints as its last line
#
#     N passed, N failed
#
# A test is one TAP line, or a program that speaks no TAP.  It counts once, and
# has passed when it passed under both compilers.  Exits 0 only when something
# passed and nothing failed.
#
#     scripts/run-tests.sh [TEST NAME...]     only these programs, as meson
#                                             names them
set -uo pipefail
cd "$(dirname "$0")/.."

results=$(mktemp)
trap 'rm -f "$results"' EXIT
broken=0

# ASan of gcc 12 and clang 14 dies now and then at start on kernels that
# randomise more address bits than it knows; without randomising it does not.
steady=()
if setarch "$(uname -m)" -R true 2>/dev/null; then
	steady=(setarch "$(uname -m)" -R)
fi

# Rows "program <tab> test <tab> passed|failed" from meson's log, on which each
# line is one program with all it printed.
read_results() {
	jq -r '
		def subtests:
			[.stdout // "" | split("\n")[]
			| capture("^(?<not>not )?ok\\b *[0-9]* *(- )?(?<label>.*)$")
			| select(.label | test("# *(SKIP|TODO)"; "i") | not)
			| [.label, if .not then "failed" else "passed" end]];
		.name as $program
		| subtests as $subtests
		| (.result | IN("OK", "EXPECTEDFAIL")) as $good
		| (if .result == "SKIP" then []
		   elif ($subtests | length) == 0 then
			[[.result, if $good then "passed" else "failed" end]]
		   elif ($good | not) and ($subtests | all(.[1] == "passed")) then
			# It died, or stopped before its plan was done.
			$subtests + [["the whole program: " + .result, "failed"]]
		   else $subtests end)[]
		| [$program] + . | @tsv' "$1"
}

print_failures() {
	jq -r 'select(.result | IN("OK", "EXPECTEDFAIL", "SKIP") | not)
		| "--- \(.name): \(.result)\n\(.stdout // "")\(.stderr // "")"' "$1" |
		grep -v '^ok '
}

build_and_test() {
	local compiler=$1 directory=build-$1 log
	shift
	log=$directory/meson-logs/testlog.json

	printf '%s\n' "=== $compiler: building" >&2
	if ! CC=$compiler scripts/configure.sh "$directory" -Dwerror=true \
		-Db_sanitize=address,undefined -Db_lundef=false; then
		broken=$((broken + 1))
		return
	fi
	if ! ninja -C "$directory" --quiet; then
		printf '%s\n' "=== $compiler: the build failed" >&2
		broken=$((broken + 1))
		return
	fi
	printf '%s\n' "=== $compiler: testing" >&2
	rm -f "$log"
	"${steady[@]}" meson test -C "$directory" --no-rebuild --quiet "$@" \
		</dev/null
	if [ ! -s "$log" ]; then
		printf '%s\n' "=== $compiler: no test ran" >&2
		broken=$((broken + 1))
		return
	fi
	print_failures "$log"
	read_results "$log" >>"$results" || broken=$((broken + 1))
}

for compiler in gcc clang; do
	build_and_test $compiler "$@"
done

# Each build that failed counts as one failed test.
awk -F '\t' -v broken="$broken" '
	{ seen[$1 FS $2] = 1 }
	$3 == "failed" { failed[$1 FS $2] = 1 }
	END {
		for (test in seen)
			if (test in failed) bad++; else good++
		printf "%d passed, %d failed\n", good, bad + broken
		exit !(good > 0 && bad + broken == 0)
	}' "$results"
