#!/bin/sh
# hornbook prove: what law and notices never let happen.
. "$(dirname "$0")/lib.sh"
test_needs_program

kent=$SOURCE/demo/notices/kent-alternative-provision.notice

# A proof over Kent's notice on a day of 2026.
proved() {
	hornbook prove "$@" "$kent" --today 2026-01-15
}

test_expect_success 'what is never so is proved, with what it rests on' '
	proved "never contact.telephone to youth-support after objection by parent when age < 16" \
		>actual &&
	present "^proved: never contact.telephone" actual &&
	present "^  asked of 2026-01-15, of the law and 1 notice of 1 controller$" actual &&
	present "^  looked at [0-9]+ flows and [0-9]+ kinds of pupils$" actual &&
	present "^  assumed to do whatever the law allows: [a-z]" actual &&
	present "^  rests on law that is unconfirmed: " actual
'

test_expect_success 'a counter-example has pupil, day, step and clauses, and status 1' '
	expect_status 1 proved "never medical to any body outside nhs" >actual &&
	present "^not so: never medical to any body outside nhs$" actual &&
	present "^  medical of a pupil .*on 2026-01-15$" actual &&
	present "^    Westwood Learning Alliance -> [a-z-]+ for [a-z-]+" actual &&
	present "^       by gateways.dictionary:[0-9]+" actual
'

test_expect_success 'a pupil of whom it would not be so is told' '
	expect_status 1 proved "never pupil.surname to youth-support when age < 14" \
		>actual &&
	present "^  pupil.surname.* of a pupil of 13" actual
'

test_expect_success 'every counter-example is told with --all' '
	expect_status 1 proved "never medical to any body outside nhs" >one &&
	expect_status 1 proved --all "never medical to any body outside nhs" >all &&
	test "$(grep -c "^  medical" one)" = 1 &&
	test "$(grep -c "^  medical" all)" -gt 2
'

test_expect_success 'the same as one JSON document' '
	expect_status 1 proved --json "never medical to any body outside nhs" >actual &&
	test "$(wc -l <actual)" = 1 &&
	present "\"outcome\":\"refuted\"" actual &&
	present "\"walks\":\[\{\"date\":\"2026-01-15\",\"pupil\":\"a pupil" actual &&
	present "\"clauses\":\[\"gateways.dictionary:[0-9]+\"" actual &&
	proved --json "never medical to researcher" >actual &&
	present "\"outcome\":\"proved\",\"walks\":\[\]" actual &&
	{ ! command -v jq >/dev/null || jq .assumed[0] actual; }
'

test_expect_success 'a budget that is too small decides nothing, with status 4' '
	expect_status 4 proved --budget 20 "never medical to researcher" >actual &&
	present "^not decided: budget: never medical to researcher$" actual &&
	expect_status 4 proved --budget 20 --json "never medical to researcher" >actual &&
	present "\"outcome\":\"undecided\"" actual &&
	expect_status 2 proved --budget none "never medical to researcher" 2>actual &&
	expect_status 2 proved --budget 0 "never medical to researcher" 2>>actual &&
	expect <<-\END
	hornbook: --budget is a number of kinds of pupils to look at
	hornbook: --budget is a number of kinds of pupils to look at
	END
'

test_expect_success 'a slip in an assertion is shown with its place and the nearest name' '
	expect_status 2 proved "never medicla to parent" >out 2>actual &&
	test ! -s out &&
	expect <<-\END
	assertion:1:7: error: the dictionary has no field '\''medicla'\'' [unknown-field]
	    1 | never medicla to parent
	      |       ^~~~~~~
	hint: did you mean '\''medical'\''?
	END
'

test_expect_success 'a notice with faults proves nothing' '
	echo "notice \"N\" version 1 from 2020-01-01" >bad.notice &&
	expect_status 2 hornbook prove "never medical to parent" bad.notice \
		>out 2>actual &&
	test ! -s out && present "no-controller" actual &&
	expect_status 2 hornbook prove "never medical to parent" none.notice 2>actual &&
	expect_status 2 hornbook prove 2>actual
'

test_expect_success 'a duty is kept for every family' '
	proved "always pupil.surname to department for school-funding" >actual &&
	present "^proved: always" actual &&
	expect_status 1 proved "always pupil.surname to youth-support for careers-advice" \
		>actual &&
	present "^       withheld because " actual
'

test_expect_success 'without a notice the law alone is asked' '
	hornbook prove "never medical to researcher" --today 2026-01-15 >actual &&
	present "^  asked of 2026-01-15, of the law alone$" actual
'

test_expect_success 'all notices of the project together are asked in seconds' '
	hornbook prove "never medical to researcher" "$SOURCE"/notices/*.notice \
		--today 2026-01-15 >actual &&
	present "of the law and [5-9] notices" actual
'

test_expect_success 'schools of more types than are looked at: not decided' '
	awk "/^codes setting/ {
			printf \"codes setting \\\"T\\\" {\"
			for (i = 0; i < 140; i++)
				printf \" code s%d \\\"S%d\\\";\", i, i
			print \" }\"
			next
		}
		/^setting village/ {
			for (i = 0; i < 140; i++)
				printf \"setting s%d \\\"S%d\\\" phase primary\\n\", i, i
		}
		! /^setting/" "$SOURCE/tests/policy/basis.dictionary" \
		>types.dictionary &&
	printf "%s\n" "body school \"School\" kind school" \
		"gateway a { by authority; to school for advice; data marks }" \
		"gateway b { by school; to police for safety; data marks;" \
		"    when setting = s139 }" >>types.dictionary &&
	printf "%s\n" "notice \"N\" version 1 from 2018-01-01" \
		"controller \"C\" authority" \
		"share with school { send marks; for advice }" >types.notice &&
	expect_status 4 hornbook prove --dictionary types.dictionary \
		"never marks to police" types.notice >actual &&
	present "^not decided" actual
'

test_done
