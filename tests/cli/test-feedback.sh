#!/bin/sh
# hornbook feedback: what the department gave back, against what the school holds.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

# at NODE DAY COMMAND...
at() {
	at_node=$1 at_day=$2
	shift 2
	hornbook --node kept/nodes/$at_node --key-file kept/nodes/$at_node.key \
		--today $at_day "$@"
}

school() {
	hornbook --node kept/nodes/crofton-junior --key-file kept/nodes/crofton-junior.key \
		--today 2017-06-20 "$@"
}

test_expect_success 'what came back as it was sent is alike' '
	hornbook demo --pupils 1000 --only F01,F18 --keep kept >actual &&
	school feedback --json >actual &&
	jq -e ".pupils > 20 and .alike + .unmatched == .pupils and .alike > 15 and
		(.differences | length) == 0" actual
'

test_expect_success 'each is matched by number, and the report says so' '
	jq -e ".matched.upn == .pupils and .unmatched == 0 and
		([.matches[] | select(.by == \"upn\")] | length) == .pupils and
		([.matches[].upn] | unique | length) == .pupils" actual &&
	school feedback >text && present "matched by unique pupil number" text
'

test_expect_success 'an authority tells its pupils by the numbers that schools gave it' '
	at wakefield 2017-06-20 feedback --json >actual &&
	jq -e ".pupils > 20 and .matched.upn == .pupils" actual
'

test_expect_success 'the file has no number, and the key is in no manifest' '
	opened=kept/steps/F18-1/opened &&
	head -n 1 $opened/feedback_*.csv >header &&
	present "pupil.pseudonym" header && absent "upn" header &&
	school pupils --json | jq -r ".pupils[].upn | select(. != \"\")" >upns &&
	! grep -F -f upns $opened/feedback_*.csv &&
	jq -e ".matching | .by == \"pupil.upn\" and .file == \"matching.key\"" $opened/manifest.json &&
	test "$(jq -r .matching.sha256 $opened/manifest.json)" = \
		"$(sha256sum <$opened/matching.key | cut -c 1-64)" &&
	key=$(head -c 64 $opened/matching.key) &&
	! grep -r -l -F "$key" kept/nodes &&
	! school log --json | grep -F "$key" &&
	! at department 2017-06-20 log --json | grep -F "$key"
'

if command -v openssl >/dev/null; then
test_expect_success 'another system makes the pseudonyms as docs/formats.md says' '
	opened=kept/steps/F18-1/opened &&
	sort -u upns | head -n 5 >some &&
	while read -r UPN; do
		printf %s "$UPN" | openssl dgst -sha256 -mac HMAC \
			-macopt "hexkey:$(head -c 64 $opened/matching.key)" |
			sed "s/.*= //" | cut -c 1-32
	done <some >pseudonyms &&
	test $(wc -l <pseudonyms) = 5 &&
	for pseudonym in $(cat pseudonyms); do
		grep -q "$pseudonym" $opened/feedback_*.csv || exit 1
	done
'
fi

test_expect_success 'a field that the school has put right differs' '
	upn=$(school pupils --json | jq -r "[.pupils[] | select(.upn != \"\" and .year == \"4\")][1].upn") &&
	school show $upn --json | jq -r ".sections[].items[].\"first-language\" // empty" >was &&
	echo POL | school correct --pupil $upn --field first-language --value-file - &&
	school feedback --json >actual &&
	jq -e ".differences[0].by == \"upn\"" actual &&
	jq -c ".differences[] | [.kind, .upn, .field, .own, .theirs]" actual >line &&
	echo "[\"differs\",\"$upn\",\"first-language\",\"POL\",\"$(cat was)\"]" | diff - line &&
	school feedback >actual && present "^$upn +First language +POL +$(cat was)" actual &&
	present "1 differences|1 difference" actual
'

test_expect_success 'what is put right goes on to whom the department gave it' '
	school notify --out told &&
	at department 2017-06-21 receive told/*-to-department.tar.age --reply answers &&
	at department 2017-06-21 notify --out onward &&
	at wakefield 2017-06-22 receive onward/*-to-384.tar.age --reply answers >actual &&
	present "Corrections: 1 applied, 0 of what is not held" actual &&
	at crofton-junior 2017-06-22 receive onward/*-to-3842180.tar.age --reply answers >actual &&
	present "Corrections: 1 applied, 0 of what is not held" actual &&
	at crofton-junior 2017-06-22 feedback --json >actual &&
	jq -e "(.differences | length) == 0 and .matched.upn == .pupils" actual
'

test_expect_success 'in the clear there is no key, and the office is told' '
	at department 2017-06-23 share --to school --for feedback --destination 384/2180 \
		--plain --out plain >actual &&
	present "can be matched +by nobody" actual &&
	! find plain -name matching.key | grep . &&
	at department 2017-06-23 share --to school --for feedback --destination 384/2180 \
		--dry-run --json >actual &&
	jq -e ".\"matched-by-number\" > 20" actual
'

test_expect_success 'who receives a release is told how many it can tell' '
	at department 2017-06-23 share --to school --for feedback --destination 384/2180 \
		--out sealed >actual &&
	present "can be matched +[0-9]+ of [0-9]+ by the unique pupil number" actual &&
	at crofton-junior 2017-06-24 receive sealed/*.tar.age >actual &&
	present "matched +([0-9]+) of \\1 by unique pupil number" actual
'

test_expect_success 'who asks why is told that the school can tell whose row it is' '
	upn=$(sed -n 1p upns) &&
	at department 2017-06-28 explain --pupil $upn --to school --for feedback \
		--destination 384/2180 >actual &&
	present "can tell which of its own pupils it is, by pupil.upn.*purposes.dictionary:" actual &&
	at department 2017-06-28 explain --pupil $upn --to school --for feedback \
		--destination 384/2180 --reader parent >actual &&
	tr "\n" " " <actual | tr -s " " >line &&
	present "on their roll, they can tell that it is about" line
'

test_expect_success 'rules by which others could be looked up do not load' '
	cp -r "$HORNBOOK_DICTIONARY" rules && chmod -R u+w rules &&
	sed "/^gateway census-feedback /,/^}/ s/when  own-roll/when  own-roll or age < 11/" \
		rules/gateways.dictionary >changed && mv changed rules/gateways.dictionary &&
	expect_status 2 hornbook check --dictionary rules \
		"$SOURCE/demo/england/notices/department-2018.notice" >actual 2>&1 &&
	present "gateways.dictionary:.*match by a number.*matched-beyond-own" actual &&
	present "hint: say .when. with a flag .of recipient." actual &&
	for when in "not own-roll" "age < 11" "own-roll and age < 11 or academy"; do
		sed "s/when  own-roll or age < 11/when  $when/" rules/gateways.dictionary >changed &&
		cp -r rules other && mv changed other/gateways.dictionary &&
		expect_status 2 hornbook check --dictionary other \
			"$SOURCE/demo/england/notices/department-2018.notice" >actual 2>&1 &&
		present "matched-beyond-own" actual && rm -r other || return 1
	done &&
	for when in "age < 11 and own-roll" "own-roll and academy or own-roll and age < 11"; do
		sed "s/when  own-roll or age < 11/when  $when/" rules/gateways.dictionary >changed &&
		cp -r rules other && mv changed other/gateways.dictionary &&
		{ hornbook check --dictionary other \
			"$SOURCE/demo/england/notices/department-2018.notice" >actual 2>&1 || :; } &&
		absent "matched-beyond-own" actual && rm -r other || return 1
	done
'

test_expect_success 'what is not there is an error' '
	expect_status 2 school feedback --release R-1999-0001
'

test_done
