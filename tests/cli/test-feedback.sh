#!/bin/sh
# hornbook feedback: what the department gave back, against what the school holds.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

school() {
	hornbook --node kept/nodes/crofton-junior --key-file kept/nodes/crofton-junior.key \
		--today 2017-06-20 "$@"
}

test_expect_success 'what came back as it was sent is alike' '
	hornbook demo --pupils 1000 --only F18 --keep kept >actual &&
	school feedback --json >actual &&
	jq -e ".pupils > 20 and .alike + .unmatched == .pupils and .alike > 15 and
		(.differences | length) == 0" actual
'

test_expect_success 'a field that the school has put right differs' '
	upn=$(school pupils --json | jq -r "[.pupils[] | select(.upn != \"\" and .year == \"4\")][1].upn") &&
	school show $upn --json | jq -r ".sections[].items[].\"first-language\" // empty" >was &&
	echo POL | school correct --pupil $upn --field first-language --value-file - &&
	school feedback --json >actual &&
	jq -c ".differences[] | [.kind, .upn, .field, .own, .theirs]" actual >line &&
	echo "[\"differs\",\"$upn\",\"first-language\",\"POL\",\"$(cat was)\"]" | diff - line &&
	school feedback >actual && present "^$upn +First language +POL +$(cat was)" actual &&
	present "1 differences|1 difference" actual
'

test_expect_success 'what is not there is an error' '
	expect_status 2 school feedback --release R-1999-0001
'

test_done
