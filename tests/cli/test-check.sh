#!/bin/sh
# hornbook check: what is said of a notice.
. "$(dirname "$0")/lib.sh"
test_needs_program

kent=$SOURCE/demo/notices/kent-alternative-provision.notice

test_expect_success 'the notices of the project have no errors' '
	hornbook check "$SOURCE"/demo/notices/*.notice --today 2026-01-15 >actual &&
	present "^2 notices: " actual
'

test_expect_success 'a body that does not exist is found, with its place and the nearest' '
	sed "s/share with youth-support/share with yuoth-support/" "$kent" \
		>a.notice &&
	expect_status 2 hornbook check a.notice --today 2026-01-15 >actual &&
	present "^a.notice:[0-9]+:[0-9]+: error: .*yuoth-support" actual &&
	present "\^~~~~~~~~~~~" actual &&
	present "^hint: did you mean .youth-support" actual &&
	present "^1 notice: 2 errors" actual
'

test_expect_success 'the same as one JSON document' '
	expect_status 2 hornbook check a.notice --json --today 2026-01-15 \
		>actual &&
	present "\"file\": *\"a.notice\"" actual &&
	present "\"line\": *[0-9]+" actual &&
	{ ! command -v jq >/dev/null || jq .findings[0].id actual; } &&
	present "\"errors\":2,\"warnings\":[0-9]+,\"advice\":[0-9]+\}$" actual
'

test_expect_success 'a notice comes from standard input as well' '
	expect_status 2 hornbook check --stdin <a.notice >actual &&
	present "^-:[0-9]+:[0-9]+: error:" actual &&
	expect_status 2 hornbook check - <a.notice >other && cmp actual other
'

test_expect_success 'without a notice the dictionary is checked' '
	hornbook check >actual && present "^dictionary: " actual &&
	echo "law law \"No name\"" >bad.dictionary &&
	printf "gateway x {\n    law y\n    to nobody\n}\n" >>bad.dictionary &&
	expect_status 2 hornbook check --dictionary bad.dictionary >actual &&
	present "^bad.dictionary:[0-9]+:[0-9]+: error" actual
'

test_expect_success 'the compiled rules are printed on request' '
	hornbook check --program "$kent" >actual &&
	present "^gateways$" actual &&
	present "kent-alternative-provision.notice:[0-9]+  share" actual
'

test_expect_success 'a file or dictionary that is not there' '
	expect_status 2 hornbook check missing.notice 2>actual &&
	present "missing.notice: .*No such file" actual &&
	expect_status 2 hornbook check --dictionary missing 2>actual &&
	present "missing" actual
'

test_expect_success 'nothing is coloured unless on a terminal' '
	hornbook check a.notice >actual; absent "$(printf "\033")" actual
'

test_done
