#!/bin/sh
# hornbook directory: one child looked up by those who may, each look-up recorded.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

school() {
	hornbook --node school --key-file school.key --today "${on:-2009-02-02}" "$@"
}
index() {
	hornbook --node index --key-file index.key --today "${on:-2009-02-16}" "$@"
}
look() {
	index directory look-up --role "${role:-safeguarding-staff}" \
		--by 'J. Marsh, health visitor' --reason 'joint visit planned' "$@"
}

test_expect_success 'entries reach the index in a sealed package' '
	sed "s/from 2008-09-01/from 2009-02-01/" \
		"$SOURCE/demo/notices/northamptonshire-academy.notice" >school.notice &&
	cat >>school.notice <<-\END &&

	share with child-index {
	    send  pupil.name, pupil.upn, pupil.birth-date, pupil.sex, pupil.address,
	          parent.name, enrolment.school
	    for   safeguarding-coordination
	    under ca-2004-s12
	    needs terms
	    needs role safeguarding-staff
	}
	END
	school init school --notice school.notice &&
	head -6 "$SOURCE/demo/northamptonshire/pupils.csv" >five.csv &&
	school import five.csv &&
	school keys show --card >school.card &&
	index init index --today 2009-02-02 \
		--notice "$SOURCE/demo/england/notices/contactpoint.notice" &&
	index keys show --card --today 2009-02-02 >index.card &&
	school keys trust index.card --agreement "DSA 1" --yes-fingerprint \
		"$(index keys show --json --today 2009-02-02 | jq -r .fingerprint)" &&
	index keys trust school.card --today 2009-02-02 --agreement "DSA 1" --yes-fingerprint \
		"$(school keys show --json | jq -r .fingerprint)" &&
	school authorise --to child-index --for safeguarding-coordination --terms &&
	expect_status 1 school share --to child-index --for safeguarding-coordination \
		--out out &&
	school share --to child-index --for safeguarding-coordination \
		--role safeguarding-staff --out out --json >actual &&
	jq -e ".released == 5" actual &&
	index receive "$(jq -r .file actual)" >actual &&
	index pupils --json | jq -r ".pupils[0] | .upn, (.surname + \", \" + .forename + \", \" + .birthDate)" >who &&
	sed -n 1p who >upn && sed -n 2p who >child && sed -n 2p who
'

test_expect_success 'nobody may look who is not authorised, and that is recorded' '
	expect_status 1 look --who child >actual &&
	present "^Refused: the directory has not authorised this user in this role" actual &&
	present "^Recorded as C-2009-0001" actual &&
	absent "$(cat upn)" actual
'

test_expect_success 'an authorised user finds one child by name and birth date' '
	index directory authorise --by "J. Marsh, health visitor" \
		--role safeguarding-staff --until 2009-12-31 >actual &&
	present "^Authorised: J. Marsh, health visitor, as safeguarding-staff" actual &&
	absent "^In place of" actual &&
	look --who child >actual &&
	present "^One child is meant" actual && present "$(cat upn)" actual &&
	present "Recorded as C-2009-0002" actual &&
	tr a-z A-Z <child | look --who - --json | jq -r .outcome >actual &&
	echo found | expect &&
	look --pupil "$(cat upn)" --json >actual &&
	jq -e "[.sections[].category] | index(\"characteristics\") == null" actual
'

test_expect_success 'another role, another day, a user whose time is up: refused' '
	(role=safeguarding-lead && expect_status 1 look --pupil "$(cat upn)") >actual &&
	present "the law lets nobody in this role" actual &&
	(on=2010-08-07 && expect_status 1 look --pupil "$(cat upn)") >actual &&
	present "the directory does not exist on this day" actual &&
	(on=2010-01-04 && expect_status 1 look --pupil "$(cat upn)") >actual &&
	present "has not authorised this user" actual
'

test_expect_success 'nobody, or nobody by that alone, is shown' '
	echo "Nobody, Atall, 1999-01-01" >nobody &&
	expect_status 1 look --who nobody >actual &&
	present "^Nobody is known by that" actual &&
	sed "s/,[^,]*$/, 1999-01-01/" child >other &&
	expect_status 1 look --who other >actual &&
	present "^Nobody is known by that" actual
'

test_expect_success 'a shielded child is there, and no more is told' '
	index directory shield --pupil "$(cat upn)" --by "A. Reed, index team" \
		--reason "at risk of being found" >actual &&
	present "^Shielded\. Recorded as C-2009-" actual &&
	look --pupil "$(cat upn)" >actual &&
	present "^There is an entry, and it is shielded\. Ask The ContactPoint team" actual &&
	absent "$(cut -d, -f1 child)" actual &&
	look --pupil "$(cat upn)" --json >actual &&
	jq -e ".outcome == \"shielded\" and (has(\"sections\") | not)" actual &&
	expect_status 2 index directory shield --pupil "$(cat upn)" --by A --reason b &&
	expect_status 1 index access --pupil "$(cat upn)" --to parent --parent 1 \
		--by "data officer" --identity "passport seen" --out copies >actual &&
	present "^Refused: the child is shielded" actual && test ! -e copies &&
	index authorise --to parent --identity &&
	index wish --pupil "$(cat upn)" --kind consent --by pupil --to parent \
		--for access-right --date 2009-02-16 &&
	expect_status 1 index share --to parent --for access-right --on request \
		--pupils "$(cat upn)" --fields pupil.name --dry-run >actual &&
	present "why +a child is shielded" actual &&
	index directory shield --lift --pupil "$(cat upn)" --by "A. Reed, index team" \
		--reason "the risk has passed" &&
	look --pupil "$(cat upn)" >actual && present "^One child is meant" actual
'

test_expect_success 'look-ups are listed, of all and of one child' '
	index cases --kind look-up --json >actual &&
	jq -r ".cases[].outcome" actual | sort | uniq -c | sed "s/^ *//" >outcomes &&
	cat >wanted <<-\END &&
	4 found
	2 not-found
	4 refused
	2 shielded
	END
	diff wanted outcomes &&
	index cases --kind look-up --pupil "$(cat upn)" --json >actual &&
	jq -e "[.cases[].outcome] | unique == [\"found\", \"shielded\"]" actual &&
	index log --pupil "$(cat upn)" >actual &&
	present "^Nobody has had the record" actual &&
	present "^C-2009-0002 +2009-02-16 +look-up +found +J. Marsh" actual &&
	index cases >actual && present "J. Marsh, health visitor +safeguarding-staff +joint visit" actual
'

test_expect_success 'the ledger has an entry for each, and names nobody' '
	index log --verify >actual &&
	present "^  cases +15, each with its entry" actual &&
	grep -ao "{\"entry\":\"case\"[^}]*}" index/ledger/entries >entries &&
	test $(wc -l <entries) = 15 &&
	absent "Marsh|look|visit|safeguard" entries && absent "$(cat upn)" entries
'

test_expect_success 'an authorisation that takes the place of another says so' '
	index directory authorise --by "J. Marsh, health visitor" \
		--role safeguarding-staff >actual &&
	present "^Authorised: J. Marsh, .* from 16 February 2009, without an end$" actual &&
	present "^In place of: J. Marsh, .* from 16 February 2009 until 31 December 2009$" actual &&
	index directory authorise --by " J. Marsh, health visitor" \
		--role safeguarding-staff --until 2009-06-30 --json >actual &&
	jq -e ".until == \"2009-06-30\" and .replaced.until == null and
		.replaced.role == \"safeguarding-staff\"" actual &&
	index directory users --json | jq -e "[.users[].until] == [\"2009-06-30\"]"
'

test_expect_success 'what is asked wrongly is recorded nowhere' '
	index cases --json | jq ".cases | length" >before &&
	expect_status 2 look &&
	expect_status 2 look --pupil "$(cat upn)" --who child &&
	expect_status 2 look --pupil "$(cat upn)" --reason " " &&
	echo "no child" | expect_status 2 look --who - &&
	expect_status 2 index directory authorise --by X --role nobody &&
	expect_status 2 school directory look-up --role safeguarding-staff --by X \
		--reason y --pupil "$(cat upn)" &&
	index cases --json | jq ".cases | length" | diff before -
'

test_done
