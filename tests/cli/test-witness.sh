#!/bin/sh
# hornbook witness, and log's side of it: two nodes cosign each other's ledger.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

# The school is `node`, its authority `other`.
authority() {
	HORNBOOK_NODE=other HORNBOOK_KEY_FILE=other.key hornbook "$@" \
		--today $today
}

share_once() {
	hornbook share --plain --to department --collection school-census \
		--today $today --out "out$1"
}

witness_key() {
	authority witness --json | sed -n 's/.*{"key":"\([^"]*\)","logs.*/\1/p'
}

test_expect_success 'a node lists its key as a witness' '
	fill_node && share_once 1 &&
	HORNBOOK_KEY_FILE=other.key hornbook init other \
		--notice "$kent_notice" --today $today &&
	authority witness >actual &&
	present "^  hornbook/.*/witness[+][0-9a-f]*[+]B" actual &&
	present "cosigns no ledger" actual &&
	witness_key >key && test -s key
'

test_expect_success 'a ledger that is not trusted is not cosigned' '
	hornbook log --witness-request asked >actual &&
	present "^Wrote asked: [1-9][0-9]* entr" actual &&
	expect_status 1 authority witness --request asked --out answer >actual &&
	present "not trusted here" actual && ! test -e answer
'

test_expect_success 'a witness cosigns a ledger that it trusts' '
	hornbook log --trust-witness "$(cat key)" >actual &&
	present "^Trusted from now on" actual &&
	authority witness --trust-log "$(cat node/ledger/key.pub)" >actual &&
	present "^Cosigned from now on" actual &&
	hornbook log --witness-request asked &&
	authority witness --request asked --out answer >actual &&
	present "^Cosigned$" actual &&
	authority witness >actual && present "  [1-9][0-9]*$" actual
'

test_expect_success 'its answer goes into the checkpoint' '
	hornbook log --add-cosignature answer >actual &&
	present "^Cosigned by hornbook/.*: [1-9][0-9]* entr(y|ies)$" actual &&
	present "/witness " node/ledger/checkpoint &&
	hornbook log --verify
'

test_expect_success 'what comes later is cosigned from there on' '
	share_once 2 && absent "/witness " node/ledger/checkpoint &&
	hornbook log --witness-request asked --for "$(sed "s/+.*//" key)" &&
	present "^old [1-9]" asked && share_once 3 &&
	authority witness --request asked --out answer &&
	hornbook log --add-cosignature answer >actual &&
	present "[0-9] entries; [1-9] came since" actual
'

test_expect_success 'a request that begins elsewhere is told where to begin' '
	cp -R node/ledger/witness kept && rm -r node/ledger/witness &&
	hornbook log --trust-witness "$(cat key)" &&
	hornbook log --witness-request asked && present "^old 0$" asked &&
	expect_status 1 authority witness --request asked --out answer >actual &&
	present "does not begin" actual &&
	present "^[1-9][0-9]*$" answer &&
	expect_status 1 hornbook log --add-cosignature answer >actual &&
	present "make another request" actual &&
	hornbook log --witness-request asked &&
	authority witness --request asked --out answer --json >actual &&
	present "\"outcome\":\"cosigned\"" actual &&
	hornbook log --add-cosignature answer --json >actual &&
	present "\"cosigned\":true" actual
'

test_expect_success 'a checkpoint that somebody kept is held against the ledger' '
	cp node/ledger/checkpoint third && share_once 4 &&
	hornbook log --compare third >actual &&
	present "earlier state of the second" actual &&
	hornbook log --compare node/ledger/checkpoint --json >actual &&
	present "\"comparison\":\"same\"" actual &&
	expect_status 4 hornbook log --compare third \
		--against node/ledger/checkpoint >actual &&
	hornbook log --witness-request asked &&
	hornbook log --compare third --against asked >actual &&
	present "earlier state of the second" actual
'

test_expect_success 'a fork is found out, and both are kept as evidence' '
	cp -R node before && cp -R before forked &&
	authority witness --request asked --out answer &&
	rm -r node && mv forked node &&
	hornbook share --plain --to youth-support \
		--for youth-support-services --today $today --out out5 &&
	cp node/ledger/checkpoint fork && rm -r node && cp -R before node &&
	share_once 6 && hornbook log --add-cosignature answer &&
	expect_status 1 hornbook log --compare fork >actual &&
	present "A split view" actual && present "evidence" actual &&
	find node/ledger/evidence -name first >found && test -s found &&
	expect_status 1 hornbook log --compare fork \
		--against node/ledger/checkpoint >actual &&
	present "A split view" actual
'

test_expect_success 'a ledger that was put back is found out' '
	cp node/ledger/checkpoint later && rm -r node && cp -R before node &&
	expect_status 1 hornbook log --compare later >actual &&
	present "it was put back" actual &&
	rm -r node/ledger/evidence && hornbook log --verify
'

test_expect_success 'the signing key gives way to a new one' '
	cp node/ledger/key.pub old.pub &&
	hornbook log --rotate-key >actual &&
	present "signs with a new key" actual &&
	! cmp -s old.pub node/ledger/key.pub &&
	hornbook log --verify >actual && present "after 1 before it" actual &&
	hornbook log --compare third >actual &&
	share_once 7 && hornbook log --verify &&
	hornbook log --witness-request asked &&
	expect_status 1 authority witness --request asked --out answer >actual &&
	authority witness --trust-log "$(cat node/ledger/key.pub)" &&
	expect_status 1 authority witness --request asked --out answer &&
	expect_status 1 hornbook log --add-cosignature answer &&
	hornbook log --witness-request asked &&
	authority witness --request asked --out answer &&
	hornbook log --add-cosignature answer &&
	authority witness --distrust-log "$(cat old.pub)" >actual &&
	present "^Not taken any more" actual && authority witness >actual &&
	present "$(sed "s/+.*//" node/ledger/key.pub)" actual &&
	! grep -qF "$(cat old.pub)" actual &&
	authority witness --distrust-log "$(cat old.pub)" --json >actual &&
	present "\"removed\":false" actual
'

test_expect_success 'wrong usage is told' '
	expect_status 2 hornbook log --against third 2>actual &&
	present "goes with --compare" actual &&
	expect_status 2 hornbook log --for nobody 2>actual &&
	expect_status 2 hornbook log --verify --rotate-key 2>actual &&
	present "one thing at a time" actual &&
	expect_status 2 authority witness --request asked 2>actual &&
	expect_status 2 authority witness --trust-log nonsense 2>actual &&
	expect_status 2 authority witness --request third --out answer 2>actual &&
	expect_status 2 hornbook log --add-cosignature third 2>actual &&
	present "no cosignature" actual &&
	expect_status 2 hornbook log --compare asked 2>actual
'

test_done
