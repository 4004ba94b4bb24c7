#!/bin/sh
# hornbook import, pupils and show: what comes in, and what is then held.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"
ctf=$kent/ctf/8861102_CTF_8861101_001.xml

test_expect_success 'a transfer file, a CSV file and wishes come in' '
	make_node &&
	hornbook import "$ctf" "$kent/pupils.csv" "$kent/wishes.csv" \
		--today $today >actual &&
	present "ctf, from 8861102 .*: 24 records" actual &&
	present "pupils: 24 new, 0 changed, 0 unchanged" actual &&
	present "csv.*: 40 records" actual &&
	present "pupils: 0 new, 6 changed, 0 unchanged" actual
'

test_expect_success 'the same file again changes nothing' '
	node_state >before && cp "$kent/pupils.csv" copy.csv &&
	hornbook import copy.csv --today 2026-02-01 >actual &&
	expect <<-\END &&
	copy.csv (csv)
	  this file was imported before, on 15 January 2026; nothing changed
	END
	node_state >actual && expect before
'

test_expect_success 'the same pupils in another file are unchanged' '
	{ cat "$kent/pupils.csv" && echo; } >other.csv &&
	hornbook import other.csv --today 2026-02-01 >actual &&
	present "pupils: 0 new, 0 changed, 40 unchanged" actual
'

# Three pupils, of whom the second has a wrong check letter.
bad_file() {
	sed -n "1p;2p" "$kent/pupils.csv" &&
	sed -n "3s/^J/K/p" "$kent/pupils.csv" &&
	sed -n 4p "$kent/pupils.csv"
}

test_expect_success 'one bad record, and nothing of the file is taken' '
	rm -rf node node.key && make_node && node_state >before &&
	bad_file >bad.csv &&
	expect_status 2 hornbook import bad.csv --today $today >actual &&
	present "^bad.csv:3:.*record 2: .*1510" actual &&
	present "3 records, 1 rejected" actual &&
	present "nothing was changed" actual &&
	node_state >actual && expect before
'

test_expect_success 'a message names place, field and rule, never a value' '
	expect_status 2 hornbook import bad.csv --today $today >actual 2>&1 &&
	absent "886200418025|D.Souza" actual
'

test_expect_success 'the same as JSON and as a report' '
	expect_status 2 hornbook import bad.csv --today $today --json \
		--report report >actual &&
	present "\"imported\":false" actual && present "\"rejected\":1" actual &&
	present "rule 1510" actual && present "record 2" report &&
	test "$(wc -l <report)" -eq 1
'

test_expect_success 'good records are taken when that is asked for' '
	hornbook import bad.csv --accept-partial --today $today >actual &&
	present "pupils: 2 new" actual && hornbook pupils >actual &&
	present "^2 pupils" actual
'

test_expect_success 'a screenful of rejections, and how many more there are' '
	sed "2,\$s/^[A-Z]/Y/" "$kent/pupils.csv" >worse.csv &&
	expect_status 2 hornbook import worse.csv --today $today \
		--report report >actual &&
	test "$(grep -c "^worse.csv:" actual)" -eq 20 &&
	present "^and [0-9]+ more" actual && test "$(wc -l <report)" -gt 20
'

test_expect_success 'a file that is none is refused; those before it are in' '
	echo "hello" >text &&
	expect_status 2 hornbook import "$kent/pupils.csv" text missing.csv \
		--today $today >actual 2>errors &&
	present "pupils: 38 new" actual && present "^hornbook: text: " errors &&
	hornbook pupils >actual && present "^40 pupils" actual &&
	expect_status 2 hornbook import missing.csv &&
	expect_status 2 hornbook import "$ctf" --format nonsense
'

test_expect_success 'pupils are listed by year and name' '
	hornbook pupils >actual && head -n 1 actual | grep -q "^UPN .*Born$" &&
	present "^$some_upn  Kaur +Agnieszka +12  2008-11-20$" actual &&
	sed "1d;/^$/,\$d" actual | awk "{ print \$(NF - 1) }" >years &&
	sort -n years | cmp - years &&
	hornbook pupils --json >actual && present "\"count\":40" actual &&
	test "$(grep -o "\"upn\":" actual | wc -l)" -eq 40
'

test_expect_success 'everything held on a pupil is shown, codes with their labels' '
	hornbook show $some_upn >actual &&
	present "^Personal identifiers, recorded 15 January 2026$" actual &&
	present "^  Sex +F \(Female\)$" actual && present "^  parent 2$" actual &&
	hornbook show $some_upn --json >actual &&
	present "\"pupil.surname\":\"Kaur\"" actual &&
	expect_status 2 hornbook show A123 2>actual &&
	absent A123 actual
'

test_expect_success 'a second process is told that the node is in use' '
	command -v flock >/dev/null || exit 0
	flock node/lock sh -c "\"\$HORNBOOK\" pupils; echo \$?" >actual 2>errors &&
	echo 3 | expect && present "another process" errors
'

# Whatever the order in which they are found on the disk.
test_expect_success 'an older census does not undo a newer one' '
	printf "%s\n" "laestab,setting,pupils" \
		"8861101,alternative-provision,12" >school.csv &&
	for day in 2024-10-03 2026-01-15; do
		hornbook generate --schools school.csv --out census-$day \
			--format school-census --today $day || exit
	done &&
	new=$(echo census-2026-01-15/*.xml) old=$(echo census-2024-10-03/*.xml) &&
	for files in "$old $new" "$new $old"; do
		rm -rf node node.key && make_node &&
		for file in $files; do
			hornbook import $file --today $today || exit
		done >actual &&
		hornbook pupils --json --today $today >pupils &&
		for upn in $(grep -oE "\"upn\":\"[A-Z0-9]+" pupils |
				cut -d\" -f4); do
			hornbook show $upn --today $today || exit
		done >shown.${files%%/*} || exit
	done &&
	cmp shown.census-2024-10-03 shown.census-2026-01-15 &&
	present "this file tells of 3 October 2024; of [0-9]+ pupils what files of a later day say stays" actual &&
	test "$(grep -c "this file tells" actual)" -eq 1
'

test_expect_success 'what was taken in part can be read again for the rest' '
	header=pupil.upn,wish.kind,wish.by,wish.recipient,wish.date &&
	upn=$(hornbook pupils | sed -n "2s/ .*//p") &&
	printf "%s\n" "$header" "$upn,refusal,parent,,2025-01-01" \
		"B801200005001,refusal,parent,,2025-01-01" >mixed.csv &&
	hornbook import mixed.csv --accept-partial --today $today >actual &&
	present "1 rejected" actual &&
	expect_status 2 hornbook import mixed.csv --today $today >actual &&
	present "1 rejected" actual && absent "imported before" actual
'

test_done
