#!/bin/sh
# hornbook access: everything held, for the child or a parent; the educational
# record.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq
. "$SOURCE/tests/cli/node.sh"
export HORNBOOK_TODAY=$today

access() {
	hornbook access --pupil $some_upn --by "data officer" --today $today \
		--identity "passport seen at the office" "$@"
}

test_expect_success 'the pupil has a copy as page, PDF and data' '
	fill_node && access --to pupil --out out --json >actual &&
	jq -e ".released and .due == \"2026-02-15\" and .pdf" actual &&
	directory=$(jq -r .directory actual) &&
	ls "$directory" >actual && expect <<-\END &&
	copy_2026-01-15.csv
	copy_2026-01-15.html
	copy_2026-01-15.json
	copy_2026-01-15.pdf
	manifest.json
	END
	cp "$directory"/copy* . &&
	present "passport seen at the office" copy_2026-01-15.html &&
	present "Information Commissioner" copy_2026-01-15.html &&
	present "We recorded this on 15 January 2026" copy_2026-01-15.html &&
	present "^Basic|^Personal identifiers" copy_2026-01-15.csv
'

test_expect_success 'it has all that is held but how to reach others' '
	hornbook show $some_upn --json |
		jq -r ".sections[].items[] | keys[]" | sort -u >held &&
	jq -r ".sections[].items[] | keys[]" copy_2026-01-15.json | sort -u >given &&
	comm -13 held given >invented && test ! -s invented &&
	comm -23 held given >missing &&
	absent "^pupil[.]" missing && absent "^parent[.]surname" missing &&
	sed -n "/<script type=\"application.json\"/,/<\/script>/p" copy_2026-01-15.html |
		sed "1d;\$d" | jq -S . >inside && jq -S . copy_2026-01-15.json | diff - inside
'

test_expect_success 'where it came from, why it is held, who may have it and the rights stand in it' '
	jq -e "[.sections[] | [.category, .period]] ==
		[.origins[] | [.category, .period]]" copy_2026-01-15.json &&
	jq -e "all(.origins[]; .recorded == \"2026-01-15\" and (.from.sha256 | length == 64))" copy_2026-01-15.json &&
	jq -e "([.sections[].items[] | keys[]] - [.uses[].fields[]]) == []" copy_2026-01-15.json &&
	jq -e "([.uses[].fields[]] | unique) == ([.sections[].items[] | keys[]] | unique)" copy_2026-01-15.json &&
	jq -e "all(.uses[]; .stated and .purposes != [] and .laws != [] and .keep.\"until-age\" == 25 and .until == \"2033-11-19\")" copy_2026-01-15.json &&
	jq -e ".\"may-have\"[] | select(.to == \"department\") | .required and (.purposes | index(\"school-funding\")) and (.laws | index(\"ea-1996-s537a\")) and (.bases | index(\"gdpr-6-1-c\"))" copy_2026-01-15.json &&
	jq -e "all(.\"may-have\"[]; .fields != [] and .purposes != [] and .laws != [])" copy_2026-01-15.json &&
	jq -e ".names.codes.ethnicity.WBRI == \"White - British\" and .names.fields.ethnicity == \"Ethnic group\"" copy_2026-01-15.json &&
	jq -e "[.rights[].right] | index(\"restriction\") and index(\"complain\") and (index(\"blocking\") | not)" copy_2026-01-15.json &&
	tr -s " \n" " " <copy_2026-01-15.html >line &&
	present "White - British" line &&
	present "from a table of a school" line &&
	present "To support teaching and learning" line &&
	present "We keep it until you are 25" line && present "up to 19 November 2033" line &&
	present "The Department for Education: " line &&
	present "outside of the United Kingdom" line &&
	present "decides nothing about you by itself" line &&
	present "Where it came from" copy_2026-01-15.csv
'

test_expect_success 'a parent of one who is able gets none without its consent' '
	expect_status 1 access --to parent --parent 1 --out out >actual &&
	present "^Refused" actual &&
	hornbook wish --pupil $some_upn --kind consent --by pupil --to parent \
		--for access-right --date $today --today $today &&
	access --to parent --parent 1 --out out --json >actual &&
	jq -e .released actual &&
	cp "$(jq -r .directory actual)"/copy_2026-01-15.json parents.json &&
	cp "$(jq -r .file actual)" parents.html &&
	present "whether or not there are any" parents.html &&
	tr -s " \n" " " <parents.html >line &&
	present "never listed for a parent" line &&
	absent "given it to nobody" line &&
	jq -e "[.sections[].category] | index(\"child-protection\") == null" parents.json
'

test_expect_success 'who looked and asked stands in it, and in the list' '
	hornbook cases --pupil $some_upn --json >actual &&
	test "$(jq -c "[.cases[].outcome]" actual)" = "[\"done\",\"refused\",\"done\"]" &&
	jq -e ".\"looked-or-asked\" | length == 2" parents.json &&
	asked=$(hornbook cases --pupil $some_upn --json | jq -r ".cases[0].reference") &&
	absent "$asked|R-2026-0001" parents.json && absent "$asked|R-2026-0001" parents.html &&
	jq -e ".releases == []" parents.json &&
	hornbook log --verify >actual && present "^  cases +3" actual
'

test_expect_success 'the educational record is for a parent, in 15 school days' '
	access --record --to parent --parent 1 --out out --json >actual &&
	jq -e ".released and .due == \"2026-02-05\"" actual &&
	ls "$(jq -r .directory actual)" | grep record_2026-01-15.pdf &&
	present "educational record" "$(jq -r .file actual)" &&
	absent "R-2026-0001" "$(jq -r .file actual)" &&
	absent "passport number" "$(jq -r .file actual)" &&
	expect_status 2 access --record --to pupil --out out
'

test_expect_success 'a parent whom a court order limits gets none' '
	sed "s/$some_upn/$some_upn/" "$kent/pupils.csv" | head -1 >columns &&
	printf "%s\n%s\n" "pupil.upn,parent.1.order,parent.1.surname,parent.1.disclosure-limited,parent.2.order,parent.2.surname" \
		"$some_upn,1,Marsh,true,2,Reed" >limited.csv &&
	hornbook import limited.csv --today $today &&
	expect_status 2 access --to parent --out out &&
	expect_status 1 access --to parent --parent 1 --out out >actual &&
	present "^Refused: a court order limits what this parent may be given" actual &&
	access --to parent --parent 2 --out out --json >actual &&
	absent "Marsh" "$(jq -r .file actual)" &&
	expect_status 2 access --to parent --parent 7 --out out
'

test_expect_success 'codes, marks and numbers of schools are told in words' '
	printf "%s\n%s\n" "pupil.upn,enrolment.school,enrolment.leaving-reason,attendance.period,attendance.laestab,attendance.term,attendance.start-date,attendance.marks,assessment[1].stage,assessment[1].locale,assessment[1].year,assessment[1].subject,assessment[1].method,assessment[1].component,assessment[1].status,assessment[1].qualifier,assessment[1].result" \
		"$some_upn,8861101,PM,2025,8861101,AUT,2025-09-03,/\\/\\I##,KS2,ENG,2020,ENG,TA,WRI,R,NL,EXS" >coded.csv &&
	hornbook import coded.csv --today $today &&
	access --to pupil --out out --json >actual &&
	tr -s " \n" " " <"$(jq -r .file actual)" >line &&
	present "Westwood Learning Alliance \(8861101\)" line &&
	present "Meaning not published \(PM\)" line &&
	present "2 of /: Present \(AM\), 2 of .: Present \(PM\), 1 of I: Illness" line &&
	present "2 of #: Planned whole school closure" line &&
	present "In the order of the sessions: /./.I##" line &&
	for said in "English \(ENG\)" "Teacher assessment \(TA\)" "Writing \(WRI\)" \
		"Working at the expected standard \(EXS\)"; do
		present "$said" line || return 1
	done
'

test_expect_success 'where parents have no order, nobody is given how to reach another' '
	printf "%s\n%s\n" "pupil.upn,parent.1.surname,parent.1.telephone,parent.1.disclosure-limited,parent.2.surname,parent.2.telephone,parent.3.surname,parent.3.telephone" \
		"$some_upn,Marsh,020 7946 0101,true,Reed,020 7946 0102,Quill,020 7946 0103" >three.csv &&
	hornbook import three.csv --today $today &&
	access --to parent --parent 2 --out out --json >actual &&
	present "Quill" "$(jq -r .file actual)" &&
	absent "7946 010[13]" "$(jq -r .file actual)"
'

test_expect_success 'where the copy cannot be written, that it was not given is recorded' '
	: >afile &&
	expect_status 3 access --to pupil --out afile &&
	hornbook cases --pupil $some_upn --json >actual &&
	test "$(jq -c "[.cases[-2:][].outcome]" actual)" = "[\"done\",\"not-given\"]" &&
	hornbook log --verify &&
	access --to pupil --out again --json >actual && jq -e .released actual &&
	hornbook cases --pupil $some_upn --json |
		jq -e ".cases[-1].outcome == \"done\""
'

test_expect_success 'what is asked wrongly is an error' '
	expect_status 2 access --to pupil --parent 1 --out out &&
	expect_status 2 access --to school --out out &&
	expect_status 2 access --to pupil --out out --asked 2026-02-01 &&
	expect_status 2 hornbook access --pupil $some_upn --to pupil --by x \
		--identity " " --out out
'

test_expect_success 'what came from another school is told with its sender, and on whose terms it is kept' '
	. "$SOURCE/tests/cli/exchange.sh" &&
	make_school first 886/1101 "Westwood Learning Alliance" &&
	make_school second 886/2345 "Eastfield Learning Centre" &&
	first import "$kent/pupils.csv" &&
	trust first second && trust second first &&
	file=$(transfer first 8862345 $some_upn) && second receive "$file" &&
	second access --pupil $some_upn --to pupil --by "data officer" \
		--identity "passport seen" --out theirs --json >actual &&
	cp theirs/*/copy*.json theirs.json && cp theirs/*/copy*.html theirs.html &&
	jq -e "[.origins[].received[].from] | unique == [\"Westwood Learning Alliance\"]" theirs.json &&
	jq -e ".origins[0].received[0] | .reference == \"R-2026-0001\" and .purpose == \"continuity-of-education\" and .level == \"named\"" theirs.json &&
	jq -e "all(.origins[]; has(\"recorded\") | not)" theirs.json &&
	jq -e "([.sections[].items[] | keys[]] - [.uses[].fields[]]) == []" theirs.json &&
	jq -e ".uses | length == 1 and .[0].received and (.[0].stated | not)" theirs.json &&
	tr -s " \n" " " <theirs.html >line &&
	present "This came from Westwood Learning Alliance on 15 January 2026" line &&
	present "For what it was sent to us for" line
'

test_done
