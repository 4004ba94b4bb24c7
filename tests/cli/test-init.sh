#!/bin/sh
# hornbook init: a node is made whole or not at all.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

test_expect_success 'a node is made, and says which key protects it' '
	make_node >actual && present "^Made the node node of Westwood" actual &&
	present "sealed under node.key" actual &&
	test -f node.key && test -f node/hornbook.json &&
	test "$(stat -c %a node.key)" = 600 && test "$(stat -c %a node)" = 700
'

test_expect_success 'without any key named, the key file is made in the node' '
	unset HORNBOOK_KEY_FILE &&
	hornbook init other --notice "$kent_notice" >actual &&
	present "sealed under other/node.key" actual &&
	hornbook pupils --node other >actual && echo "0 pupils" | expect
'

test_expect_success 'a directory that is in use is left alone' '
	mkdir full && echo mine >full/file &&
	expect_status 2 hornbook init full --notice "$kent_notice" 2>actual &&
	present "not empty" actual && ls full >actual && echo file | expect &&
	expect_status 2 make_node && hornbook pupils
'

test_expect_success 'the notice must be that of the controller named' '
	expect_status 2 hornbook init third --notice "$kent_notice" \
		--controller "Oakfield Academy" 2>actual &&
	present "Westwood Learning Alliance" actual && test ! -e third &&
	hornbook init third --notice "$kent_notice" --controller 8861101
'

test_expect_success 'a notice for several schools is given the number of this one' '
	sed "s| number \"886/1101\"||" "$kent_notice" >county.notice &&
	hornbook init county --notice county.notice --number 886/4021 \
		--key-file county.key --today $today &&
	hornbook --node county --key-file county.key keys show --json >actual &&
	present "\"number\":\"8864021\"" actual &&
	expect_status 2 hornbook init ninth --notice county.notice \
		--number 886/40 2>actual &&
	present "three digits" actual && test ! -e ninth &&
	expect_status 2 hornbook init ninth --notice "$kent_notice" \
		--number 886/4021 2>actual &&
	present "that of number 8861101" actual && test ! -e ninth
'

test_expect_success 'a notice with errors makes no node and shows them' '
	sed "s/youth-support/yuoth-support/" "$kent_notice" >bad.notice &&
	expect_status 2 hornbook init fourth --notice bad.notice 2>actual &&
	present "^bad.notice:[0-9]+:[0-9]+: error:" actual &&
	present "^hint: did you mean" actual && test ! -e fourth
'

test_expect_success 'a node under a passphrase opens with it and with no other' '
	unset HORNBOOK_KEY_FILE &&
	echo "seven pink elephants" >right && echo "seven grey elephants" >wrong &&
	hornbook init fifth --notice "$kent_notice" --passphrase-file right \
		>actual && present "sealed under the passphrase" actual &&
	test ! -e fifth/node.key &&
	hornbook pupils --node fifth --passphrase-file right &&
	HORNBOOK_PASSPHRASE="seven pink elephants" hornbook pupils --node fifth &&
	expect_status 2 hornbook pupils --node fifth --passphrase-file wrong &&
	expect_status 2 hornbook pupils --node fifth --passphrase-file missing &&
	: >empty &&
	expect_status 2 hornbook pupils --node fifth --passphrase-file empty
'

test_expect_success 'a passphrase stands in no message and in no file of the node' '
	unset HORNBOOK_KEY_FILE &&
	HORNBOOK_PASSPHRASE="seven grey elephants" hornbook pupils \
		--node fifth >actual 2>&1
	absent elephants actual && ! grep -rq elephants fifth
'

test_expect_success 'another key does not open the node' '
	head -c 32 /dev/zero >zero.key &&
	expect_status 2 hornbook pupils --key-file zero.key 2>actual &&
	present "^hornbook: " actual &&
	expect_status 2 hornbook pupils --key-file missing.key
'

test_expect_success 'a key file and a passphrase exclude each other' '
	expect_status 2 hornbook init sixth --notice "$kent_notice" \
		--key-file a.key --passphrase-file right && test ! -e sixth
'

test_expect_success 'without a terminal nobody can be asked for a passphrase' '
	unset HORNBOOK_KEY_FILE && command -v setsid >/dev/null || exit 0
	expect_status 2 setsid -w "$HORNBOOK" pupils --node fifth 2>actual &&
	present "no terminal" actual
'

test_expect_success 'a directory that is no node is told from one' '
	expect_status 2 hornbook pupils --node full 2>actual &&
	present "no Hornbook node" actual &&
	expect_status 2 hornbook pupils --node missing &&
	cd node && unset HORNBOOK_NODE &&
	HORNBOOK_KEY_FILE=../node.key hornbook pupils
'

test_expect_success 'a node whose making was broken off says what to do about it' '
	cp -r node broken && rm broken/hornbook.json &&
	expect_status 2 hornbook pupils --node broken 2>actual &&
	present "making was broken off" actual &&
	present "init. again" actual && present "from a backup" actual &&
	expect_status 2 hornbook init broken --notice "$kent_notice" 2>actual &&
	present "making was broken off" actual &&
	test -f broken/register.db &&
	cp node/hornbook.json broken && hornbook pupils --node broken &&
	rm broken/key broken/register.db broken/keys.db broken/hornbook.json &&
	expect_status 2 hornbook pupils --node broken 2>actual &&
	present "making was broken off" actual && rm -r broken &&
	hornbook init broken --notice "$kent_notice"
'

test_expect_success 'no two ledgers have one name, be it that a node has no number' '
	head -n 1 node/ledger/checkpoint >actual &&
	printf "%s\n" hornbook/8861101 >expected && cmp expected actual &&
	for body in kent-county-council department-for-education; do
		hornbook init "$body" --key-file "$body.key" --today $today \
			--notice "$SOURCE"/demo/notices/$(
			case $body in
			kent*) echo kent-authority ;;
			*) echo education-department ;;
			esac).notice &&
		head -n 1 $body/ledger/checkpoint >actual &&
		printf "%s\n" "hornbook/$body" >expected &&
		cmp expected actual || exit 1
	done
'

test_expect_success 'a notice that check finds faults in makes no node' '
	sed "s/^right access$/right acess/" "$kent_notice" >faulty.notice &&
	expect_status 2 hornbook check faulty.notice --today $today &&
	expect_status 2 hornbook init not-made --notice faulty.notice \
		--today $today 2>actual &&
	present "unknown-right" actual && test ! -e not-made
'

test_done
