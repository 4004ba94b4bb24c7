#!/bin/sh
# share --sample: drawn by lot among those who may go, in proportion.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq
. "$SOURCE/tests/cli/node.sh"

sample() {
	hornbook share --to youth-support --for youth-support-services --on request \
		--today $today --plain --out out --json "$@"
}
numbers() {
	sed 1d "$(jq -r .file "$1")" | sort
}

test_expect_success 'so many are drawn, and only of those who may go' '
	fill_node && sample >all && sample --sample 12 --draw 7 >one &&
	jq -e ".sample.drawn == 12 and .released == 12 and .considered == 12" one &&
	test "$(jq .sample.eligible one)" = "$(jq .released all)" &&
	numbers all >whole && numbers one >drawn &&
	test $(wc -l <drawn) = 12 && comm -13 whole drawn >others && test ! -s others
'

test_expect_success 'the same number draws the same, another number others' '
	sample --sample 12 --draw 7 >two && numbers two | diff drawn - &&
	sample --sample 12 --draw 8 >three && numbers three >others &&
	! cmp -s drawn others
'

test_expect_success 'strata are drawn from in proportion, by largest remainder' '
	sample --sample 12 --draw 7 --stratify pupil.sex,enrolment.year-group >actual &&
	jq -e ".sample | ([.strata[].drawn] | add) == 12 and
		([.strata[].members] | add) == .eligible and
		(.eligible as \$all | all(.strata[]; (.drawn - 12 * .members / \$all) | fabs < 1))" actual
'

test_expect_success 'a reserve is of others' '
	sample --sample 12 --reserve 5 --draw 7 >actual &&
	jq -e ".released == 5" actual && numbers actual >reserve &&
	comm -12 drawn reserve >both && test ! -s both
'

test_expect_success 'more than there are draws all; the log has whom it held' '
	sample --sample 5000 >actual && numbers actual | diff whole - &&
	reference=$(jq -r .reference one) &&
	hornbook log --json >log && jq -e "any(.releases[]; .reference == \"$reference\")" log
'

test_expect_success 'what is no sample is an error' '
	expect_status 2 sample --sample 0 && expect_status 2 sample --sample many &&
	expect_status 2 sample --reserve 3 &&
	expect_status 2 sample --sample 3 --stratify pupil.nothing
'

test_done
