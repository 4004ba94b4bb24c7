#!/bin/sh
# What is different on a terminal: colour, width, passphrases asked for.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs script stty
. "$SOURCE/tests/cli/node.sh"

export TERM=xterm
unset NO_COLOR

# Runs a command line on a terminal of $1 columns, with the lines of standard
# input typed in.
on_terminal() {
	columns=$1
	shift
	# Typing waits for what is asked, or it would be flushed away.
	(while read -r line; do sleep 1; printf '%s\n' "$line"; done; sleep 1) |
		script -qec "stty cols $columns; $*" /dev/null | tr -d '\r'
}

escape=$(printf '\033')

test_expect_success 'headings and severities are coloured, unless NO_COLOR is set' '
	sed "s/share with youth-support/share with yuoth-support/" \
		"$kent_notice" >a.notice &&
	on_terminal 80 "$HORNBOOK check a.notice" </dev/null >actual &&
	present "$escape\[1;31merror$escape\[0m: " actual &&
	NO_COLOR=1 on_terminal 80 "$HORNBOOK check a.notice" </dev/null >actual &&
	absent "$escape" actual && present ": error: " actual &&
	TERM=dumb on_terminal 80 "$HORNBOOK check a.notice" </dev/null >actual &&
	absent "$escape" actual
'

test_expect_success 'tables and reports keep to the width of the terminal' '
	export NO_COLOR=1 && fill_node &&
	hornbook share --plain --to department --collection school-census \
		--today $today --out out &&
	on_terminal 70 "$HORNBOOK log" </dev/null >actual &&
	present "depart.*…" actual && absent "^.{73}" actual &&
	hornbook log >actual && present "department-statistics" actual &&
	absent "…" actual &&
	on_terminal 70 "$HORNBOOK log --pupil $some_upn" </dev/null >actual &&
	present "Pupil" actual && absent "^.{71}" actual
'

test_expect_success 'a new passphrase is asked for twice and not shown' '
	unset HORNBOOK_KEY_FILE &&
	printf "three blue whales\nthree blue whales\n" |
		on_terminal 80 "$HORNBOOK init asked --passphrase --notice $kent_notice" \
		>actual && present "^New passphrase" actual &&
	present "sealed under the passphrase" actual && absent whales actual
'

test_expect_success 'two that differ make no node' '
	unset HORNBOOK_KEY_FILE &&
	printf "three blue whales\nthree blue whale\n" |
		on_terminal 80 "$HORNBOOK init differ --passphrase --notice $kent_notice" \
		>actual
	present "passphrases differ" actual && test ! -e differ
'

test_expect_success 'the passphrase asked for opens the node' '
	unset HORNBOOK_KEY_FILE && HORNBOOK_NODE=asked && export HORNBOOK_NODE &&
	echo "three blue whales" | on_terminal 80 "$HORNBOOK pupils" >actual &&
	present "^0 pupils" actual && absent whales actual
'

test_expect_success 'the table of demo has all gates and titles on a narrow terminal too' '
	export NO_COLOR=1 &&
	demo="$HORNBOOK demo --pupils 20 --only F05" &&
	on_terminal 80 "$demo" </dev/null >actual &&
	absent "…" actual && absent "^.{81}" actual &&
	present "^F05   school to  .* law [0-9]+ +named +yes$" actual &&
	present "^      commissioned provider +safeguards [0-9]+$" actual &&
	on_terminal 200 "$demo" </dev/null >actual &&
	present "^F05   school to commissioned provider .* named +csv +yes$" actual &&
	present "^ +safeguards [0-9]+$" actual
'

test_done
