# The harness of the shell tests: each tests/cli/test-NAME.sh sources this,
# states expectations, and ends with test_done.  Speaks TAP.
#
#     . "$(dirname "$0")/lib.sh"
#
#     test_expect_success 'a pupil of 12 is not shared with youth support' '
#             hornbook share --to youth-support ... >actual &&
#             expect <<-\END &&
#             considered 1, released 0
#             END
#     '
#
#     test_done
#
# Each test runs in a shell of its own, in an empty directory of the script's
# own that is removed at the end; what one test leaves there the next finds.
# A test passes when its last command does; join commands with && so that
# each counts.  `hornbook` is the built program, SOURCE the source directory.
#
#     tests/cli/test-NAME.sh          run it (HORNBOOK=... names the program)
#     TESTS='2 5' test-NAME.sh        only tests 2 and 5
#     KEEP=1 test-NAME.sh             keep the directory and say where it is

set -u

SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
HORNBOOK=${HORNBOOK:-$SOURCE/build/src/cli/hornbook}
export SOURCE HORNBOOK
export HORNBOOK_DICTIONARY="${HORNBOOK_DICTIONARY:-$SOURCE/dictionaries/england}"
# The same output everywhere.
export LC_ALL=C TZ=UTC
unset HORNBOOK_NODE HORNBOOK_TODAY HORNBOOK_KEY_FILE HORNBOOK_PASSPHRASE

test_count=0
test_failures=0
test_directory=$(mktemp -d "${TMPDIR:-/tmp}/hornbook-test.XXXXXX") || exit 1
cd "$test_directory" || exit 1

test_cleanup() {
	status=$?
	cd /
	if [ -n "${KEEP-}" ]; then
		printf '# %s\n' "$test_directory" >&2
	else
		rm -rf "$test_directory"
	fi
	[ -n "${test_finished-}" ] ||
		printf 'Bail out! the script ended before test_done\n'
	exit "$status"
}
trap test_cleanup EXIT
trap 'exit 1' HUP INT TERM

# --- for use in tests --------------------------------------------------------

hornbook() {
	"$HORNBOOK" "$@"
}

# Compares standard input, or the file given, with the file `actual`.
expect() {
	if [ $# -gt 0 ]; then
		diff -u "$1" actual
	else
		cat >expected && diff -u expected actual
	fi
}

# Passes when the command exits with exactly this status:
#     expect_status 2 hornbook share --to nobody
expect_status() {
	expected_status=$1
	shift
	"$@"
	actual_status=$?
	[ "$actual_status" -eq "$expected_status" ] && return 0
	echo "exit status $actual_status, not $expected_status: $*"
	return 1
}

# Passes when the file has a line that matches the pattern; absent: has none.
present() {
	grep -qE -e "$1" "$2" && return 0
	echo "no line of $2 matches: $1"
	cat "$2"
	return 1
}

absent() {
	[ -e "$2" ] || {
		echo "$2 is not there"
		return 1
	}
	grep -nE -e "$1" "$2" || return 0
	echo "$2 must have no line that matches: $1"
	return 1
}

# --- the script's frame ------------------------------------------------------

# Skips the whole script where a tool is missing.
test_needs() {
	for tool; do
		command -v "$tool" >/dev/null && continue
		test_finished=yes
		echo "1..0 # SKIP $tool is not there"
		exit 0
	done
}

# Skips the whole script where the program has not been built.
test_needs_program() {
	[ -x "$HORNBOOK" ] && return
	test_finished=yes
	echo "1..0 # SKIP the program is not built"
	exit 0
}

test_expect_success() {
	test_count=$((test_count + 1))
	case " ${TESTS-} " in
	'  ' | *" $test_count "*) ;;
	*)
		echo "ok $test_count - $1 # SKIP not chosen"
		return
		;;
	esac
	if (eval "$2") </dev/null >"$test_directory/.output" 2>&1; then
		echo "ok $test_count - $1"
		return
	fi
	test_failures=$((test_failures + 1))
	echo "not ok $test_count - $1"
	printf '%s\n' "$2" | sed 's/^/#    /'
	sed 's/^/#  > /' "$test_directory/.output"
}

test_done() {
	echo "1..$test_count"
	test_finished=yes
	[ "$test_failures" -eq 0 ]
	exit
}
