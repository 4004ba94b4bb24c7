#!/bin/sh
# The invented pupils of demo/, and the program that invents them.
. "$(dirname "$0")/lib.sh"

MAKE_PUPILS=${MAKE_PUPILS:-$SOURCE/build/bench/make_pupils}
export MAKE_PUPILS

# Column $1 of the CSV on standard input, which has no quoted commas before it.
column() {
	cut -d , -f "$1" | tail -n +2
}

# The check letter by rule 1510, worked out anew: prints wrong UPNs.
wrong_upns() {
	awk -v alphabet=ABCDEFGHJKLMNPQRTUVWXYZ '{
		sum = 0
		for (i = 2; i <= 13; i++) sum += i * substr($0, i, 1)
		if (length($0) != 13 ||
		    substr($0, 1, 1) != substr(alphabet, sum % 23 + 1, 1)) print
	}'
}

# ULNs whose ten digits, weighed 10 to 1, do not add up to 10 modulo 11.
wrong_ulns() {
	awk '{
		sum = 0
		for (i = 1; i <= 9; i++) sum += (11 - i) * substr($0, i, 1)
		if (length($0) != 10 || sum % 11 == 0 ||
		    10 - sum % 11 != substr($0, 10)) print
	}'
}

test_expect_success 'the sample data in demo is what the generator makes' '
	sh "$SOURCE/demo/make-data.sh" . &&
	for file in kent/pupils.csv kent/wishes.csv northamptonshire/pupils.csv \
		kent/ctf/8861102_CTF_8861101_001.xml; do
		cmp "$SOURCE/demo/$file" "$file" || exit
	done
'

test_expect_success 'a pupil is the same alone and among many' '
	"$MAKE_PUPILS" --count 30 --seed 7 | sed -n 26p >expected &&
	"$MAKE_PUPILS" --first 25 --count 1 --seed 7 | sed -n 2p >actual &&
	expect expected
'

test_expect_success 'another seed gives other pupils' '
	"$MAKE_PUPILS" --count 1 --seed 1 >one && "$MAKE_PUPILS" --count 1 --seed 2 >two &&
	! cmp -s one two
'

test_expect_success 'every pupil has a UPN of its own with the right check letter' '
	"$MAKE_PUPILS" --count 5000 --ages 4 18 | column 1 >upns &&
	wrong_upns <upns >actual && expect /dev/null &&
	sort upns | uniq -d >actual && expect /dev/null &&
	test "$(wc -l <upns)" -eq 5000
'

test_expect_success 'a millionth pupil has a good UPN too' '
	"$MAKE_PUPILS" --first 99999990 --count 11 | column 1 | wrong_upns >actual &&
	expect /dev/null
'

test_expect_success 'pupils of 14 and over have a ULN with the right check digit' '
	"$MAKE_PUPILS" --count 5000 --ages 14 18 | column 2 >ulns &&
	wrong_ulns <ulns >actual && expect /dev/null &&
	sort ulns | uniq -d >actual && expect /dev/null &&
	"$MAKE_PUPILS" --count 100 --ages 4 13 | column 2 | sort -u >actual &&
	echo | expect
'

test_expect_success 'ages are those on the reference date, birthdays included' '
	"$MAKE_PUPILS" --count 2000 --ages 13 13 --reference-date 2026-01-15 |
		column 8 | sort -u >births &&
	head -n 1 births >actual && tail -n 1 births >>actual &&
	expect <<-\END
	2012-01-16
	2013-01-15
	END
'

test_expect_success 'before 13 nobody objects, from 16 the pupil does' '
	"$MAKE_PUPILS" --count 300 --ages 4 11 --format wishes-csv >young &&
	absent objection young &&
	"$MAKE_PUPILS" --count 300 --ages 18 18 --format wishes-csv >old &&
	present "objection,pupil,youth-support" old && absent parent old
'

test_expect_success 'the transfer file is well-formed XML' '
	command -v xmllint >/dev/null || exit 0
	xmllint --noout "$SOURCE/demo/kent/ctf/8861102_CTF_8861101_001.xml"
'

test_expect_success 'wrong options are refused with status 2' '
	expect_status 2 "$MAKE_PUPILS" --count many &&
	expect_status 2 "$MAKE_PUPILS" --ages 16 11 &&
	expect_status 2 "$MAKE_PUPILS" --school 12345 &&
	expect_status 2 "$MAKE_PUPILS" --reference-date 2026-02-30 &&
	expect_status 2 "$MAKE_PUPILS" --ages 11 &&
	expect_status 2 "$MAKE_PUPILS" more
'

test_done
