#!/bin/sh
# hornbook wish, authorise, approve and adopt: what changes the answers.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

youth='--to youth-support --for youth-support-services'
# 17 on the day: objects for herself.
pupil=$some_upn

explain() {
	hornbook explain $youth --pupil $pupil --today $today --json
}

test_expect_success 'an objection is recorded, and less is sent' '
	fill_node && explain >before &&
	present "\"pupil.sex\"" before &&
	hornbook wish --pupil $pupil --kind objection --by pupil \
		--to youth-support --today $today >actual &&
	echo "Recorded: objection by the pupil, about Local authority youth support" |
		expect &&
	explain >actual && present "\"reason\": *\"objection\"" actual
'

test_expect_success 'withdrawn, it no longer counts' '
	hornbook wish --pupil $pupil --kind objection --by pupil \
		--to youth-support --withdraw --today $today >actual &&
	present "^Withdrawn: objection" actual &&
	explain >actual && absent "\"reason\": *\"objection\"" actual &&
	expect_status 2 hornbook wish --pupil $pupil --kind refusal --by pupil \
		--withdraw --today $today
'

test_expect_success 'the objection of a parent does not count from 16' '
	hornbook wish --pupil $pupil --kind objection --by parent \
		--to youth-support --today $today &&
	explain >actual && absent "\"reason\": *\"objection\"" actual
'

test_expect_success 'a refusal stops what is no duty' '
	hornbook wish --pupil $pupil --kind refusal --by pupil --today $today &&
	explain >actual && present "\"reason\": *\"refusal\"" actual
'

test_expect_success 'words that are none are refused with those there are' '
	wish="hornbook wish --pupil $pupil --today $today" &&
	expect_status 2 $wish --kind veto --by pupil 2>actual &&
	present "objection" actual &&
	expect_status 2 $wish --kind objection --by aunt 2>actual &&
	present "parent" actual &&
	expect_status 2 $wish --kind objection --by pupil --to connexion \
		2>actual && present "^hint: did you mean .connexions" actual &&
	expect_status 2 $wish --kind objection --by pupil --for caring 2>actual &&
	expect_status 2 hornbook wish --kind objection --by pupil 2>actual &&
	present "wish needs --pupil UPN" actual &&
	expect_status 2 hornbook wish --pupil A1 --kind objection --by pupil \
		2>actual && absent A1 actual
'

test_expect_success 'authorisations and approvals are recorded with their dates' '
	hornbook authorise --to outreach --by head-teacher --until 2026-07-31 \
		--today $today >actual &&
	present "^Recorded: authorisation .* from 15 January 2026 until 31 July" \
		actual &&
	hornbook authorise --to outreach --terms --today $today >actual &&
	present "^Recorded: terms" actual &&
	hornbook approve --by data-sharing-panel --to third-party \
		--for education-research --today $today --json >actual &&
	present "\"kind\":\"approval\",\"by\":\"data-sharing-panel\"" actual
'

test_expect_success 'an approval says what was weighed for it, and terms what they cover' '
	hornbook approve --by data-sharing-panel --to third-party \
		--weighs handling,recipient,purpose --given 2026-01-05 \
		--until 2026-12-31 --today $today >actual &&
	present "^Recorded: approval .* from 5 January 2026 until 31 December" \
		actual &&
	present "^Not met, so that it does not serve: Its level and how sens" \
		actual &&
	hornbook approve --by data-sharing-panel --to third-party \
		--weighs recipient,purpose,sensitivity,handling --json \
		--given 2026-01-05 --from 2026-02-01 --today $today >actual &&
	present "\"given\":\"2026-01-05\",\"from\":\"2026-02-01\"" actual &&
	present "\"met\":\[\"recipient\",\"purpose\",\"sensitivity\",\"handling\"\],\"missing\":\[\]" \
		actual &&
	hornbook authorise --to third-party --signed data-extract \
		--covers security --today $today >actual &&
	present "^Recorded: terms .*, data-extract, from 15 January" actual &&
	present "^Not covered by these: Confidentiality and handling; How" actual
'

test_expect_success 'what cannot be is not recorded' '
	expect_status 2 hornbook authorise --to outraech 2>actual &&
	present "^hint: did you mean .outreach" actual &&
	expect_status 2 hornbook authorise --to outreach --terms --identity &&
	expect_status 2 hornbook authorise --to outreach --from 2026-02-01 \
		--until 2026-01-31 &&
	expect_status 2 hornbook approve --by panel --to third-party &&
	expect_status 2 hornbook approve --by data-sharing-panel \
		--to third-party --weighs handlin --today $today 2>actual &&
	present "^hint: did you mean .handling" actual &&
	expect_status 2 hornbook approve --by head-teacher --to third-party \
		--weighs handling --today $today &&
	expect_status 2 hornbook approve --by data-sharing-panel \
		--to third-party --given 2026-01-16 --today 2026-01-15 &&
	expect_status 2 hornbook authorise --to third-party --signed extract \
		--today $today &&
	expect_status 2 hornbook authorise --to third-party --terms \
		--covers security --today $today &&
	expect_status 2 hornbook authorise --to third-party --covers security \
		--today $today &&
	expect_status 2 hornbook approve --to third-party
'

test_expect_success 'a new version of the notice is adopted and decides from its date' '
	sed "s/version 1 from 2018-05-25/version 2 from 2026-02-01/
		s/parent.telephones\$/parent.mobile/" "$kent_notice" >2.notice &&
	hornbook adopt 2.notice --today 2026-01-20 >actual &&
	present "^Adopted: .*, version 2, from 1 February 2026$" actual &&
	test -f node/notices/2.notice && hornbook pupils
'

test_expect_success 'an older version, another controller, errors are not adopted' '
	expect_status 2 hornbook adopt "$kent_notice" 2>actual &&
	present "version" actual &&
	expect_status 2 hornbook adopt \
		"$SOURCE/demo/notices/northamptonshire-academy.notice" 2>actual &&
	present "another controller" actual &&
	sed "s/version 2/version 3/; s/youth-support/yuoth-support/" 2.notice \
		>3.notice &&
	expect_status 2 hornbook adopt 3.notice 2>actual &&
	present "^3.notice:.*error" actual && ls node/notices >actual &&
	printf "1.notice\n2.notice\n" | expect
'

test_expect_success 'a file adds to the wishes on record, and brings none back that has ended' '
	header=pupil.upn,wish.kind,wish.by,wish.recipient,wish.date &&
	printf "%s\n" "$header" "$some_upn,consent,parent,outreach,2025-01-04" \
		>first.csv &&
	printf "%s\n" "$header" "$some_upn,consent,parent,outreach,2025-01-04" \
		"$some_upn,objection,parent,youth-support,2025-03-04" >second.csv &&
	hornbook import first.csv --today $today &&
	hornbook wish --pupil $some_upn --kind consent --by parent \
		--to outreach --withdraw --today 2026-01-16 &&
	hornbook import second.csv --today 2026-01-17 &&
	hornbook show $some_upn >actual &&
	test "$(grep -c "^    Kind of wish  *consent" actual)" = 1 &&
	present "Withdrawn on  *2026-01-16" actual &&
	present "Stated on  *2025-03-04" actual
'

test_expect_success 'wishes of days to come, for unknown bodies, of unknown pupils are rejected' '
	header=pupil.upn,wish.kind,wish.by,wish.recipient,wish.date &&
	printf "%s\n" "$header" "$some_upn,refusal,parent,,2027-01-01" >late.csv &&
	expect_status 2 hornbook import late.csv --today $today >actual &&
	present "yet to come" actual &&
	printf "%s\n" "$header" "$some_upn,objection,parent,yuoth-support," \
		>body.csv &&
	expect_status 2 hornbook import body.csv --today $today >actual &&
	present "no body of the name" actual &&
	printf "%s\n" "$header" "B801200005001,refusal,parent,," >nobody.csv &&
	expect_status 2 hornbook import nobody.csv --today $today >actual &&
	present "no pupil with this number" actual
'

test_expect_success 'notices given to a family add up' '
	printf "%s\n" pupil.upn,served.version,served.date \
		"$some_upn,1,2026-01-10" >one.csv &&
	printf "%s\n" pupil.upn,served.version,served.date \
		"$some_upn,2,2026-01-12" >two.csv &&
	hornbook import one.csv two.csv --today $today &&
	hornbook show $some_upn >actual &&
	test "$(grep -c "Version of the notice" actual)" = 2
'

test_expect_success 'a file that gives a pupil a new number keeps the wishes on record' '
	printf "%s\n" pupil.upn,pupil.former-upn,wish.kind,wish.by,wish.date \
		"B801200005001,$some_upn,refusal,parent,2025-05-05" >new.csv &&
	hornbook show $some_upn | grep -c "Kind of wish" >before &&
	hornbook import new.csv --today $today &&
	hornbook show B801200005001 >actual &&
	present "Stated on  *2025-05-05" actual &&
	test "$(grep -c "Kind of wish" actual)" = $(($(cat before) + 1))
'

test_done
