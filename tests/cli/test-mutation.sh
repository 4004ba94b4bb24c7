#!/bin/sh
# The ways to break the engine on purpose (scripts/mutation.sh); `make mutation`
# runs them.
. "$(dirname "$0")/lib.sh"
test_needs git bash

test_expect_success 'each way to break a decision still finds its place in the code' '
	"$SOURCE"/scripts/mutation.sh --check >actual || {
		cat actual
		echo "write tests/policy/mutations.txt anew there, or leave it out"
		false
	}
'

test_expect_success 'there are some for each gate and each obligation, and for the reference' '
	for file in condition plan plan_binding answer answer_level \
		answer_obligations batch grant reference reference_field; do
		present "^file src/policy/$file.c" \
			"$SOURCE"/tests/policy/mutations.txt || exit
	done
'

test_done
