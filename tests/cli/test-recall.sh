#!/bin/sh
# A release is taken back; what is due is destroyed; both are certified.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq minisign age
. "$SOURCE/tests/cli/node.sh"
. "$SOURCE/tests/cli/exchange.sh"

other_upn=J886200418025

test_expect_success 'a release is received' '
	make_schools >/dev/null &&
	second receive "$(transfer first 886/2345 $some_upn $other_upn)" >/dev/null &&
	second pupils --json | jq .count >actual && echo 2 | expect
'

test_expect_success 'a recall is sent, and outstanding until it is certified' '
	expect_status 2 first recall R-2026-0009 --reason none --out recalls \
		2>actual &&
	present "no release of this reference" actual &&
	first recall R-2026-0001 --reason "the wrong school" --out recalls >actual &&
	present "^Recall to .* \(8862345\): .*/recalls/M-2026-0001-" actual &&
	expect_status 2 first recall R-2026-0001 --reason again --out recalls \
		2>actual &&
	present "recalled before" actual &&
	first outstanding --json | jq -r ".outstanding[].kind" >actual &&
	echo recall | expect &&
	on=2026-02-20 expect_status 1 first outstanding >actual
'

test_expect_success 'nobody else can open or answer it' '
	expect_status 2 third receive "$(newest recalls)" --reply x 2>/dev/null
'

test_expect_success 'the second school destroys it, in old copies too' '
	cp second/register.db old.db &&
	second receive "$(newest recalls)" --reply certificates >actual &&
	present "^Recalled: R-2026-0001, 2 pupils. data destroyed$" actual &&
	second pupils --json | jq .count >actual && echo 0 | expect &&
	second received --json | jq -r ".grants[0].state" >actual &&
	echo recalled | expect &&
	rm -f second/register.db-* && cp second/register.db now.db &&
	cp old.db second/register.db &&
	second pupils --json | jq .count >actual && echo 0 | expect &&
	expect_status 2 second show $some_upn 2>/dev/null &&
	cp now.db second/register.db && rm -f second/register.db-*
'

test_expect_success 'the certificate is verified with minisign alone' '
	key=$(second keys show --json |
		jq -r "[.. | strings | select(startswith(\"RW\"))][0]") &&
	certificate=$(ls certificates/*-certificate.json) &&
	minisign -V -P "$key" -m "$certificate" \
		-x "$certificate.minisig" >/dev/null &&
	jq -c "[.kind, .destroyed.reference, .destroyed.because,
		.destroyed.pupils, .destroyed.key]" "$certificate" >actual &&
	expect <<-\END &&
	["destruction","R-2026-0001","recalled",2,"destroyed"]
	END
	! grep -q $some_upn "$certificate" &&
	sed "s/\"pupils\": 2/\"pupils\": 9/" "$certificate" >forged.json &&
	! minisign -V -P "$key" -m forged.json -x "$certificate.minisig" \
		>/dev/null 2>&1
'

test_expect_success 'the first school takes it in, once' '
	first receive "$(newest certificates)" >actual &&
	present "^Certified as destroyed: R-2026-0001, 2 pupils$" actual &&
	expect_status 1 first receive "$(newest certificates)" 2>/dev/null &&
	first outstanding >actual && expect <<-\END &&
	Nothing is outstanding.
	END
	first log --verify >/dev/null && second log --verify >/dev/null
'

test_expect_success 'a recall of what never came is answered all the same' '
	transfer first 886/2345 $some_upn >/dev/null &&
	first recall R-2026-0002 --reason "sent twice" --out recalls-2 >/dev/null &&
	second receive "$(newest recalls-2)" --reply certificates-2 >actual &&
	present "which was never received" actual &&
	first receive "$(newest certificates-2)" >/dev/null &&
	first outstanding >/dev/null
'

test_expect_success 'what was received is destroyed by hand, and certified' '
	second receive "$(transfer first 886/2345 $other_upn)" >/dev/null &&
	second due >actual && expect <<-\END &&
	Nothing is to be destroyed.
	END
	expect_status 2 second destroy --reply certificates-3 2>actual &&
	present "name the grants" actual &&
	second destroy 2 --reply certificates-3 >actual &&
	present "^Destroyed: R-2026-0003 of .*, 1 pupil, [0-9]+ sections and the key$" actual &&
	present "^Certificate: " actual &&
	second pupils --json | jq .count >actual && echo 0 | expect &&
	first receive "$(newest certificates-3)" >/dev/null
'

test_expect_success 'an answer that cannot be written stops the recall' '
	second receive "$(transfer first 886/2345 $some_upn)" >/dev/null &&
	second receive "$(transfer first 886/2345 $other_upn)" >/dev/null &&
	second share --to next-school --collection common-transfer-file \
		--on transfer --destination 886/3456 --pupils $some_upn \
		--out onward --json >onward.json &&
	third receive "$(jq -r .file onward.json)" >/dev/null &&
	reference=$(basename "$(ls -t out-first/*.tar.age | sed -n 2p)" |
		cut -d - -f 1-3) &&
	first recall "$reference" --reason "sent in error" --out recalls-9 \
		>/dev/null &&
	echo file >no-directory &&
	expect_status 3 second receive "$(newest recalls-9)" \
		--reply no-directory/answers 2>actual &&
	second pupils --json | jq .count >actual && echo 2 | expect
'

test_expect_success 'who had it from the one that is recalled is told' '
	second receive "$(newest recalls-9)" --reply certificates-9 >actual &&
	present "^Messages due to those who had it from here: 1 " actual &&
	second pupils --json | jq .count >actual && echo 1 | expect &&
	second notify --out erasures-9 >/dev/null &&
	third receive "$(newest erasures-9)" --reply answers-9 >actual &&
	present "^Erasures: 1 applied, 0 of what is not held$" actual &&
	expect_status 2 third show $some_upn 2>/dev/null &&
	second receive "$(newest answers-9)" >/dev/null &&
	first receive "$(newest certificates-9)" >/dev/null &&
	second outstanding >actual && expect <<-\END
	Nothing is outstanding.
	END
'

# Kills a command of a school after $1 milliseconds.
kill_school() {
	wait_ms=$1 school=$2
	shift 2
	"$HORNBOOK" --node $school --key-file $school.key --today $today "$@" \
		>/dev/null 2>&1 &
	victim=$!
	sleep "$(printf 0.%03d "$wait_ms")"
	kill -9 $victim 2>/dev/null
	wait $victim 2>/dev/null
	return 0
}

# Each package that can be seen has its entry, before anything is put right.
have_entries() {
	for file in "$1"/M-*.tar.age; do
		[ -e "$file" ] || continue
		reference=$(basename "$file" | cut -d - -f 1-3)
		grep -aq "\"reference\":\"$reference\"" "$2/ledger/entries" || {
			echo "$file has no entry"
			return 1
		}
	done
}

test_expect_success 'a killed notify is whole or due again' '
	second receive "$(transfer first 886/2345 $some_upn)" >/dev/null &&
	for round in 1 2 3 4 5 6 7 8; do
		printf "Round%s" $round | sed "y/12345678/abcdefgh/" |
			first correct --pupil $some_upn --field pupil.surname \
				--value-file - >/dev/null &&
		kill_school $((round * 6)) first notify --out killed &&
		have_entries killed first || return 1
	done &&
	first notify --out killed >/dev/null && have_entries killed first &&
	first log --verify >/dev/null &&
	for file in killed/M-*.tar.age; do
		second receive "$file" --reply killed-answers >/dev/null ||
			return 1
	done &&
	second show $some_upn >actual && present Roundh actual &&
	for file in killed-answers/M-*.tar.age; do
		first receive "$file" >/dev/null || return 1
	done &&
	first outstanding >actual && expect <<-\END
	Nothing is outstanding.
	END
'

test_expect_success 'a killed destruction is whole, and certified' '
	id=$(second received --json | jq "[.grants[] | select(.state == \"live\")][0].grant") &&
	for round in 1 2 3 4 5 6; do
		kill_school $((round * 8)) second destroy "$id" \
			--reply killed-certificates &&
		have_entries killed-certificates second || return 1
	done &&
	second destroy --due --reply killed-certificates >/dev/null 2>&1
	second received --json | jq -r ".grants[$id - 1].state" >actual &&
	if grep -q live actual; then
		second destroy "$id" --reply killed-certificates >/dev/null
	fi &&
	second due >/dev/null && second log --verify >/dev/null &&
	have_entries killed-certificates second &&
	first receive "$(newest killed-certificates)" >/dev/null
'

test_done
