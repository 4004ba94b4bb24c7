#!/bin/sh
# hornbook enquiry: a child's safety, in one step; and a decision not to share.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq
. "$SOURCE/tests/cli/node.sh"
. "$SOURCE/tests/cli/exchange.sh"

services() {
	hornbook --node services --key-file services.key --today "${on:-$today}" "$@"
}
enquiry() {
	first enquiry --pupil $some_upn --by "A. Reed, safeguarding lead" \
		--reason "a disclosure was made in school" "$@"
}

test_expect_success 'a school and children'"'"'s services know each other' '
	make_school first 886/1101 "Westwood Learning Alliance" &&
	first import "$kent"/ctf/*.xml "$kent/pupils.csv" "$kent/wishes.csv" &&
	services init services \
		--notice "$SOURCE/demo/england/notices/childrens-services.notice" &&
	services keys show --card >services.card &&
	trust first services && trust services first
'

test_expect_success 'the file is sealed, and begins with who and why' '
	enquiry --reference S47-118 --out out --json >actual &&
	jq -e ".released and (.reference | test(\"^C-2026-\"))" actual &&
	jq -r .file actual >file && present "[.]tar[.]age$" file &&
	services open "$(cat file)" --out opened &&
	cp opened/case-file_2026-01-15.html page &&
	present "A\. Reed, safeguarding lead" page &&
	present "a disclosure was made in school" page &&
	present "S47-118" page && present "Chronology" page &&
	present "$some_upn" page
'

test_expect_success 'children'"'"'s services take it in' '
	services receive "$(cat file)" >actual &&
	services show $some_upn --json >actual &&
	first show $some_upn --json | jq -r ".sections[] | .category" | sort -u >theirs &&
	jq -r ".sections[] | .category" actual | sort -u | comm -13 theirs - >other &&
	test ! -s other && jq -e "[.sections[].category] | index(\"identity\")" actual
'

test_expect_success 'a decision not to share is recorded, and nothing leaves' '
	ls out | wc -l >before &&
	first enquiry --pupil $some_upn --by "A. Reed" --not-shared \
		--reason "no harm is feared; the family agreed to early help" >actual &&
	present "^Decided not to share\. Recorded as C-2026-0002" actual &&
	ls out | wc -l | diff before -
'

test_expect_success 'both are listed, with who and why; the ledger tells nothing' '
	first cases --pupil $some_upn --json >actual &&
	test "$(jq -c "[.cases[].kind]" actual)" = "[\"shared\",\"not-shared\"]" &&
	first cases >actual && present "A\. Reed, safeguarding lead" actual &&
	grep -ao "{\"entry\":\"case\"[^}]*}" first/ledger/entries >entries &&
	test $(wc -l <entries) = 2 && absent "Reed|share|harm|$some_upn" entries &&
	first log --verify >actual && present "^  cases +2" actual
'

test_expect_success 'what cannot be sent is recorded as refused' '
	services keys show --card >/dev/null &&
	expect_status 1 enquiry --to safeguarding-agencies --out out >actual &&
	present "^Refused: " actual &&
	first cases --json | jq -e ".cases[-1].outcome == \"refused\"" &&
	ls out | wc -l | diff before -
'

test_expect_success 'each date has a line of its own, and what is so now stands apart' '
	printf "%s\n%s\n" "pupil.upn,school.1.name,school.1.entry-date,school.1.leaving-date,school.1.leaving-reason,enrolment.entry-date,enrolment.year-group" \
		"$some_upn,Oakfield,2015-09-02,2019-07-19,PM,2019-09-03,9" >history.csv &&
	first import history.csv &&
	enquiry --plain --out dated --json >actual &&
	tr -s " \n" " " <"$(jq -r .file actual)" | sed "s/<tr/\n<tr/g
		s/As it stands today/\n&/; s/Everything held/\n&/2" >lines &&
	grep "row.>2 September 2015" lines >entry && present Oakfield entry &&
	absent "eaving|eft" entry &&
	grep "row.>19 July 2019" lines >leaving && present Oakfield leaving && present "Reasons for leaving" leaving &&
	grep "row.>3 September 2019" lines >joining && absent "Year" joining &&
	grep "As it stands today" lines >today && present "Year group" today
'

test_expect_success 'the pupil'"'"'s copy says that it was recorded, in none of its words' '
	first access --pupil $some_upn --to pupil --by "data officer" \
		--identity "passport seen" --out copy --json >actual &&
	cp "$(jq -r .directory actual)"/copy_* . &&
	present "decided to share, to keep" copy_$today.html &&
	present "decided not to share" copy_$today.html &&
	cat copy_$today.html copy_$today.json copy_$today.csv >whole &&
	absent "disclosure was made|no harm is feared|A\. Reed" whole &&
	jq -e "[.\"looked-or-asked\"[] | select(.what == \"shared\") |
		has(\"by\") or has(\"why\")] | length > 0 and (any | not)" \
		copy_$today.json
'

test_expect_success 'where the file cannot be written, that it was not given is recorded' '
	: >afile &&
	expect_status 3 enquiry --plain --out afile &&
	first cases --json >actual &&
	test "$(jq -c "[.cases[-2:][].outcome]" actual)" = "[\"done\",\"not-given\"]" &&
	jq -e ".cases[-2].reference as \$decided | .cases[-1].note |
		startswith(\$decided + \": not given\")" actual &&
	first log --verify &&
	enquiry --plain --out again --json >actual &&
	jq -e .released actual && test "$(ls again | wc -l)" = 1 &&
	first cases --json | jq -e ".cases[-1].outcome == \"done\""
'

test_expect_success 'what is not said, or nobody'"'"'s, is an error' '
	expect_status 2 enquiry && expect_status 2 enquiry --out out --not-shared &&
	expect_status 2 first enquiry --pupil $some_upn --by " " --reason x --not-shared &&
	expect_status 2 first enquiry --pupil A123456789012 --by A --reason x --not-shared
'

test_done
