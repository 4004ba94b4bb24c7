#!/bin/sh
# hornbook demo --broken: what is broken on purpose is noticed, in every flow.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

mkdir tmp
TMPDIR=$PWD/tmp
export TMPDIR

test_expect_success 'every flow is broken, and the checker notices each time' '
	hornbook demo --broken --pupils 600 --json >broken &&
	jq -r ".broken[] | select(.state != \"noticed\")" broken >actual &&
	expect /dev/null && jq -e ".[\"all-noticed\"]" broken &&
	jq -r ".broken[].flow" broken | sort -u >actual &&
	seq -f "F%02g" 1 39 | expect
'

test_expect_success 'a rule that is not there cannot be broken, and that is said' '
	mkdir data && cp -R "$SOURCE/demo" "$SOURCE/notices" data &&
	cp -R "$SOURCE/dictionaries/england" rules && chmod -R u+w rules &&
	sed -i "s/opportunities\" marketing/opportunities\"/" rules/*.dictionary &&
	expect_status 2 env HORNBOOK_DICTIONARY="$PWD/rules" \
		"$HORNBOOK" demo --broken --only F12 --data data 2>actual &&
	present "F12 cannot be broken" actual
'

test_expect_success 'all flows hold with few pupils' '
	hornbook demo --pupils 400 --json >held &&
	jq -r ".flows[] | select(.state != \"checked\")" held >actual &&
	expect /dev/null && jq -e .holds held &&
	test "$(jq ".flows | length" held)" -eq 39
'

test_done
