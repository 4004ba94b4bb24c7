#!/bin/sh
# The count of tests that `make test` ends with.
. "$(dirname "$0")/lib.sh"

test_needs jq bash

tally() {
	bash "$SOURCE/scripts/tally.sh" "$@"
}

# A line of meson's log: name, result, what the program printed.
program() {
	printf '{"name": "%s", "result": "%s", "stdout": "%s"}\n' "$1" "$2" "$3"
}

test_expect_success 'each TAP line is a test, and so is a program without TAP' '
	program tree OK "ok 1 - grows\nok 2 - shrinks\n1..2\n" >log &&
	program replay OK "" >>log &&
	tally 0 log >actual && echo "3 passed, 0 failed" | expect
'

test_expect_success 'a failing test counts, and the exit status says so' '
	program tree FAIL "ok 1 - grows\nnot ok 2 - shrinks\n1..2\n" >log &&
	expect_status 1 tally 0 log >actual &&
	echo "1 passed, 1 failed" | expect
'

test_expect_success 'a program that dies after passing tests has failed' '
	program tree ERROR "1..3\nok 1 - grows\n" >log &&
	expect_status 1 tally 0 log >actual &&
	echo "1 passed, 1 failed" | expect
'

test_expect_success 'a program that is too slow has failed' '
	program tree TIMEOUT "" >log && program other OK "ok 1 - good\n" >>log &&
	expect_status 1 tally 0 log >actual &&
	echo "1 passed, 1 failed" | expect
'

test_expect_success 'a test in two logs counts once and must pass in both' '
	program tree OK "ok 1 - grows\nok 2 - shrinks\n" >one &&
	program tree FAIL "ok 1 - grows\nnot ok 2 - shrinks\n" >two &&
	tally 0 one one >actual && echo "2 passed, 0 failed" | expect &&
	expect_status 1 tally 0 one two >actual &&
	echo "1 passed, 1 failed" | expect
'

test_expect_success 'what is skipped counts as neither' '
	program tree OK "ok 1 - grows\nok 2 - shrinks # SKIP no disk\n" >log &&
	program whole SKIP "1..0 # SKIP no tool\n" >>log &&
	program mocked OK "not ok 1 # SKIP label\n" >>log &&
	tally 0 log >actual && echo "1 passed, 0 failed" | expect
'

test_expect_success 'a build that failed is a failed test' '
	program tree OK "ok 1 - grows\n" >log &&
	expect_status 1 tally 1 log >actual &&
	echo "1 passed, 1 failed" | expect
'

test_expect_success 'no test at all is no success' '
	: >log &&
	expect_status 1 tally 0 log >actual && echo "0 passed, 0 failed" | expect
'

test_done
