#!/bin/sh
# hornbook explain: to the officer, a parent, the pupil, an engineer.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"
test_needs_program

pupil=Q886200312038

explain() {
	hornbook explain --pupil $pupil --today $today "$@"
}

test_expect_success 'a node with pupils and what their families have asked for' '
	fill_node >/dev/null
'

test_expect_success 'a pupil is told of one flow, with the day of the objection' '
	explain --reader pupil --to youth-support --for careers-advice >actual &&
	present "^Westwood Learning Alliance: what we pass on about you, as on 15 January 2026$" \
		actual &&
	present "^To Local authority youth support, for: careers advice" actual &&
	present "^    We send your name, address and date of birth" actual &&
	tr "\n" " " <actual | tr -s " " >line &&
	present "because you objected to it on 6 November 2024" line &&
	present "^To ask about this, or to tell us what you do not want: School office" actual
'

test_expect_success 'a parent is told the same as a parent' '
	explain --reader parent --to youth-support --for careers-advice >actual &&
	present "what we pass on about your child" actual &&
	tr "\n" " " <actual | tr -s " " >line &&
	present "because your child objected to it on 6 November 2024" line
'

test_expect_success 'without a recipient all that the notice promises is told' '
	explain --reader parent >actual &&
	test "$(grep -c "^To .*, for: " actual)" -ge 5 &&
	present "^To Department for Education, for: " actual &&
	absent "^To .*hird parties" actual
'

test_expect_success 'no value of the record is told, and no place of a clause' '
	hornbook show $pupil --json --today $today |
		jq -r ".. | strings" | grep -E "^[A-Z][a-z]+$" >names &&
	test -s names &&
	explain --reader parent >actual &&
	absent "dictionary:[0-9]|notice:[0-9]|\[" actual &&
	hornbook pupils --json --today $today >pupils &&
	surname=$(jq -r ".. | objects | select(.upn? == \"$pupil\") | .surname" pupils) &&
	test -n "$surname" && absent "$surname" actual &&
	explain --reader engineer --to youth-support --for careers-advice >actual &&
	absent "$surname" actual
'

test_expect_success 'what a family is told, as JSON' '
	explain --reader parent --json >actual &&
	jq -e ".reader == \"parent\" and (.flows | length >= 5) and
		all(.flows[].sentences[]; .text != \"\" and .kind != \"\")" actual &&
	jq -e "[.flows[].sentences[] | select(.cause == \"objection\")] |
		length >= 1 and all(.[]; .fields | length >= 1)" actual
'

test_expect_success 'lines of a letter are at most 80 columns' '
	explain --reader parent | sed 1d >actual && absent "^.{81}" actual
'

test_expect_success 'an engineer sees each part of a condition with its truth' '
	explain --reader engineer --to youth-support --for careers-advice >actual &&
	present "^gateways: [0-9]" actual &&
	present "^      true  +age >= 13$" actual &&
	present "^      false +learning-difficulty$" actual &&
	present "^  birth-date: known$" actual &&
	present "^signature: [0-9a-f]{16}, " actual &&
	present "range  birth-date .* to 2013-01-15" actual &&
	present "^  pupil.sex: wishes, objection, gateways.dictionary:[0-9]+$" actual
'

test_expect_success 'facts are shown only when asked for' '
	explain --reader engineer --values --to youth-support --for careers-advice \
		>actual &&
	present "^  birth-date: [0-9]{4}-[0-9]{2}-[0-9]{2}$" actual &&
	explain --reader engineer --to youth-support --for careers-advice --json >json &&
	jq -e "all(.facts[]; has(\"value\") | not)" json &&
	explain --reader engineer --to youth-support --for careers-advice --values \
		--json >json &&
	jq -e "any(.facts[]; .fact == \"birth-date\" and (.value | length == 10))" json
'

test_expect_success 'a trace as JSON has rules, conditions, bits and fields' '
	explain --reader engineer --to youth-support --for careers-advice --json >json &&
	jq -e "(.signature | length == 16) and
		any(.rules[]; .list == \"gateways\" and .live and
			any(.when[]; .part == \"age >= 13\" and .truth == \"true\")) and
		any(.rules[]; .list == \"shares\") and
		all(.bits[]; .kind != \"\") and
		any(.fields[]; .released) and
		any(.fields[]; .released | not)" json
'

test_expect_success 'the officer is told of the shares that cover what is asked for' '
	explain --to youth-support --for careers-advice --fields pupil.name >actual &&
	sed -n "/^3. Promise/,/^4. /p" actual >promise &&
	test "$(grep -c "How we use pupil information" promise)" = 1
'

test_expect_success 'the officer is told whose objection does not count, at 16 and before' '
	pupil=U886200015007 &&
	hornbook wish --pupil $pupil --kind objection --by pupil --to youth-support \
		--today $today &&
	explain --to youth-support --for careers-advice >actual &&
	present "the pupil.s does not count: until 16 it is for a parent to object" \
		actual &&
	absent "a parent.s does not count" actual &&
	hornbook explain --pupil $pupil --today 2028-01-15 --to youth-support \
		--for careers-advice >actual &&
	present "a parent.s does not count: from 16 it is for the pupil to object" \
		actual &&
	absent "the pupil.s does not count" actual
'

test_expect_success 'what is missing or unknown is said' '
	expect_status 2 explain 2>actual &&
	expect_status 2 explain --reader uncle --to youth-support 2>>actual &&
	expect <<-\END
	hornbook: explain needs --to BODY; only --reader parent and --reader pupil go without
	hornbook: explain tells no '\''uncle'\''
	hint: it tells officer, parent, pupil and engineer
	END
'

test_done
