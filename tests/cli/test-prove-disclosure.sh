#!/bin/sh
# hornbook prove-disclosure and verify: a file for a parent, checked with no
# node, no network and no secret.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

test_expect_success 'a proof of what was sent of one pupil is written' '
	fill_node &&
	hornbook share --to department --collection school-census --plain \
		--today 2026-01-15 --out out &&
	hornbook share --to youth-support --for youth-support-services --plain \
		--today 2026-01-16 --out out &&
	hornbook prove-disclosure --release R-2026-0001 --pupil $some_upn \
		--out proof >actual && present "^Proof written: proof" actual &&
	present "^c2sp.org/tlog-proof@v1$" proof &&
	present "^hornbook/8861101$" proof &&
	test $(wc -c <proof) -lt 8192 &&
	test "$(stat -c %a proof)" = 600
'

test_expect_success 'without --out it goes to standard output, and is the same' '
	hornbook prove-disclosure --release R-2026-0001 --pupil $some_upn >again &&
	cmp proof again
'

test_expect_success 'a file that is there is not written over' '
	cp proof before &&
	expect_status 2 hornbook prove-disclosure --release R-2026-0002 \
		--pupil $some_upn --out proof 2>actual &&
	present "^hornbook: proof: there is a file of this name" actual &&
	cmp proof before
'

# What verify needs: nothing of the node.
alone() {
	(unset HORNBOOK_NODE HORNBOOK_KEY_FILE HORNBOOK_DICTIONARY
	hornbook "$@")
}

test_expect_success 'a parent reads in plain words what was sent, with nothing but the file' '
	cp node/ledger/key.pub key.pub && mkdir -p elsewhere &&
	(cd elsewhere && alone verify ../proof --key "$(cat ../key.pub)") >actual &&
	present "^The proof holds: this was sent of this child" actual &&
	present "^  child +$some_upn \(unique pupil number\)" actual &&
	present "^  sent by +Westwood Learning Alliance" actual &&
	present "^  to +Department for Education \(department\)" actual &&
	present "^  on +15 January 2026" actual &&
	present "^  for +department statistics" actual &&
	present "^  by law +Education Act 1996 section 537A" actual &&
	present "^  notice +How we use pupil information, version 1" actual &&
	present "^  may go to +inspectorate, local authority, school" actual &&
	present "^  fields +attendance: laestab, sessions authorised" actual &&
	present "^That is the key you gave" actual
'

test_expect_success 'without a key it says whose it claims to be, and to compare' '
	alone verify proof >actual && present "Compare it with the one" actual &&
	present "^Complete in itself, but nobody vouches" actual &&
	present "^  ledger +hornbook/8861101" actual &&
	absent "The proof holds" actual &&
	alone verify proof --json >actual &&
	present "\"vouched\":false" actual &&
	alone verify proof >actual &&
	present "^  hornbook/8861101\+" actual && absent "you gave" actual
'

test_expect_success 'the same as JSON' '
	alone verify proof --key key.pub --json >actual &&
	present "\"holds\":true" actual && present "\"key-given\":true" actual &&
	present "\"recipient\":\"department\"" actual &&
	present "\"number\":\"$some_upn\"" actual
'

test_expect_success 'another key, another name of the ledger: status 3' '
	alone verify proof --origin hornbook/8861101 >actual &&
	expect_status 3 alone verify proof --origin hornbook/1234567 2>actual &&
	present "not called so" actual &&
	hornbook init other --notice "$kent_notice" --today $today \
		--key-file other.key >/dev/null &&
	expect_status 3 alone verify proof --key other/ledger/key.pub \
		>out.txt 2>actual &&
	present "another key" actual && test ! -s out.txt &&
	expect_status 2 alone verify proof --key nonsense 2>actual
'

# flip FILE OFFSET: the byte there, another one.
flip() {
	cp "$1" flipped && chmod u+w flipped &&
	byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d " ") &&
	printf "\\$(printf %o $((byte ^ 1)))" |
		dd of=flipped bs=1 seek="$2" conv=notrunc 2>/dev/null
}

test_expect_success 'no altered byte passes, and nothing is told of it' '
	size=$(wc -c <proof) at=0 &&
	while [ $at -lt $size ]; do
		flip proof $at &&
		! alone verify flipped >actual 2>/dev/null &&
		test ! -s actual || exit 1
		at=$((at + 61))
	done
'

test_expect_success 'what was not released cannot be proved' '
	expect_status 2 hornbook prove-disclosure --release R-2026-0009 \
		--pupil $some_upn 2>actual &&
	present "nothing was released as R-2026-0009" actual &&
	expect_status 2 hornbook prove-disclosure --release R-2026-0001 \
		--pupil A000000000000 2>actual &&
	hornbook pupils --json | tr "}" "\n" |
		sed -n "s/.*\"upn\":\"\([^\"]*\)\".*\"birthDate\":\"2014.*/\1/p" |
		head -n 1 >young && test -s young &&
	expect_status 2 hornbook prove-disclosure --release R-2026-0002 \
		--pupil "$(cat young)" 2>actual &&
	present "R-2026-0002 did not hold this pupil" actual
'

test_expect_success 'an altered register proves nothing: status 3' '
	command -v sqlite3 >/dev/null || exit 0
	cp -r node copy &&
	sqlite3 copy/register.db "update release_manifest set manifest = replace(manifest, '\''payload'\'', '\''payloads'\'')" &&
	expect_status 3 hornbook prove-disclosure --node copy \
		--release R-2026-0001 --pupil $some_upn 2>actual &&
	present "is not what its entry in the ledger commits to" actual &&
	rm -rf copy
'

test_expect_success 'a checkpoint is verified with its key' '
	cp node/ledger/checkpoint checkpoint &&
	alone verify checkpoint --key key.pub >actual &&
	present "^The checkpoint is signed" actual &&
	present "entries +[0-9]+$" actual &&
	alone verify checkpoint --key key.pub --json >actual &&
	present "\"size\":[0-9]" actual &&
	expect_status 2 alone verify checkpoint 2>actual &&
	present "with --key" actual &&
	expect_status 3 alone verify checkpoint --key other/ledger/key.pub \
		2>actual &&
	sed "2s/.*/99/" checkpoint >flipped &&
	expect_status 3 alone verify flipped --key key.pub 2>actual
'

test_expect_success 'a witness that has cosigned the ledger is counted' '
	at_other() {
		hornbook "$@" --node other --key-file other.key
	}
	at_other witness --trust-log "$(cat key.pub)" &&
	witness=$(at_other witness | sed -n "s/^  \([^ ]*witness+[^ ]*\)$/\1/p" | head -n 1) &&
	expect_status 3 alone verify proof --witness "$witness" \
		>actual 2>error && test ! -s actual &&
	present "cosigned by 0 of the witnesses" error &&
	expect_status 3 alone verify node/ledger/checkpoint --key key.pub \
		--witness "$witness" 2>error &&
	present "cosigned by 0 of the witnesses" error &&
	hornbook log --trust-witness "$witness" &&
	hornbook log --witness-request request &&
	at_other witness --request request --out cosigned &&
	hornbook log --add-cosignature cosigned &&
	hornbook prove-disclosure --release R-2026-0001 --pupil $some_upn \
		--out witnessed &&
	alone verify witnessed --witness "$witness" >actual &&
	present "^Of 1 witness named, 1 has seen that ledger, by 20" actual &&
	at_other log --verify --key other/ledger/key.pub &&
	expect_status 2 alone verify witnessed --witness "$witness" \
		--threshold 2 2>actual &&
	expect_status 2 alone verify witnessed --threshold 1 2>actual &&
	expect_status 3 alone verify witnessed --witness "$witness" \
		--witness "$witness" 2>actual &&
	alone verify witnessed --witness "$witness" --witness "$witness" \
		--threshold 1 >actual && present "^Of 2 witnesses named, 1 has seen" actual &&
	alone verify node/ledger/checkpoint --key key.pub --witness "$witness" \
		>actual && present "1 has seen" actual &&
	expect_status 2 alone verify witnessed --witness nonsense 2>actual
'

test_expect_success 'a proof from before the key was changed names the older key' '
	hornbook log --rotate-key && cp proof older &&
	hornbook prove-disclosure --release R-2026-0001 --pupil $some_upn \
		--out newer &&
	alone verify newer --key node/ledger/key.pub >actual &&
	present "key you gave" actual && alone verify older --key key.pub &&
	expect_status 3 alone verify older --key node/ledger/key.pub 2>actual &&
	present "whether it was another before" actual
'

test_expect_success 'a minisign signature beside a file is verified' '
	command -v minisign >/dev/null || exit 0
	echo "some file" >file && minisign -GW -p key.minisign -s secret >/dev/null &&
	minisign -Sm file -s secret -t "for the test" >/dev/null &&
	alone verify file --key "$(sed -n 2p key.minisign)" >actual &&
	present "^The file is signed with that key" actual &&
	present "comment +for the test" actual &&
	alone verify file --key key.minisign --json >actual &&
	present "\"comment\":\"for the test\"" actual &&
	expect_status 2 alone verify file 2>actual &&
	present "key [0-9A-F]{8,16} has signed" actual &&
	minisign -GW -p other.minisign -s other-secret >/dev/null &&
	expect_status 3 alone verify file --key other.minisign 2>actual &&
	echo "another file" >file &&
	expect_status 3 alone verify file --key key.minisign >actual \
		2>/dev/null &&
	test ! -s actual
'

test_expect_success 'what proves nothing is refused' '
	echo "hello" >plain &&
	expect_status 2 alone verify plain 2>actual &&
	present "plain: this is nothing that can be verified" actual &&
	: >empty && expect_status 2 alone verify empty 2>actual &&
	expect_status 3 alone verify missing 2>actual &&
	present "missing: cannot read the file" actual &&
	expect_status 2 alone verify 2>actual
'

test_done
