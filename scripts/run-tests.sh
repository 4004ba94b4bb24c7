#!/bin/bash
# Builds with gcc and with clang, both under AddressSanitizer and
# UndefinedBehaviorSanitizer and with warnings as errors, runs every test in
# both (but long ones and those of the command line in one, tests/meson.build),
# shows what failed, and prints the tally (scripts/tally.sh) last.
#
#     scripts/run-tests.sh [TEST NAME...]     only these programs, as meson
#                                             names them
set -uo pipefail
cd "$(dirname "$0")/.."

broken=0
logs=()

# ASan of gcc 12 and clang 14 dies now and then at start on kernels that
# randomise more address bits than it knows; without randomising it does not.
steady=()
if setarch "$(uname -m)" -R true 2>/dev/null; then
	steady=(setarch "$(uname -m)" -R)
fi

# In memory no test waits for a disk to write what it syncs; where there is little
# of it, or programs may not run from it, tests write where they do by themselves.
scratch=/tmp
memory=/dev/shm
may_run() {
	local program
	program=$(mktemp "$1/hornbook-test.XXXXXX") || return 1
	printf '%s\n' '#!/bin/sh' >"$program"
	chmod 700 "$program"
	"$program"
	local result=$?
	rm -f "$program"
	return "$result"
}
free_kib=$(df --output=avail "$memory" 2>/dev/null | tail -n 1)
if [ "${free_kib:-0}" -gt $((2 * 1024 * 1024)) ] && may_run "$memory" 2>/dev/null; then
	scratch=$memory
fi
export TMPDIR=$scratch

print_failures() {
	jq -r 'select(.result | IN("OK", "EXPECTEDFAIL", "SKIP") | not)
		| "--- \(.name): \(.result)\n\(.stdout // "")\(.stderr // "")"' "$1" |
		grep -v '^ok '
}

build_and_test() {
	local compiler=$1 other=$2 directory=build-$1 log which=()
	shift 2
	# A test that is asked for by its name runs in both.
	[ $# -gt 0 ] || which=(--no-suite "only-$other")
	log=$directory/meson-logs/testlog.json

	printf '%s\n' "=== $compiler: building"
	if ! CC=$compiler scripts/configure.sh "$directory" -Dwerror=true \
		-Db_sanitize=address,undefined -Db_lundef=false \
		-Doptimization=1 -Ddebug=false -Dc_args=-g1 \
		-Dscratch="$scratch" ||
		! ninja -C "$directory" --quiet; then
		printf '%s\n' "=== $compiler: the build failed"
		return 1
	fi
	printf '%s\n' "=== $compiler: testing"
	rm -f "$log"
	# One more than there are processors: some wait for the disk.
	"${steady[@]}" meson test -C "$directory" --no-rebuild --quiet \
		--num-processes $(($(nproc) + 1)) "${which[@]}" "$@" </dev/null
	if [ ! -s "$log" ]; then
		printf '%s\n' "=== $compiler: no test ran"
		return 1
	fi
	print_failures "$log"
	logs+=("$log")
}

build_and_test gcc clang "$@" || broken=$((broken + 1))
build_and_test clang gcc "$@" || broken=$((broken + 1))

scripts/tally.sh "$broken" "${logs[@]}"
