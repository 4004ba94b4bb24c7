#!/bin/sh
# The program at work on invented pupils: two schools, from the files of their
# offices to what leaves them.  Everything is made in demo-output/, anew each
# time.
#
#     HORNBOOK=path demo/run.sh
#
# DEMO_OUTPUT names another place for what is made.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
HORNBOOK=${HORNBOOK:-$root/build/src/cli/hornbook}
cd "$root"
output=${DEMO_OUTPUT:-demo-output}
rows=$output/rows
objecting=U886200015007 # a parent objects to youth support
leaving=G886200313024,J886200418025

export HORNBOOK_DICTIONARY="$root/dictionaries/england"
unset HORNBOOK_NODE HORNBOOK_KEY_FILE HORNBOOK_PASSPHRASE

if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
	bold='' plain=''
fi

title() {
	printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

# Shows a command as one would type it, and runs it.
run() {
	printf '$ hornbook'
	for word; do
		case $word in
		*[!A-Za-z0-9@%+=:,./_-]*) printf ' "%s"' "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$HORNBOOK" "$@"
}

# The node that the commands after it work with.
use() {
	export HORNBOOK_NODE="$output/$1/node"
	export HORNBOOK_KEY_FILE="$output/$1/node.key"
	releases=$output/$1/releases
}

# --- the table ----------------------------------------------------------------

# What the one line of JSON in $1 says of "$2".
text_of() {
	sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" "$1"
}

number_of() {
	sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" "$1"
}

# "pupil 19, wishes 7": how many pupils lost something at which gate.
gates_of() {
	between=
	for gate in recipient law promise pupil wishes safeguards; do
		pupils=$(sed -n "s/.*{\"gate\":\"$gate\",\"pupils\":\([0-9]*\).*/\1/p" \
			"$1")
		[ "${pupils:-0}" -gt 0 ] || continue
		printf '%s%s %s' "$between" "$gate" "$pupils"
		between=', '
	done
	[ -n "$between" ] || printf 'nothing'
}

row() {
	printf '%-5s %-28s %10s %8s  %-23s %-18s %s\n' "$@" | sed 's/ *$//'
}

# Shares as the rest says, as flow $1; a row for the table.
share() {
	flow=$1
	shift
	status=0
	run share --plain "$@" --out "$releases" --json >"$output/share" || status=$?
	sed 1q "$output/share"
	sed 1d "$output/share" >"$output/answer"
	[ "$status" -le 1 ] || exit "$status"
	considered=$(number_of "$output/answer" considered)
	released=$(number_of "$output/answer" released)
	gates=$(gates_of "$output/answer")
	level=$(text_of "$output/answer" level)
	file=$(text_of "$output/answer" file)
	row "$flow" "$(text_of "$output/answer" recipient)" "$considered" \
		"$released" "$gates" "${level:-nothing leaves}" \
		"${file##*/}" >>"$rows"
	printf '%s pupils considered, %s released; withheld at: %s\n' \
		"$considered" "$released" "$gates"
	[ -z "$file" ] || printf 'in %s\n' "${file##*/}"
	return "$status"
}

# --- a school in Kent, January 2026 --------------------------------------------

# Only what an earlier run made is removed.
if [ -n "$(ls -A "$output" 2>/dev/null)" ] && [ ! -d "$output/kent" ] &&
	[ ! -d "$output/northamptonshire" ]; then
	echo "demo: $output holds something else; name another place" >&2
	exit 2
fi
rm -rf "$output"
mkdir -p "$output/kent" "$output/northamptonshire"
: >"$rows"
today=2026-01-15

title 'A school in Kent makes its node and takes its pupils in'
use kent
# What is said of each clause is left out here.
run check demo/notices/kent-alternative-provision.notice --today $today |
	awk 'NR == 1 { print } { last = $0 } END { print last }'
run init "$HORNBOOK_NODE" --notice demo/notices/kent-alternative-provision.notice \
	--key-file "$HORNBOOK_KEY_FILE" --today $today
run import demo/kent/ctf/8861102_CTF_8861101_001.xml demo/kent/pupils.csv \
	demo/kent/wishes.csv --today $today

title 'F02: the school census, to the department'
share F02 --to department --collection school-census --today $today

title 'F03: two pupils leave for another school'
share F03 --to next-school --collection common-transfer-file \
	--pupils $leaving --on transfer --destination 8862345 --today $today

title 'F33: to youth support, from 13 and unless somebody objects'
share F33 --to youth-support --for youth-support-services --today $today

title 'Why does one pupil whose parent objects go only in part?'
run explain --to youth-support --for youth-support-services \
	--pupil $objecting --today $today

# --- an academy in Northamptonshire, March 2009 ----------------------------------

title 'An academy in Northamptonshire, in March 2009'
use northamptonshire
today=2009-03-02
run init "$HORNBOOK_NODE" --notice demo/notices/northamptonshire-academy.notice \
	--key-file "$HORNBOOK_KEY_FILE" --today $today
run import demo/northamptonshire/pupils.csv --today $today

title 'F31: counts by area for profiling crime, which an academy must authorise'
share F31 --to crime-reduction-partnership --for crime-risk-profiling \
	--today $today && exit 1
echo 'Refused, as it should be.  Why?'
run share --plain --to crime-reduction-partnership --for crime-risk-profiling \
	--today $today --dry-run && exit 1
run authorise --to crime-reduction-partnership --for crime-risk-profiling \
	--by head-teacher --reference 'minutes of 27 February 2009' --today $today
share F31 --to crime-reduction-partnership --for crime-risk-profiling \
	--today $today

# --- what came of it ---------------------------------------------------------------

title 'What the school in Kent remembers'
use kent
run log
run log --pupil $objecting
run log --verify

title 'What it tells families and the world, from the same rules and ledger'
# `check` above has counted the notice's warnings.
run publish all --out "$output/kent/public" --today 2026-01-15 \
	2>"$output/warnings" || { cat "$output/warnings" >&2; exit 1; }
rm -f "$output/warnings"

title 'What left, and what was withheld from how many pupils at which gate'
printf '%s' "$bold"
row Flow To Considered Released 'Withheld at' Level File
printf '%s' "$plain"
cat "$rows"
rm -f "$rows" "$output/share" "$output/answer"

title 'The files, each with its manifest'
find "$output" -path '*/releases/*' -type f | sort | sed 's/^/  /'
