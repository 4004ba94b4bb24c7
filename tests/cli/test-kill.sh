#!/bin/sh
# A process that is killed in the middle: what is in, is in whole; what is
# visible outside has its entry in the ledger.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

MAKE_PUPILS=${MAKE_PUPILS:-$SOURCE/build/bench/make_pupils}
pupils=1500
rounds=12

# Milliseconds that a command takes.
duration() {
	started=$(date +%s%N)
	"$@" >/dev/null 2>&1
	echo $((($(date +%s%N) - started) / 1000000))
}

# Kills a command after $1 milliseconds; nothing when it has ended by then.
kill_after() {
	wait_ms=$1
	shift
	"$HORNBOOK" "$@" >/dev/null 2>&1 &
	victim=$!
	sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
	kill -9 $victim 2>/dev/null
	wait $victim 2>/dev/null
}

count() {
	hornbook pupils --json | sed 's/.*"count":\([0-9]*\).*/\1/'
}

share_args='share --plain --to department --collection school-census --today 2026-01-15'

# Each release that can be seen has its entry, before anything is put right.
visible_have_entries() {
	for release in out/R-*; do
		[ -e "$release" ] || continue
		name=${release#out/}
		reference=$(echo "$name" | cut -d - -f 1-3)
		grep -aq "\"reference\":\"$reference\"" node/ledger/entries || {
			echo "$name has no entry"
			return 1
		}
		[ -f "$release/manifest.json" ] || {
			echo "$name has no manifest"
			return 1
		}
	done
}

test_expect_success 'a killed import is in whole or not at all' '
	"$MAKE_PUPILS" --count $pupils --seed 5 >pupils.csv && make_node &&
	cp -r node empty &&
	whole=$(duration hornbook import pupils.csv --today $today) &&
	test "$(count)" -eq $pupils && nothing=0 &&
	for round in $(seq $rounds); do
		rm -rf node && cp -r empty node &&
		kill_after $((whole * round / rounds)) \
			import pupils.csv --today $today
		held=$(count) && hornbook log --verify || exit
		case $held in
		0) nothing=$((nothing + 1)) ;;
		$pupils) ;;
		*) echo "$held pupils" && exit 1 ;;
		esac
	done && test $nothing -gt 0
'

test_expect_success 'after it the import is done again and is whole' '
	rm -rf node && cp -r empty node &&
	kill_after 20 import pupils.csv --today $today
	hornbook import pupils.csv --today $today && test "$(count)" -eq $pupils
'

test_expect_success 'a killed release is seen with its entry or not at all' '
	whole=$(duration hornbook $share_args --out out) &&
	for round in $(seq $rounds); do
		kill_after $((whole * round / rounds)) $share_args --out out
		visible_have_entries || exit
		hornbook log --json >log && hornbook log --verify || exit
		done=$(grep -o "\"state\":\"done\"" log | wc -l)
		test "$(ls out | wc -l)" -eq "$done" || {
			echo "$done releases done, but there are:" && ls out
			exit 1
		}
		absent "\"state\":\"prepared\"" log || exit
	done
'

test_expect_success 'after it a release is made as ever' '
	before=$(ls out | wc -l) && hornbook $share_args --out out &&
	test "$(ls out | wc -l)" -eq $((before + 1)) &&
	ls -A out >listing && absent "^\\." listing &&
	hornbook log --verify
'

# --- a report and its tables ----------------------------------------------------

test_expect_success 'a killed publication is seen with words and figures or not at all' '
	HORNBOOK_NODE=ofsted HORNBOOK_KEY_FILE=ofsted.key &&
	hornbook init ofsted --today 2009-10-19 --notice \
		"$SOURCE/demo/england/notices/ofsted.notice" >/dev/null &&
	hornbook import pupils.csv --accept-partial --today 2009-10-19 \
		>/dev/null && echo "Pupils do well." >report.txt &&
	publish="share --to public --for publication --today 2009-10-19 --plain
		--text report.txt" && whole=$(duration hornbook $publish --out told) &&
	test -e told && for round in $(seq 6); do
		kill_after $((whole * round / 6)) $publish --out told
		for release in told/R-*; do
			cmp report.txt "$release/report.txt" &&
				test "$(ls "$release" | wc -l)" -eq 3 || exit
		done
		hornbook log --json >log && hornbook log --verify || exit
		done=$(grep -o "\"state\":\"done\"" log | wc -l)
		test "$(ls told | wc -l)" -eq "$done" || exit
	done
'

# --- sealed releases, and receiving them ----------------------------------------

transfer='share --to next-school --collection common-transfer-file --on transfer
	--destination 8862345 --today 2026-01-15'

eastfield() {
	HORNBOOK_NODE=eastfield HORNBOOK_KEY_FILE=eastfield.key "$@"
}

make_eastfield() {
	sed -e "s|886/1101|886/2345|" \
		-e "s|\"Westwood Learning Alliance\"|\"Eastfield School\"|" \
		"$kent_notice" >eastfield.notice &&
	eastfield hornbook init eastfield --notice eastfield.notice --today $today
}

# Each takes the other's card.
exchange_cards() {
	hornbook keys show --card >westwood.card &&
	eastfield hornbook keys show --card >eastfield.card &&
	hornbook keys show | sed -n "s/^  fingerprint *//p" >westwood.print &&
	eastfield hornbook keys show | sed -n "s/^  fingerprint *//p" >eastfield.print &&
	hornbook keys trust eastfield.card --agreement DSA --today $today \
		--yes-fingerprint "$(cat eastfield.print)" &&
	eastfield hornbook keys trust westwood.card --agreement DSA --today $today \
		--yes-fingerprint "$(cat westwood.print)"
}

test_expect_success 'a killed sealed release is seen with its entry or not at all' '
	make_eastfield && exchange_cards &&
	whole=$(duration hornbook $transfer --out sealed) && test -e sealed &&
	for round in $(seq $rounds); do
		kill_after $((whole * round / rounds)) $transfer --out sealed
		for file in sealed/R-*; do
			eastfield hornbook open "$file" --today $today >said || exit
		done
		hornbook log --json >log && hornbook log --verify || exit
		done=$(grep -o "\"state\":\"done\",\"directory\":\"[^\"]*/sealed/" \
			log | wc -l)
		test "$(ls sealed | wc -l)" -eq "$done" || {
			echo "$done sealed, but there are:" && ls -A sealed
			exit 1
		}
		absent "\"state\":\"prepared\"" log || exit
	done && ls -A sealed >listing && absent "^\." listing
'

test_expect_success 'a killed receipt is in with its entry or not at all' '
	set -- sealed/*.age && cp "$1" first.age && cp -r eastfield empty-eastfield &&
	whole=$(duration eastfield hornbook receive first.age --today $today) &&
	for round in $(seq $rounds); do
		rm -rf eastfield && cp -r empty-eastfield eastfield &&
		eastfield kill_after $((whole * round / rounds)) \
			receive first.age --today $today
		eastfield hornbook received --json >grants &&
		eastfield hornbook log --verify || exit
		held=$(grep -o "\"grant\":" grants | wc -l)
		entered=$(cat eastfield/ledger/* 2>/dev/null |
			grep -ao "\"entry\":\"receipt\"" | wc -l)
		test "$held" -eq "$entered" || {
			echo "$held received, $entered entered" && exit 1
		}
		test ! -e eastfield/receiving || exit
	done && eastfield hornbook received --json >grants
	eastfield hornbook receive first.age --today $today
	eastfield hornbook received >grants && present "live" grants &&
	grep -aq "\"entry\":\"receipt\"" eastfield/ledger/entries
'

test_done
