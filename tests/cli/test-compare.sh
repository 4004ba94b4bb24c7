#!/bin/sh
# hornbook compare: what a new notice, or a new law, changes for families.
. "$(dirname "$0")/lib.sh"
test_needs_program

kent=$SOURCE/demo/notices/kent-alternative-provision.notice

# What differs, as one line however it was wrapped.
differing() {
	expect_status 1 hornbook compare "$@" >raw &&
		tr -s " \n" " " <raw >actual
}

test_expect_success 'a notice compared with itself changes nothing' '
	for notice in "$SOURCE"/notices/*.notice "$kent"; do
		hornbook compare "$notice" "$notice" >actual &&
		present "^Nothing changes.$" actual &&
		present "^answers: exact$|: exact$" actual || exit
	done
'

test_expect_success 'layout, comments and the order of lists change nothing' '
	sed -e "s/ *#.*//" -e "s/ \{2,\}/ /g" \
		-e "s/pupil.name, pupil.address, parent.name/parent.name, pupil.address, pupil.name/" \
		"$kent" >other.notice && absent "#" other.notice &&
	{ ! cmp -s "$kent" other.notice; } &&
	hornbook compare "$kent" other.notice >actual &&
	present "^Nothing changes.$" actual
'

test_expect_success 'the order of statements changes nothing' '
	awk "/^(share|hold|receive|never|right|contact)/ { part = 2 + (++n % 2) }
		{ print > (\"part-\" (part + 0)) }" "$kent" &&
	cat part-0 part-3 part-2 >other.notice &&
	{ ! cmp -s "$kent" other.notice; } &&
	hornbook compare "$kent" other.notice >actual &&
	present "^Nothing changes.$" actual
'

test_expect_success 'a flow that is new begins, and one that is gone ends' '
	{ cat "$kent" && printf "%s\n" "share with inspectorate {" \
		"    send pupil.sex, enrolment" "    for inspection" \
		"    level pupil" "}"; } >more.notice &&
	differing "$kent" more.notice &&
	present "Ofsted begins for Inspect schools" actual &&
	present "now sent: at level pupil: all of Enrolment; Sex" actual &&
	present "for pupils without objection, refusal or restriction" actual &&
	differing more.notice "$kent" &&
	present " ends for Inspect schools" actual &&
	present "no longer sent: at level pupil: all of Enrolment" actual
'

test_expect_success 'a change that only an objection brings about is found' '
	sed "s/leaves pupil.name, pupil.address,/leaves pupil.address,/" "$kent" \
		>floor.notice && { ! cmp -s "$kent" floor.notice; } &&
	differing "$kent" floor.notice &&
	present " narrows for Youth support services" actual &&
	present "no longer sent: Pupil.s name" actual &&
	present "example a pupil of 14 whose parent has objected" actual
'

test_expect_success 'the last name of a very long list counts too' '
	onward() {
		printf "%s\n" "notice \"N\" version 1 from 2020-01-01" \
			"controller \"C\" department" \
			"share with inspectorate { send pupil.sex; for inspection;"
		printf "    onward to school"
		awk "BEGIN { for (i = 0; i < 600; i++) printf \", school\" }"
		printf ", %s }\n" "$1"
	} &&
	onward local-authority >old.notice &&
	onward survey-agency >new.notice &&
	differing old.notice new.notice &&
	present "survey-agency" actual &&
	hornbook compare old.notice old.notice >actual &&
	present "^Nothing changes.$" actual
'

test_expect_success 'a change that only an approval brings about is found' '
	printf "%s\n" "notice \"N\" version 1 from 2020-01-01" \
		"controller \"C\" department" \
		"share with researcher { send pupil.sex; for achievement-research;" \
		"    level pupil }" >old.notice &&
	sed "s/send pupil.sex/send pupil.sex, ethnicity/" old.notice >new.notice &&
	differing old.notice new.notice &&
	present "with approval by" actual &&
	present "now sent: at level pupil: Ethnic group" actual
'

test_expect_success 'what is held, kept, told and promised otherwise is told' '
	sed -e "s/until age 25/until age 26/" \
		-e "/^right erasure/d" -e "/^honour/d" "$kent" >told.notice &&
	printf "%s\n" "never sell { to public; send medical }" >>told.notice &&
	expect_status 1 hornbook compare "$kent" told.notice >actual &&
	present "^What families are told$" actual &&
	present "^  held: " actual &&
	present "^    - kept until age 25 then destroy$" actual &&
	present "^    . kept until age 26 then destroy$" actual &&
	present "^    - erasure$" actual && present "^  honour$" actual &&
	present "^  never: sell$" actual
'

test_expect_success 'the same as one JSON document' '
	expect_status 1 hornbook compare "$kent" floor.notice --json >actual &&
	present "\"flow\":\"narrows\"" actual &&
	present "\"exact\":true" actual &&
	{ ! command -v jq >/dev/null ||
		test "$(jq -r ".flows[0].recipient" actual)" = youth-support; }
'

test_expect_success 'the status alone tells' '
	hornbook compare "$kent" "$kent" --quiet >actual && expect /dev/null &&
	expect_status 1 hornbook compare "$kent" floor.notice --quiet >actual &&
	expect /dev/null
'

test_expect_success 'a change of law is compared with the same notice' '
	cp -R "$SOURCE/dictionaries/england" law &&
	sed "s/when      age >= 13 and (age < 20/when      age >= 14 and (age < 20/" \
		law/gateways.dictionary >changed &&
	{ ! cmp -s changed law/gateways.dictionary; } &&
	cp changed law/gateways.dictionary &&
	differing "$kent" "$kent" --on 2026-01-15 --dictionary law \
		--old-dictionary "$SOURCE/dictionaries/england" &&
	present "as of 15 January 2026" actual &&
	present " narrows for Youth support services" actual &&
	present "for pupils of 13 " actual &&
	hornbook compare "$kent" "$kent" --dictionary law --old-dictionary law \
		>actual && present "^Nothing changes.$" actual
'

test_expect_success 'what cannot be compared is told, with status 2' '
	sed "s/with youth-support/with yuoth-support/" "$kent" >bad.notice &&
	expect_status 2 hornbook compare "$kent" bad.notice 2>actual &&
	present "yuoth-support" actual &&
	expect_status 2 hornbook compare "$kent" nothing.notice 2>actual &&
	present "nothing.notice" actual &&
	expect_status 2 hornbook compare "$kent" 2>actual &&
	present "NEW|operand|needs" actual
'

test_done
