#!/bin/sh
# A census held to its rules, as a school's data manager sees it.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

today=2026-01-15

pupil() {
	printf '<PupilOnRoll><PupilIdentifiers><UPN>%s</UPN><Surname>Abara</Surname><Forename>Ola</Forename><DOB>%s</DOB><Sex>F</Sex></PupilIdentifiers></PupilOnRoll>\n' "$@"
}

census() {
	echo "<Message><Header><CollectionDetails><Collection>SC</Collection><Term>SPR</Term><Year>2026</Year><ReferenceDate>2026-01-15</ReferenceDate></CollectionDetails><Source><SourceLevel>S</SourceLevel><LEA>886</LEA><Estab>1101</Estab><SerialNo>001</SerialNo><DateTime>2026-01-20T10:00:00</DateTime><SoftwareCode>x</SoftwareCode></Source></Header><School><SchoolName>Hawthorn School</SchoolName><Phase>SS</Phase></School><Pupils><PupilsOnRoll>"
	"$@"
	echo "</PupilsOnRoll></Pupils></Message>"
}

# A few rules, so that the examples stay short.
few_rules() {
	sed -n -e 1p -e /^1500,/p -e /^1510,/p -e /^1520,/p -e /^H117Q,/p \
		"$SOURCE/src/formats/census-rules.csv"
}

test_expect_success 'errors by rule, then record by record; never a value' '
	few_rules >rules.csv &&
	census pupil K886110121001 2010-03-14 K886110121001 2010-03-14 A886110121001 2000-01-01 >school.xml &&
	expect_status 1 hornbook validate school.xml --rules rules.csv --today $today >actual &&
	expect <<-\END
	school.xml: School census, spring 2026, Hawthorn School
	  3 pupils on roll, 0 no longer: 2 errors, 1 query

	rule          count  what is wrong
	1510   error      1  The check letter of the UPN is wrong
	1520   error      1  More than one pupil has this UPN
	H117Q  query      1  Please check: the pupil is 20 or over

	record  line   rule   element  item
	     2  3:32   1520   UPN
	     3  4:32   1510   UPN
	     3  4:104  H117Q  DOB

	Numbers that begin with H are Hornbook'\''s own, not the department'\''s.
	END
'

test_expect_success 'queries alone are no failure, and a good file has none' '
	census pupil K886110121001 2000-01-01 >school.xml &&
	hornbook validate school.xml --rules rules.csv --today $today >actual &&
	present "0 errors, 1 query" actual &&
	census pupil K886110121001 2010-03-14 >school.xml &&
	hornbook validate school.xml --rules rules.csv --today $today >actual &&
	present "0 errors, 0 queries" actual && absent "^rule" actual
'

# Of another term, nobody would get the rules that the file was made for.
test_expect_success 'a header that says the wrong return, or none, is one finding' '
	found() {
		sed "$1" school.xml >changed.xml &&
		expect_status 1 hornbook validate changed.xml --today $today \
			--json >found || return
		jq -r "[.files[0].findings[].rule] | join(\" \")" found
	}
	hornbook validate school.xml --rules rules.csv --today $today >actual &&
	census pupil K886110121001 2010-03-14 >school.xml &&
	found "s/x/x/" >plain && grep -v 100 plain &&
	{ printf "H013 " && cat plain; } >more &&
	found "s/>SPR</>AUT</" >actual && expect <more &&
	{ printf "H005 " && cat plain; } >more &&
	found "s/>886</>999</" >actual && expect <more &&
	{ printf "100 " && cat plain; } >more &&
	found "s/>2026-01-15</>soon</" >actual && expect <more &&
	found "s/>2026-01-15</>soon</; s/>SPR</>WIN</" >actual &&
	echo "100 H002" | expect &&
	expect_status 1 hornbook validate changed.xml --today $today >actual &&
	present "which return it is: only the header was checked" actual
'

test_expect_success 'UPNs are told only where they are asked for' '
	census pupil A886110121001 2010-03-14 >school.xml &&
	for format in text json csv html; do
		expect_status 1 hornbook validate school.xml --format $format \
			--today $today >actual &&
		absent "886110121001|Abara|2010-03-14" actual &&
		expect_status 1 hornbook validate school.xml --format $format \
			--pupils --today $today >actual &&
		present A886110121001 actual && absent "Abara|2010-03-14" actual ||
			exit
	done
'

test_expect_success 'the same as JSON and CSV' '
	expect_status 1 hornbook validate school.xml --json --today $today >found &&
	jq -e ".files[0] | .errors > 0 and .pupils == 1 and .[\"census-day\"] == \"2026-01-15\"" found &&
	jq -r ".files[0].findings[] | select(.rule == \"1510\") | [.record, .line] | @csv" found >actual &&
	echo 1,2 | expect &&
	expect_status 1 hornbook validate school.xml --format csv --today $today >rows &&
	grep -c "^school.xml,1510,error,1,2," rows &&
	test "$(tail -n +2 rows | wc -l)" -eq "$(jq ".files[0].findings | length" found)"
'

test_expect_success 'a page is written whole, and is of its owner alone when it has UPNs' '
	expect_status 1 hornbook validate school.xml --format html --out page.html --today $today &&
	present "<h2.*school.xml" page.html && present "id=\"rule-1510\"" page.html &&
	expect_status 1 hornbook validate school.xml --format html --pupils --out own.html --today $today &&
	test "$(stat -c %a own.html)" = 600
'

test_expect_success 'the rules are listed, with where they are from' '
	hornbook validate --list >actual &&
	present "^1500 +error +published" actual && present "^1851 +error +unconfirmed" actual &&
	hornbook validate --list --json >rules.json &&
	jq -e ".rules | length >= 60 and all(.standing == \"own\" or .source != \"\")" rules.json &&
	jq -e ".rules | all((.number | startswith(\"H\")) == (.standing == \"own\"))" rules.json
'

test_expect_success 'what is no census, and no table of rules, is refused' '
	echo "<CTfile/>" >other.xml &&
	expect_status 2 hornbook validate other.xml 2>actual && expect <<-\END &&
	hornbook: other.xml: this is no school census, but of another kind: Common Transfer File
	hint: '\''hornbook import'\'' takes it into a node, and tells what is wrong in it
	END
	expect_status 2 hornbook validate "$SOURCE/demo/kent/pupils.csv" 2>actual &&
	present "of another kind: Comma-separated values" actual &&
	echo "one,two" >other.csv &&
	expect_status 2 hornbook validate other.csv 2>actual &&
	present "other.csv: this is no school census: neither XML nor a table" actual &&
	: >empty.xml && expect_status 2 hornbook validate empty.xml 2>actual &&
	present "empty.xml: the file is empty" actual &&
	echo "<Other/>" >other.xml &&
	expect_status 2 hornbook validate other.xml 2>actual &&
	present "other.xml:1:1: the first element is not Message" actual &&
	echo "number,kind" >bad.csv &&
	expect_status 2 hornbook validate school.xml --rules bad.csv 2>actual &&
	present "bad.csv:1:1: column 3 of the rules is not .terms." actual &&
	expect_status 2 hornbook validate 2>actual &&
	expect_status 2 hornbook validate school.xml --format pdf 2>actual &&
	present "it knows text, json, csv and html" actual
'

# What rules compare item by item takes no longer than there are pupils for.
test_expect_success 'pupils of many suspensions each are looked at in a moment' '
	awk "BEGIN {
		print \"pupilonrolltableid,termlyexclusionsonrolltableid,sourceid,startdate,sessions,reason1,category\"
		for (p = 0; p < 100; p++)
			for (i = 0; i < 500; i++)
				printf \"a%d,x%d,b1,%04d-11-0%d,2,PP,SUSP\\n\", p, i, 1990 + i % 30, 1 + i % 9
	}" >2026_spring_termlyexclusionsonroll.csv &&
	expect_status 1 timeout 10 "$HORNBOOK" validate --today $today \
		2026_spring_termlyexclusionsonroll.csv >actual &&
	present "100 pupils on roll, 0 no longer" actual
'

# The published samples have random text for UPNs.
samples=$SOURCE/../shared/data/liia_school_census/samples

test_expect_success 'every published table of the census is read, and each record with a bad UPN told of' '
	if ! test -d "$samples"; then
		echo "# not run: no $samples"
		exit 0
	fi
	hornbook --key-file node.key init node --today $today \
		--notice "$SOURCE/demo/notices/kent-authority.notice" &&
	for file in "$samples"/*.csv; do
		expect_status 2 hornbook --node node --key-file node.key \
			import "$file" --report told --today $today >actual 2>&1 &&
		present "\(census-extract\): [0-9]+ records, [0-9]+ rejected" actual || exit
		case $file in
		*_pupilonroll.csv | *_pupilnolongeronroll.csv)
			records=$(($(wc -l <"$file") - 1)) &&
			test "$(grep -cE ": record [0-9]+: UPN: .*\(rule 15[1345]0\)" told)" -eq $records &&
			present "$records records, $records rejected" actual &&
			tail -n +2 "$file" | cut -d, -f9 >values &&
			! grep -qFf values told || exit
			;;
		*) present "whom it speaks of stands in another" told || exit ;;
		esac
		status=0
		hornbook validate "$file" --json --today $today >found || status=$?
		test $status -le 1 &&
		jq -e ".files[0] | .pupils + .leavers > 0 and .[\"census-day\"] != null" found ||
			exit
	done
'

test_done
