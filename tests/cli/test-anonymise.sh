#!/bin/sh
# hornbook risk and hornbook anonymise: anybody's rows, measured and made safe.
. "$(dirname "$0")/lib.sh"
test_needs_program

# Invented: six girls and six boys in two terms, and one who stands out.
write_rows() {
	cat <<-\END
	pupil.birth-date,pupil.sex,ethnicity,reading,Surname
	2015-09-04,F,WBRI,1,Hood
	2016-01-15,F,WENG,91,Hood
	2015-10-05,F,WBRI,2,Hood
	2016-02-15,F,WENG,92,Hood
	2015-11-06,F,WBRI,3,Hood
	2016-03-15,F,WENG,93,Hood
	2015-09-04,M,WBRI,1,Hood
	2016-01-15,M,WENG,91,Hood
	2015-10-05,M,WBRI,2,Hood
	2016-02-15,M,WENG,92,Hood
	2015-11-06,M,WBRI,3,Hood
	2016-03-15,M,WENG,93,Hood
	2012-05-05,F,BCRB,77,Hood
	END
}

test_expect_success 'rows are measured, and columns known from the dictionary' '
	write_rows >rows.csv &&
	expect_status 1 hornbook risk rows.csv --sensitive reading --k 3 >actual &&
	present "known to others +pupil.birth-date \(.*\), pupil.sex \(2\), ethnicity \(3\)" actual &&
	present "sensitive +reading" actual &&
	present "names people +Surname" actual &&
	present "fewest rows alike \(k\) +1$" actual &&
	present "These rows are not as safe as is asked: some rows are alike to too few others" actual
'

test_expect_success 'rows are made safe, names are not written, and what is written is measured as safe' '
	hornbook anonymise rows.csv --sensitive reading --k 3 --leave-out 10 \
		--out safe.csv >actual &&
	present "pupil.birth-date +term of birth" actual &&
	present "left out: 0 cells of 0 rows, and 1 row$" actual &&
	present "and no other levels lose less" actual &&
	absent "Hood|Surname|BCRB|2012" safe.csv &&
	test $(wc -l <safe.csv) = 13 &&
	hornbook risk safe.csv --sensitive reading --k 3 >actual &&
	present "These rows are as safe as is asked" actual
'

test_expect_success 'the same again, in another order, is the same' '
	{ head -1 rows.csv; tail -n +2 rows.csv | sort -r; } >other.csv &&
	hornbook anonymise other.csv --sensitive reading --k 3 --leave-out 10 \
		--out again.csv >/dev/null &&
	sort safe.csv >one && sort again.csv >two && cmp one two
'

test_expect_success 'what cannot be made safe is not written' '
	head -3 rows.csv >few.csv &&
	expect_status 1 hornbook anonymise few.csv --k 3 --out none.csv 2>actual &&
	present "cannot be made safe" actual &&
	! test -e none.csv &&
	expect_status 1 hornbook anonymise rows.csv --sensitive ethnicity \
		--quasi pupil.sex --neither pupil.birth-date,reading \
		--diversity entropy --l 3 --out none.csv 2>actual &&
	present "cannot be made safe" actual &&
	! test -e none.csv
'

test_expect_success 'columns of anybody, with a hierarchy from a file' '
	printf "%s\n" town,illness A,flu B,cold A,cold B,flu C,flu D,cold >towns.csv &&
	printf "%s\n" "A;north;any" "B;north;any" "C;south;any" "D;south;any" >towns &&
	expect_status 2 hornbook risk towns.csv 2>actual &&
	present "no column is one that others may know of a person" actual &&
	hornbook anonymise towns.csv --quasi town --sensitive illness \
		--hierarchy town=towns --k 2 --leave-out 0 --out towns.safe &&
	tr -d "\r" <towns.safe >actual && expect <<-\END
	town,illness
	north,flu
	north,cold
	north,cold
	north,flu
	south,flu
	south,cold
	END
'

test_expect_success 'as JSON, both' '
	expect_status 1 hornbook risk rows.csv --sensitive reading --json |
		jq -e ".fulfils == false and .measured.k == 1 and .columns.naming == [\"Surname\"]" &&
	hornbook anonymise rows.csv --sensitive reading --k 3 --leave-out 10 \
		--out safe.csv --json |
		jq -e ".after.k >= 3 and .proved and .\"rows-left-out\" == 1"
'

test_expect_success 'what is asked wrongly, and what is no table, is said' '
	expect_status 2 hornbook risk rows.csv --quasi sax 2>actual &&
	present "there is no column .sax." actual &&
	expect_status 2 hornbook risk rows.csv --profile defualt 2>actual &&
	present "there are default, ons-research, public, close" actual &&
	expect_status 2 hornbook risk rows.csv --k 0 2>actual &&
	present "k wants a whole number" actual &&
	expect_status 2 hornbook risk rows.csv --t 2 2>actual &&
	expect_status 2 hornbook anonymise rows.csv --t 0.2 --leave-out 5 --out x 2>actual &&
	present "nothing can be left out" actual &&
	expect_status 2 hornbook anonymise rows.csv --out rows.csv 2>actual &&
	present "the file itself" actual &&
	printf "a,b\n1\n" >short.csv &&
	expect_status 2 hornbook risk short.csv --quasi a 2>actual && expect <<-\END &&
	hornbook: short.csv:2: this row has 1 fields and the header 2
	END
	: >empty.csv && expect_status 2 hornbook risk empty.csv 2>actual &&
	expect_status 2 hornbook risk missing.csv 2>actual
'

test_expect_success 'numbers help to find somebody, in however many columns' '
	{ echo "school.urn,attendance.sessions-attended,early-years.eligibility-code,enrolment.part-time" &&
	  echo "123456,300,12345678901,true"; } >numbers.csv &&
	expect_status 1 hornbook risk numbers.csv >actual &&
	present "known to others +school.urn \(1\), attendance.sessions-attended \(1\)$" actual &&
	present "names people +early-years.eligibility-code$" actual &&
	present "neither +enrolment.part-time$" actual &&
	{ seq -s, -f "pupil%g" 40 && seq -s, 40 && seq -s, 40; } >wide.csv &&
	expect_status 1 hornbook risk wide.csv --quasi "$(head -n 1 wide.csv)" --k 3 >actual &&
	present "fewest rows alike \(k\) +2$" actual &&
	expect_status 2 hornbook anonymise wide.csv --quasi "$(head -n 1 wide.csv)" \
		--out x 2>actual &&
	present "more than 32 columns help to single somebody out" actual
'

test_expect_success 'a column that nobody has told of does not make rows safe' '
	{ echo "pupil.sex,note" && for i in 1 2 3 4 5 6; do
		echo "F,Child $i lives with an aunt"; done; } >notes.csv &&
	expect_status 1 hornbook risk notes.csv >actual &&
	present "known to others +pupil.sex \(1\), note \(6\)$" actual &&
	expect_status 1 hornbook risk notes.csv --quasi pupil.sex >actual &&
	present "said to be neither known nor sensitive tells rows apart" actual &&
	expect_status 1 hornbook anonymise notes.csv --quasi pupil.sex --out none.csv 2>actual &&
	present "column .note. tells rows apart and would be written as it is" actual &&
	! test -e none.csv &&
	hornbook risk notes.csv --neither note >/dev/null &&
	hornbook anonymise notes.csv --out notes.safe >/dev/null &&
	absent "aunt" notes.safe &&
	expect_status 2 hornbook risk rows.csv --neither Surname 2>actual &&
	present "column .Surname. names people" actual
'

test_expect_success 'what is sensitive and known too is not said to be kept' '
	{ echo "pupil.sex,protection.plan" && for i in 1 2 3 4 5; do
		echo "F,true" && echo "M,false"; done; } >plans.csv &&
	hornbook risk plans.csv >actual && tr -s "\n " "  " <actual >line &&
	present "Not looked at: .*protection.plan These rows are as safe as is asked" line &&
	hornbook risk plans.csv --json |
		jq -e ".columns.\"quasi-and-sensitive\" == [\"protection.plan\"]" &&
	expect_status 1 hornbook risk plans.csv --sensitive protection.plan >actual &&
	absent "Not looked at" actual &&
	present "too few different sensitive values" actual
'

test_expect_success 'people are counted, not rows' '
	{ echo "pupil.upn,pupil.sex" && for i in 1 2 3 4 5; do
		echo "A813000000001,F"; done; } >twice.csv &&
	expect_status 2 hornbook risk twice.csv 2>actual &&
	present "column .pupil.upn. has the same pupil in several rows" actual &&
	expect_status 2 hornbook anonymise twice.csv --out none.csv 2>actual
'

test_expect_success 'a journalist is measured by the population, where there is one' '
	printf "%s\n" pupil.sex,hamlet F,A F,A M,A M,B >some.csv &&
	printf "%s\n" Hamlet,Pupil.Sex,other A,F,1 A,F,2 A,F,3 A,F,4 A,M,5 A,M,6 C,M,7 >all.csv &&
	expect_status 1 hornbook risk some.csv --population all.csv --k 2 --json >json &&
	jq -e ".measured.risk | .\"population-known\" and
		.prosecutor == {highest: 1, average: 0.75, \"rows-above\": 2} and
		.journalist == {highest: 1, average: 0.5, \"rows-above\": 1} and
		.marketer == 0.5" json &&
	expect_status 1 hornbook risk some.csv --population all.csv --k 2 >actual &&
	present "highest risk \(journalist\) +100.0%$" actual &&
	hornbook anonymise some.csv --population all.csv --k 2 --leave-out 50 \
		--out some.safe --json >json &&
	jq -e ".after.risk.journalist.highest <= .after.risk.prosecutor.highest" json &&
	expect_status 2 hornbook risk some.csv --population notes.csv 2>actual &&
	expect <<-\END &&
	hornbook: notes.csv: the population has no column '"'hamlet'"'
	END
	expect_status 2 hornbook risk some.csv --population none.csv 2>actual
'

# A department's node with 40 invented pupils, all of whom were measured.
department() {
	hornbook --node department --key-file department.key "$@" \
		--today 2026-01-15
}

make_department() {
	department init department \
		--notice "$SOURCE/demo/notices/education-department.notice" &&
	awk -F, -v OFS=, '
		NR == 1 { print "pupil.upn", "pupil.surname", "pupil.forename",
			"pupil.sex", "pupil.birth-date", "pupil.lsoa",
			"pupil.msoa", "enrolment.year-group",
			"enrolment.school-phase", "Academic year",
			"measurement[1].height", "measurement[1].weight" }
		NR > 1 { print $1, "Abara", "Ola", NR % 2 ? "F" : "M",
			"2019-05-01", sprintf("E0100000%d", NR % 8),
			sprintf("E0200000%d", NR % 8 / 4), "R", "PS", 2025,
			105 + NR % 10, 17 + NR % 8 }' \
		"$SOURCE/demo/kent/pupils.csv" >measured.csv &&
	department import measured.csv
}

test_expect_success 'rows of level anonymised leave as coarse as they have to be (F19, R-124, R-173)' '
	make_department && department share --to health-department \
		--for health-policy --plain --out released >actual &&
	tr -s "\n " "  " <actual >line &&
	present "level anonymised made coarser .*risk at least [0-9]+ rows are alike \(profile .default.\)" line &&
	manifest=$(echo released/*/manifest.json) &&
	jq -e ".pupils == {considered: 40, released: 40} and (.anonymity | .profile == \"default\" and .measured.k >= 5 and
		(.measured.risk.prosecutor | .highest <= 0.2 and .\"rows-above\" == null) and
		(.measured.\"unique-rows\" == null) and (.levels | length) > 3)" \
		"$manifest" &&
	absent "pseudonym" "$(echo released/*/*.csv)" &&
	hornbook risk "$(echo released/*/*.csv)" >actual &&
	present "fewest rows alike \(k\) +([5-9]|[1-9][0-9]+)$" actual &&
	department log --verify
'

test_expect_success 'what cannot be made safe does not leave, and nothing is entered' '
	department log --json >before &&
	head -4 measured.csv | tail -3 | cut -d, -f1 >three &&
	expect_status 1 department share --to health-department \
		--for health-policy --pupils @three --plain --out refused >actual &&
	present "these rows cannot be made safe" actual &&
	! test -e refused/R-* && department log --json >after && cmp before after &&
	expect_status 1 department share --to health-department \
		--for health-policy --pupils @three --dry-run >actual &&
	present "these rows cannot be made safe" actual
'

test_expect_success 'an order tells nothing, and another release has another' '
	department share --to health-department --for health-policy --plain \
		--out second >actual &&
	absent "look again" actual &&
	tr -d "\r" <"$(echo released/*/*.csv)" >first.csv &&
	tr -d "\r" <"$(echo second/*/*.csv)" >second.csv &&
	{ ! cmp -s first.csv second.csv; } &&
	sort first.csv >one && sort second.csv >two && cmp one two
'

test_expect_success 'what another release tells beside earlier ones is said' '
	department share --to health-department --for health-policy --plain \
		--profile public --out third --json >json &&
	jq -e ".anonymity.profile == \"public\" and .anonymity.measured.k >= 12 and
		.earlier == {releases: 2, last: \"R-2026-0002\", \"other-levels\": true,
			\"other-pupils\": false}" json &&
	jq -e ".anonymity.profile == \"public\" and .earlier == null" third/*/manifest.json &&
	tail -n +3 measured.csv | cut -d, -f1 >most &&
	department share --to health-department --for health-policy --plain \
		--pupils @most --dry-run >actual &&
	tr -s "\n " "  " <actual >line &&
	present "look again 3 releases to this recipient, R-2026-0003 the last, told of some of the same pupils, .*and of others not: who lays" line &&
	expect_status 2 department share --to health-department \
		--for health-policy --plain --profile piblic --out none 2>actual &&
	present "there are default, ons-research, public, close" actual &&
	! test -e none
'

# The pseudonyms of a release in the clear.
pseudonyms() {
	column=$(head -n 1 "$1"/*/*.csv | tr -d "\r" | tr , "\n" |
		grep -n "^pupil.pseudonym$" | cut -d: -f1) &&
	tail -n +2 "$1"/*/*.csv | cut -d, -f"$column" | sort
}

research() {
	department share --to researcher --for achievement-research --plain \
		--fields pupil.sex,enrolment.year-group --out "$@"
}

test_expect_success 'two projects share no pseudonym, and one project knows its pupils again (R-171)' '
	department approve --by chief-statistician --to researcher \
		--for achievement-research --project "Moves in year 7" &&
	department authorise --to researcher --terms --for achievement-research &&
	expect_status 1 research none --at-risk 10 --pupils @three >actual &&
	present "more of the rows are at risk than was asked" actual &&
	! test -e none && ! department log | grep researcher &&
	expect_status 2 research none --at-risk some 2>actual &&
	present "whole number of percent" actual &&
	research one-a --at-risk 0 >actual && tr -s "\n " "  " <actual >line &&
	present "risk [0-9.]+% of the rows are alike to no other" line &&
	research one-b >/dev/null &&
	jq -e ".\"pseudonym-scope\" == [\"\", \"Moves in year 7\"] and .anonymity.measured.k >= 1" \
		one-a/*/manifest.json &&
	department approve --by chief-statistician --to researcher \
		--for achievement-research --project "Summer births" &&
	expect_status 2 research project-two 2>actual &&
	present "more than one project is approved" actual &&
	expect_status 2 research project-two --project other 2>actual &&
	present "no approval that this release rests on is of that project" actual &&
	research project-two --project "Summer births" >/dev/null &&
	research one-c --project "Moves in year 7" >/dev/null &&
	pseudonyms one-c >again &&
	pseudonyms one-a >a && pseudonyms one-b >b && pseudonyms project-two >c &&
	test $(wc -l <a) = 40 && cmp a b && cmp a again && test -z "$(comm -12 a c)"
'

test_done
