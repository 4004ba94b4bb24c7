#!/bin/sh
# What is put right or erased at the source reaches whoever had it.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq
. "$SOURCE/tests/cli/node.sh"
. "$SOURCE/tests/cli/exchange.sh"

other_upn=J886200418025

surname_at() {
	$1 show $some_upn --json | jq -r '[.. | objects | .["pupil.surname"]? //
		empty][0] // ([.. | objects | select(.field? == "pupil.surname")
		| .value][0])'
}

test_expect_success 'a release reaches a second school, and from there a third' '
	make_schools >/dev/null &&
	second receive "$(transfer first 886/2345 $some_upn $other_upn)" >/dev/null &&
	third receive "$(transfer second 886/3456 $some_upn)" >/dev/null &&
	third show $some_upn >actual
'

test_expect_success 'nothing is outstanding then' '
	first outstanding >actual && expect <<-\END
	Nothing is outstanding.
	END
'

test_expect_success 'a correction makes messages due' '
	printf Inventedanew | first correct --pupil $some_upn \
		--field pupil.surname --value-file - >actual &&
	expect <<-\END &&
	Put right: pupil.surname
	1 message to recipients due
	END
	first outstanding --json | jq -c ".outstanding[] |
		[.kind, .about, .release, .number, .overdue]" >actual &&
	expect <<-\END
	["due","correction","R-2026-0001","8862345",false]
	END
'

test_expect_success 'what cannot be a value is refused' '
	printf "not a date" | expect_status 2 first correct --pupil $some_upn \
		--field pupil.birth-date --value-file - 2>actual &&
	present "birth-date" actual &&
	absent "not a date" actual &&
	printf x | expect_status 2 first correct --pupil $some_upn \
		--field pupil.nickname --value-file - 2>actual &&
	present "no field .pupil.nickname." actual
'

test_expect_success 'notify sends it sealed, with its entry in the ledger' '
	first notify --out told >actual &&
	present "^1 correction to .* \(8862345\): .*/told/M-2026-0001-" actual &&
	grep -aq "\"entry\":\"correction\",\"reference\":\"M-2026-0001\"" \
		first/ledger/entries &&
	! grep -aq Inventedanew "$(newest told)" &&
	! grep -aq Inventedanew first/ledger/entries &&
	first log --verify >/dev/null
'

test_expect_success 'the second school applies it and answers' '
	expect_status 2 second receive "$(newest told)" 2>actual &&
	present "must be answered" actual &&
	second receive "$(newest told)" --reply answers >actual 2>note &&
	present "^Corrections: 1 applied, 0 of what is not held$" actual &&
	second show $some_upn >shown && present Inventedanew shown
'

test_expect_success 'it must then tell the third school' '
	second outstanding --json | jq -c ".outstanding[] |
		[.kind, .about, .number]" >actual &&
	expect <<-\END &&
	["due","correction","8863456"]
	END
	second notify --out told-second >/dev/null &&
	third receive "$(newest told-second)" --reply answers-third >/dev/null &&
	third show $some_upn >shown && present Inventedanew shown &&
	second receive "$(newest answers-third)" >/dev/null &&
	second outstanding >actual &&
	expect <<-\END
	Nothing is outstanding.
	END
'

test_expect_success 'the acknowledgement closes it, once' '
	first outstanding --json | jq -r ".outstanding[].kind" >actual &&
	expect <<-\END &&
	unacknowledged
	END
	on=2026-03-01 expect_status 1 first outstanding >actual &&
	present overdue actual &&
	answer=$(newest answers) &&
	first receive "$answer" >actual &&
	expect <<-\END &&
	Acknowledged: M-2026-0001
	END
	expect_status 1 first receive "$answer" 2>actual &&
	present "was received before" actual &&
	on=2026-03-01 first outstanding >/dev/null
'

test_expect_success 'the log tells that recipients were told' '
	first log --pupil $some_upn >actual &&
	present "correction of 15 January 2026: told 15 January 2026" actual
'

test_expect_success 'an answer of somebody else is refused' '
	printf Oncemore | first correct --pupil $some_upn \
		--field pupil.surname --value-file - >/dev/null &&
	first notify --out told-again >/dev/null &&
	message=$(newest told-again) &&
	# The third school was not asked, and cannot even open it.
	expect_status 2 third receive "$message" --reply answers-third 2>actual &&
	second receive "$message" --reply answers-again >/dev/null &&
	# What answers the first school says nothing to the third.
	expect_status 2 third receive "$(newest answers-again)" 2>actual &&
	first receive "$(newest answers-again)" >/dev/null
'

test_expect_success 'an erasure destroys here, and then there' '
	first erase --pupil $some_upn --reason "request 12" >actual &&
	present "^1 message to recipients due$" actual &&
	expect_status 2 first show $some_upn 2>/dev/null &&
	! grep -aq $some_upn first/register.db* &&
	first notify --out erased >actual &&
	present "^1 erasure to " actual &&
	second receive "$(newest erased)" --reply answers-erased >actual &&
	present "^Erasures: 1 applied" actual &&
	expect_status 2 second show $some_upn 2>/dev/null &&
	second show $other_upn >/dev/null &&
	first receive "$(newest answers-erased)" >/dev/null &&
	first outstanding >/dev/null
'

# What the second school had passed on to the third.
test_expect_success 'an erasure goes on to whoever had the pupil from there' '
	second notify --out erased-on >actual &&
	present "^1 erasure to .*8863456" actual &&
	third receive "$(newest erased-on)" --reply answers-on >actual &&
	present "^Erasures: 1 applied" actual &&
	expect_status 2 third show $some_upn 2>/dev/null &&
	second receive "$(newest answers-on)" >/dev/null &&
	second outstanding >/dev/null
'

test_expect_success 'who is no correspondent any more is told by people' '
	transfer second 886/3456 $other_upn >/dev/null &&
	second keys list --json | jq -r ".correspondents[]? // .[]? | .body" |
		head -1 >body &&
	second keys distrust "$(cat body)" --number 8863456 \
		--reason "agreement ended" >/dev/null &&
	printf Lastone | first correct --pupil $other_upn \
		--field pupil.surname --value-file - >/dev/null &&
	first notify --out told-last >/dev/null &&
	second receive "$(newest told-last)" --reply answers-last >/dev/null &&
	expect_status 1 second notify --out nowhere >actual &&
	present "not sent, " actual &&
	second outstanding --json |
		jq -r ".outstanding[] | select(.why != \"\") | .message" >number &&
	test -s number &&
	for message in $(cat number)
	do
		second notify --told $message >actual || return 1
	done &&
	second outstanding >actual &&
	expect <<-\END
	Nothing is outstanding.
	END
'

test_done
