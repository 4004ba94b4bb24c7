#!/bin/sh
# Tables that leave again and again: what one says beside those before it (T3).
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

academy=$SOURCE/demo/notices/northamptonshire-academy.notice
pupils=$SOURCE/demo/northamptonshire/pupils.csv

# Rounding hides a difference of a few by itself: here nothing is rounded.
cp -r "$SOURCE/dictionaries/england" exact
sed -i '/^profile default/,/^}/{/round/d;/percentages/d}' \
	exact/profiles.dictionary

use_node() {
	HORNBOOK_NODE=$1
	HORNBOOK_KEY_FILE=$1.key
	HORNBOOK_DICTIONARY=$2
}

# A node $1 by dictionary $2 with the academy's pupils, who may be counted.
make_academy() {
	use_node "$1" "$2" && hornbook init "$1" --notice "$academy" --today 2009-03-01 &&
		hornbook import "$pupils" --today 2009-03-01 &&
		hornbook authorise --to crime-reduction-partnership \
			--by principal --today 2009-03-02
}

# The six-monthly cut of day $1 into directory $2.
cut_of() {
	hornbook share --to crime-reduction-partnership \
		--for crime-risk-profiling --today "$1" --plain --out "$2"
}

# $2 pupils who join, of the area $1, numbered from $3.
newcomers() {
	awk -v lsoa="$1" -v count="$2" -v from="$3" 'BEGIN {
		letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
		print "pupil.upn,pupil.surname,pupil.forename," \
			"pupil.birth-date,pupil.sex,pupil.lsoa," \
			"enrolment.status,enrolment.year-group"
		for (i = 0; i < count; i++) {
			digits = sprintf("9282000%05d", from + i)
			sum = 0
			for (d = 1; d <= 12; d++)
				sum += substr(digits, d, 1) * (d + 1)
			printf "%s%s,Newcomer,Ann,1996-01-%02d,F,%s,C,8\n",
				substr(letters, sum % 23 + 1, 1), digits,
				i % 28 + 1, lsoa
		}
	}'
}

# Cells of exclusions by area in the cut in directory $1.
cells() {
	cat "$1"/*/*.csv | tr -d '\r' |
		awk -F, '$1 == "exclusion.category" { print $2, $3, $5 }'
}

use_node exact-node exact

test_expect_success 'the first cut has nothing to be compared with' '
	make_academy exact-node exact >/dev/null &&
	cut_of 2009-03-02 first >actual && absent "compared" actual &&
	cells first >actual && present "^E01027203 total 28$" actual &&
	present "^total total 260$" actual
'

test_expect_success 'a second one of the same pupils says the same' '
	cut_of 2009-09-02 second >report &&
	present "^  compared +1 earlier release: together they tell no more$" \
		report &&
	cells first >expected && cells second >actual && expect expected
'

test_expect_success 'of two who joined nobody can tell by taking one cut from the other (F31)' '
	newcomers E01027203 2 70000 >joined.csv &&
	hornbook import joined.csv --today 2010-01-10 >/dev/null &&
	cut_of 2010-03-02 third >report &&
	present "^  compared +2 earlier releases: together they tell no more$" \
		report &&
	cells third >actual && present "^E01027203 total c$" actual &&
	present "^E01027203 none c$" actual && present "^total total c$" actual &&
	present "^E01027077 total 24$" actual
'

test_expect_success 'so many who joined may be told' '
	newcomers E01027077 12 71000 >joined.csv &&
	hornbook import joined.csv --today 2010-04-10 >/dev/null &&
	cut_of 2010-09-02 fourth >report &&
	present "^  compared +3 earlier releases" report &&
	cells fourth >actual && present "^E01027077 total 36$" actual
'

test_expect_success 'a dry run is compared too and leaves nothing' '
	newcomers E01027138 1 72000 >joined.csv &&
	hornbook import joined.csv --today 2010-11-10 >/dev/null &&
	hornbook share --to crime-reduction-partnership --dry-run \
		--for crime-risk-profiling --today 2011-03-02 --plain >report &&
	present "^  compared +4 earlier releases" report &&
	hornbook log >actual && absent "R-2011" actual
'

test_expect_success 'another table of the same pupils is one more' '
	hornbook table --rows lsoa --columns exclusion.category \
		--to crime-reduction-partnership --for crime-risk-profiling \
		--today 2011-03-02 --plain --out fifth >report &&
	present "^  compared +4 earlier releases" report &&
	cat fifth/*/*.csv | tr -d "\r" >actual &&
	present "^E01027077,E01027077,total,Total,36$" actual &&
	absent "^E01027138,E01027138,total,Total,57" actual
'

test_expect_success 'what is rounded hides them itself' '
	make_academy rounded-node "$SOURCE/dictionaries/england" >/dev/null &&
	cut_of 2009-03-02 sixth >/dev/null &&
	newcomers E01027203 2 70000 >joined.csv &&
	hornbook import joined.csv --today 2009-06-10 >/dev/null &&
	cut_of 2009-09-02 seventh >report &&
	present "^  compared +1 earlier release" report &&
	cells seventh >actual && present "^E01027203 total 30$" actual
'

test_done
