#!/bin/sh
# hornbook share and explain: what leaves, what does not, and why.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

share() {
	hornbook share --plain --today $today --out out "$@"
}

youth='--to youth-support --for youth-support-services'
crime='--to crime-reduction-partnership --for crime-risk-profiling'

test_expect_success 'a collection is released with a manifest and a ledger entry' '
	fill_node &&
	share --to department --collection school-census >actual &&
	present "^Released to Department for Education, 15 January 2026" actual &&
	present "pupils considered +64$" actual &&
	present "ledger +R-2026-0001, entry 1$" actual &&
	test -f out/R-2026-0001-department/manifest.json &&
	file=$(sed -n "s/^  file  *//p" actual) && test -s "$file"
'

test_expect_success 'under 13 nothing goes to youth support; who objects is sent in part' '
	share $youth --json >actual &&
	present "\"outcome\":\"released\"" actual &&
	present "\"considered\":64,\"released\":44" actual &&
	present "\"gate\":\"pupil\",\"pupils\":19,\"wholly\":19" actual &&
	present "\"whollyWithheld\":20" actual &&
	present "\"reason\":\"objection\"" actual
'

test_expect_success 'a dry run tells the same and changes nothing' '
	node_state >before && ls out >listing &&
	hornbook share $youth --today $today --dry-run --json >dry &&
	present "\"dryRun\":true" dry &&
	present "\"considered\":64,\"released\":44" dry &&
	absent "\"file\"" dry &&
	node_state >actual && expect before && ls out >actual && expect listing
'

test_expect_success 'only the pupils and fields that are asked for go' '
	share $youth --pupils "$some_upn, Q886200312038" \
		--fields pupil.name,pupil.birth-date --json >actual &&
	present "\"considered\":2" actual &&
	absent "pupil.postcode" actual &&
	echo $some_upn >list && echo >>list &&
	share $youth --pupils @list --json >actual &&
	present "\"considered\":1,\"released\":1" actual
'

test_expect_success 'no law, no release: status 1, with the reason in words' '
	expect_status 1 share --to crime-reduction-partnership \
		--for crime-risk-profiling >actual &&
	present "^Nothing was released" actual && present "^  why " actual &&
	test -z "$(ls out | grep crime)"
'

test_expect_success 'names that are not known get the nearest as a hint' '
	expect_status 2 share --to yuoth-support --for youth-support-services \
		2>actual && present "^hint: did you mean .youth-support" actual &&
	expect_status 2 share --to youth-support --for youth-suport-services \
		2>actual && present "^hint: did you mean" actual &&
	expect_status 2 share $youth --fields pupil.nmae 2>actual &&
	present "^hint: did you mean .pupil.name" actual &&
	expect_status 2 share $youth --on requst 2>actual &&
	expect_status 2 share --to next-school --collection ctf 2>actual &&
	present "no collection .ctf." actual &&
	present "did you mean .common-transfer-file" actual &&
	expect_status 2 share --to youth-support --for youth-services 2>actual &&
	present "no purpose .youth-services" actual &&
	expect_status 2 share --to department --collection school-census \
		--format census-extract 2>actual &&
	present "share the census as school-census" actual &&
	expect_status 2 share --to department --collection census 2>actual &&
	expect_status 2 share --to department 2>actual &&
	present "purpose" actual
'

test_expect_success 'the date is asked for by name, and so is the place' '
	expect_status 2 hornbook share $youth --out out 2>actual &&
	present "share needs --today DATE" actual &&
	expect_status 2 hornbook share $youth --today $today 2>actual &&
	present "share needs --out" actual
'

test_expect_success 'a pupil that is not there stops the release, unnamed' '
	expect_status 2 share $youth --pupils $some_upn,A886200015007 \
		>actual 2>&1 && absent A886200015007 actual &&
	expect_status 2 share $youth --pupils , && expect_status 2 share $youth \
		--pupils @missing
'

test_expect_success 'an academy must authorise; then counts by area leave' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key && today=2009-03-02 &&
	export HORNBOOK_NODE HORNBOOK_KEY_FILE &&
	hornbook init academy --today $today \
		--notice "$SOURCE/demo/notices/northamptonshire-academy.notice" &&
	hornbook import "$SOURCE/demo/northamptonshire/pupils.csv" \
		--today $today &&
	expect_status 1 share $crime >actual &&
	present "has not authorised" actual &&
	tr -s " \n" " " <actual >line &&
	present "hornbook authorise $crime" line &&
	hornbook authorise $crime --until 2009-03-01 --from 2009-02-01 \
		--today $today &&
	expect_status 1 share $crime >actual &&
	hornbook authorise $crime --by head-teacher --today $today >actual &&
	present "^Recorded: authorisation for ComPASS" actual &&
	share $crime >actual && present "level +aggregate by lsoa" actual &&
	expect_status 1 share $crime >actual && present "too recent" actual
'

access='--to parent --for access-right --on request'

test_expect_success 'an able pupil is asked before a parent sees its data (R-200, R-205)' '
	hornbook authorise --to parent --identity --today $today &&
	printf "pupil.upn,rights.competence,rights.decided-on,rights.decided-by,rights.reason\n%s,able,2026-01-10,head of year,asked herself\n" \
		$some_upn >decided.csv &&
	hornbook import decided.csv --today $today &&
	expect_status 1 share $access --pupils $some_upn --fields pupil.name \
		--dry-run >actual && present "consent" actual &&
	hornbook wish --pupil $some_upn --kind consent --by pupil --to parent \
		--today $today &&
	share $access --pupils $some_upn --fields pupil.name --dry-run --json \
		>actual && present "\"considered\":1,\"released\":1" actual
'

test_expect_success 'one file of all children goes to no family' '
	before=$(ls out | wc -l) &&
	expect_status 2 share $access --fields pupil.name 2>actual &&
	present "data of all pupils" actual &&
	present "^hint: .*--pupils" actual &&
	expect_status 2 share --to pupil --for access-right --dry-run 2>actual &&
	present "no family may see another" actual &&
	test "$(ls out | wc -l)" -eq "$before"
'

test_expect_success 'what a family asks to see leaves as a copy for that request alone' '
	before=$(ls out | wc -l) &&
	for way in "" "--format letter"; do
		expect_status 2 share $access --pupils $some_upn --plain $way \
			2>actual || return 1
	done &&
	expect_status 2 share $access --pupils $some_upn --fields pupil.name \
		--plain 2>actual &&
	present "for that request alone" actual &&
	present "^hint: .*hornbook access" actual &&
	expect_status 2 share --to parent --for educational-record \
		--on request --pupils $some_upn --plain 2>actual &&
	present "for that request alone" actual &&
	expect_status 2 share $access --pupils $some_upn --format pack 2>actual &&
	test "$(ls out | wc -l)" -eq "$before"
'

test_expect_success 'whoever asks has a role, by a name that is known' '
	expect_status 2 share $youth --role safegarding-lead --dry-run 2>actual &&
	present "^hint: did you mean .safeguarding-lead" actual &&
	share $youth --role safeguarding-lead >actual &&
	cat out/*/manifest.json >actual &&
	present "\"role\": *\"safeguarding-lead\"" actual
'

test_expect_success 'an explanation names gates and clauses' '
	hornbook explain $youth --pupil Q886200312038 --today $today >actual &&
	present "^1. Recipient" actual && present "^6. Safeguards" actual &&
	present "objection" actual && present "\[1.notice:[0-9]+\]" actual &&
	hornbook explain $youth --pupil Q886200312038 --today $today --json \
		>actual && present "\"gates\":" actual &&
	expect_status 2 hornbook explain $youth --pupil A1 --today $today
'

test_expect_success 'an explanation shows no value of the record' '
	hornbook show Q886200312038 --json |
		sed "s/.*\"pupil.surname\":\"\([^\"]*\)\".*/\1/" >name &&
	test -s name && hornbook explain $youth --pupil Q886200312038 \
		--today $today >actual && ! grep -qFf name actual
'

test_expect_success 'an opt-out counts by the day on which it was stated (R-191, C09)' '
	cat >lrs.notice <<-END &&
	notice "What the service does" version 1 from 2012-01-01
	controller "Learning Records Service" agency as learner-registration
	share with approved-organisations {
	    send pupil.name, ethnicity
	    for  learner-record
	}
	END
	cat >law.sed <<-END &&
	/^gateway learner-achievements/,/^}/s/qualifications/ethnicity/
	END
	cp -R "$HORNBOOK_DICTIONARY" england &&
	sed -f law.sed "$HORNBOOK_DICTIONARY/gateways.dictionary" \
		>england/gateways.dictionary &&
	HORNBOOK_NODE=lrs && HORNBOOK_KEY_FILE=lrs.key &&
	hornbook init lrs --notice lrs.notice --dictionary england \
		--today 2018-05-01 &&
	hornbook import "$kent"/ctf/*.xml "$kent/pupils.csv" \
		--today 2018-05-01 &&
	hornbook authorise --to approved-organisations --terms \
		--today 2018-05-01 &&
	hornbook approve --by listed-organisation --to approved-organisations \
		--weighs identity --today 2018-05-01 &&
	hornbook explain --to approved-organisations --for learner-record \
		--pupil $some_upn --today 2018-05-01 >actual &&
	present "not met: It is still one that may have it" actual &&
	hornbook approve --by listed-organisation --to approved-organisations \
		--weighs identity,status --today 2018-05-01 &&
	hornbook wish --pupil $some_upn --kind opt-out --by pupil \
		--to approved-organisations --date 2018-05-24 --today $today &&
	hornbook wish --pupil Q886200312038 --kind opt-out --by pupil \
		--to approved-organisations --date 2018-05-25 --today $today &&
	hornbook share --plain --to approved-organisations --for learner-record \
		--pupils $some_upn,Q886200312038 --today $today --out lrs-out \
		--json >actual &&
	present "\"reason\":\"objection\",[^}]*\"pupils\":1,\"fields\":\[\"ethnicity\"\]" \
		actual &&
	hornbook explain --to approved-organisations --for learner-record \
		--pupil Q886200312038 --today $today >actual &&
	present "not accepted, for the day on which it was stated" actual
'

test_done
