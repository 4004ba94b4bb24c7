#!/bin/sh
# hornbook decide: requests over facts given with them.
. "$(dirname "$0")/lib.sh"
test_needs_program

notice=$SOURCE/demo/notices/kent-alternative-provision.notice

# A request about a pupil of $2 years, by the name $1.
ask() {
	printf '{"id":"%s","date":"2026-01-15","recipient":"youth-support",' "$1"
	printf '"purpose":"youth-support-services","pupil":{"age":%s}}\n' "$2"
}

decide() {
	hornbook decide --requests - --notice "$notice" "$@"
}

test_expect_success 'every line gets one line back, in order' '
	{ ask one 12; echo; ask two 13; ask three 17; } | decide >actual &&
	test "$(wc -l <actual)" -eq 3 &&
	sed "s/.*\"id\":\"\([a-z]*\)\".*/\1/" actual >ids && mv ids actual &&
	printf "one\ntwo\nthree\n" | expect
'

test_expect_success 'at 12 nothing goes to youth support, from 13 it does' '
	ask one 12 | decide >actual && present "\"outcome\":\"deny\"" actual &&
	ask one 13 | decide >actual && present "\"outcome\":\"permit\"" actual
'

test_expect_success 'without a notice nothing is promised' '
	ask one 13 | hornbook decide --requests - >actual &&
	present "\"outcome\":\"deny\"" actual
'

test_expect_success 'requests come from a file too, and its last line needs no end' '
	printf "%s" "$(ask one 13)" >requests &&
	hornbook decide --requests requests --notice "$notice" >actual &&
	present "\"id\":\"one\"" actual
'

test_expect_success 'a faulty line is answered, the others are too, and the status is 2' '
	{ ask one 13; echo "{"; echo "[]"; ask four 13; } >requests &&
	expect_status 2 decide <requests >actual &&
	test "$(wc -l <actual)" -eq 4 &&
	test "$(grep -c "\"error\"" actual)" -eq 2 &&
	tail -n 1 actual >last && present "\"id\":\"four\"" last
'

test_expect_success 'a line longer than the limit is told and skipped' '
	{ ask one 13; head -c 3000000 /dev/zero | tr "\0" x; echo; ask two 13; } \
		>requests &&
	expect_status 2 decide <requests >actual &&
	test "$(wc -l <actual)" -eq 3 && present "longer than" actual &&
	tail -n 1 actual >last && present "\"id\":\"two\"" last
'

test_expect_success 'an answer comes before the next question' '
	command -v mkfifo >/dev/null || exit 0
	mkfifo to from &&
	{ decide <to >from & } &&
	exec 3>to 4<from &&
	ask one 13 >&3 && timeout 20 head -n 1 <&4 >actual &&
	present "\"id\":\"one\"" actual &&
	exec 3>&- && wait
'

test_expect_success 'a thousand answers are the same in pieces and at once' '
	for age in 11 12 13 14 15 16 17 18; do ask a$age $age; done >eight &&
	for i in 1 2 3 4 5 6 7 8 9 10; do cat eight; done >eighty &&
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do cat eighty; done >many &&
	decide <many >once && test "$(wc -l <once)" -eq 1040 &&
	decide <eight >single && head -n 8 once | cmp - single &&
	tail -n 8 once | cmp - single
'

test_expect_success 'a notice with errors decides nothing' '
	sed "s/youth-support/yuoth-support/" "$notice" >bad.notice &&
	ask one 13 >requests &&
	expect_status 2 hornbook decide --requests requests \
		--notice bad.notice >actual 2>errors &&
	expect /dev/null && present "yuoth-support" errors &&
	expect_status 2 hornbook decide --requests missing --notice "$notice"
'

test_done
