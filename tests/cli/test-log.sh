#!/bin/sh
# hornbook log: releases, who has had a child's record, and the ledger.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

test_expect_success 'before any release the log says so, and the ledger holds' '
	fill_node && hornbook log >actual &&
	echo "Nothing was released yet." | expect &&
	hornbook log --verify >actual && present "entries +1$" actual
'

test_expect_success 'releases are listed, oldest first' '
	hornbook share --plain --to department --collection school-census \
		--today 2026-01-15 --out out &&
	hornbook share --plain --to youth-support --for youth-support-services \
		--today 2026-01-16 --out out &&
	hornbook log >actual && tr -s " " <actual >single && mv single actual &&
	expect <<-\END
	Reference Date To For Level Released
	R-2026-0001 2026-01-15 department department-statistics named 64 of 64 !
	R-2026-0002 2026-01-16 youth-support youth-support-services named 44 of 64 !
	! out of pattern:
	 R-2026-0001: the first release to this recipient for this purpose
	 R-2026-0002: the first release to this recipient for this purpose
	END
'

test_expect_success 'a child'\''s releases are told with holder, purpose and fields' '
	hornbook log --pupil $some_upn >actual &&
	present "^15 January 2026  Department for Education  R-2026-0001" actual &&
	present "^16 January 2026  Local authority youth support" actual &&
	present "^    for Youth support services, named" actual &&
	present "Date of birth" actual
'

test_expect_success 'who was not in a release does not have it in the log' '
	hornbook pupils --json | tr "}" "\n" |
		sed -n "s/.*\"upn\":\"\([^\"]*\)\".*\"birthDate\":\"2014.*/\1/p" |
		head -n 1 >young && test -s young &&
	hornbook log --pupil "$(cat young)" >actual &&
	present "R-2026-0001" actual && absent "R-2026-0002" actual
'

test_expect_success 'the same as JSON' '
	hornbook log --json >actual &&
	test "$(grep -o "\"reference\":" actual | wc -l)" -eq 2 &&
	hornbook log --pupil $some_upn --json >actual &&
	present "\"pupil.birth-date\"" actual &&
	expect_status 2 hornbook log --pupil A1
'

test_expect_success 'the ledger is verified without a key' '
	unset HORNBOOK_KEY_FILE &&
	hornbook log --verify --key node/ledger/key.pub >actual &&
	present "^The ledger holds" actual &&
	hornbook log --verify >actual && absent "The ledger holds" actual &&
	present "taken from key.pub beside" actual &&
	expect_status 3 hornbook log --verify \
		--key "$(sed "s/+.*+/+00000000+/" node/ledger/key.pub)" \
		2>error && present "key that you gave" error &&
	present "entries +3$" actual && present "root +[0-9a-f]{64}$" actual &&
	present "key +hornbook/8861101\+" actual &&
	present "releases +not compared" actual &&
	hornbook log --verify --json >actual && present "\"size\":3" actual
'

test_expect_success 'an altered ledger does not hold: status 3' '
	cp -r node copy && chmod u+w copy/ledger/entries &&
	sed "s/R-2026-0001/R-2026-0003/" node/ledger/entries >copy/ledger/entries &&
	expect_status 3 hornbook log --verify --node copy 2>actual &&
	present "^hornbook: " actual &&
	rm -rf copy && expect_status 2 hornbook log --verify --node copy
'

test_expect_success 'with the key, releases and entries are compared' '
	hornbook log --verify >actual &&
	present "releases +2, each with its entry" actual &&
	hornbook log --verify --json >actual && present "\"releases\":2" actual
'

test_expect_success 'a release missing in the register, or altered there, is noticed' '
	command -v sqlite3 >/dev/null || exit 0
	cp -r node copy &&
	sqlite3 copy/register.db "update release set released = 1 where id = 2" &&
	expect_status 3 hornbook log --verify --node copy 2>actual &&
	present "entry 2 of the ledger" actual && rm -rf copy
'

test_expect_success 'an altered manifest is noticed, and a pupil taken out of a roll' '
	command -v sqlite3 >/dev/null || exit 0
	for change in \
		"update release_manifest set manifest = replace(manifest, '\''payload'\'', '\''payloads'\'')" \
		"update roll_chunk set rows = x'\''0301010003'\'' where id & 0xfffffff = 1" \
		"update pupil_tag set tags = zeroblob(length(tags))"
	do
		cp -r node copy && sqlite3 copy/register.db "$change" &&
		expect_status 3 hornbook log --verify --node copy 2>actual &&
		present "manifest or roll of release R-2026-000" actual &&
		rm -rf copy || exit 1
	done
'

test_expect_success 'a recipient, purpose or level that the manifest does not have is noticed' '
	command -v sqlite3 >/dev/null || exit 0
	for what in recipient purpose level holder
	do
		cp -r node copy &&
		sqlite3 copy/register.db "update release set $what = '\''another'\'' where id = 2" &&
		expect_status 3 hornbook log --verify --node copy 2>actual &&
		present "of release R-2026-0002 what its manifest says" actual &&
		rm -rf copy || exit 1
	done
'

test_expect_success 'a release said to be void that went out is noticed' '
	command -v sqlite3 >/dev/null || exit 0
	cp -r node copy &&
	void=$(sqlite3 copy/register.db "select max(state) + 1 from release") &&
	sqlite3 copy/register.db "update release set state = $void where id = 2" &&
	expect_status 3 hornbook log --verify --node copy 2>actual &&
	present "is void in the register and not in the ledger" actual &&
	rm -rf copy
'

test_expect_success 'with its outputs closed it prints into no file of the node' '
	find node -type f -exec sha256sum {} + | sort >before &&
	expect_status 3 hornbook log --pupil $some_upn >&- &&
	(hornbook log --pupil A1 2>&-; test $? -eq 2) &&
	(hornbook log <&- >&- 2>&-; test $? -eq 3) &&
	find node -type f -exec sha256sum {} + | sort >actual && expect before
'

test_expect_success 'no name, number or postcode of a pupil is in the clear in the node' '
	hornbook pupils --json | tr "," "\n" |
		sed -n "s/.*\"\(upn\|surname\)\":\"\([^\"]*\)\".*/\2/p" |
		grep -E "^.{5,}" | sort -u >words && test -s words &&
	! grep -raFf words node/register.db node/keys.db node/ledger
'

test_done
