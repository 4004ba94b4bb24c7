#!/bin/sh
# The register of releases and the list of approved organisations: what is
# published is what the ledger has.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq xmllint tidy
. "$SOURCE/tests/cli/node.sh"
. "$SOURCE/tests/cli/exchange.sh"

check=$SOURCE/tests/publish/check-pages.sh

department() {
	hornbook --node department --key-file department.key \
		--today "${on:-$today}" "$@"
}

# Releases that the ledger says went out, counted by itself.
entered() {
	$1 log --json | jq "[.releases[] | select(.state == \"done\")] | length"
}
counts() {
	$1 publish releases --format json 2>/dev/null | jq -c .counts
}

test_expect_success 'nothing was released: the register says so' '
	make_schools >/dev/null 2>&1 &&
	first publish releases --format text 2>/dev/null >actual &&
	present "^There is no release to list" actual &&
	present "^No release to list yet" actual && absent "Last change" actual &&
	first publish releases --format csv 2>/dev/null >actual &&
	[ "$(wc -l <actual)" -eq 1 ] &&
	first publish releases --format atom 2>/dev/null >actual &&
	xmllint --noout actual && absent "<entry>" actual
'

test_expect_success 'what is released is in it; what could point to a child is counted' '
	first share --to youth-support --for youth-support-services --plain \
		--out clear >/dev/null &&
	on=2026-01-16 first share --to department --collection school-census \
		--plain --out clear >/dev/null &&
	package=$(on=2026-01-17 transfer first 886/2345 G886200313024 J886200418025) &&
	on=2026-01-18 second receive "$package" --reply answers >/dev/null &&
	counts first >actual && expect <<-\END &&
	{"releases":3,"listed":2,"tables":0,"others":1,"shown":2}
	END
	[ "$(entered first)" -eq 3 ] &&
	first publish releases --format csv 2>/dev/null |
		tr -d '\''\r'\'' | cut -d, -f 1,2,4 >actual && expect <<-\END
	reference,recipient,role
	R-2026-0001,Local authority youth support,agency
	R-2026-0002,Department for Education,department
	END
'

test_expect_success 'the officer sees all, with what became of it' '
	printf Inventedanew >name &&
	on=2026-01-20 first correct --pupil G886200313024 --field pupil.surname \
		--value-file name >/dev/null &&
	# Two recipients are without Hornbook.
	on=2026-01-20 expect_status 1 first notify --out messages >/dev/null &&
	on=2026-01-21 second receive "$(newest messages)" --reply answers >/dev/null &&
	on=2026-01-21 first receive "$(newest answers)" >/dev/null &&
	first publish releases --all --format json 2>/dev/null |
		jq -c ".releases[2] | [.status, .corrections, .recall]" >actual &&
	echo "[\"corrected\",\"2026-01-20\",null]" | expect &&
	on=2026-01-22 first recall R-2026-0003 --reason "wrong school" \
		--out messages >/dev/null &&
	first publish releases --all --format json 2>/dev/null |
		jq -c ".releases[2] | [.status, .recall]" >actual &&
	echo "[\"recalled\",\"2026-01-22\"]" | expect &&
	on=2026-01-23 second receive "$(newest messages)" --reply answers >/dev/null &&
	on=2026-01-24 first receive "$(newest answers)" >/dev/null &&
	first publish releases --all --format json 2>/dev/null |
		jq -c ".releases[2] | [.status, .\"destruction-certificate\"]" >actual &&
	echo "[\"destroyed\",\"2026-01-23\"]" | expect &&
	# The public register does not even tell on which days that was.
	first publish releases --format json 2>/dev/null >actual &&
	absent "2026-01-2" actual
'

test_expect_success 'a department names project, approver and years' '
	department init department \
		--notice "$SOURCE/demo/notices/education-department.notice" >/dev/null &&
	department import "$kent/pupils.csv" >/dev/null &&
	department approve --by chief-statistician --to researcher \
		--for achievement-research --given 2026-01-05 \
		--project "=Moves in year 7" >actual &&
	present "project =Moves in year 7" actual &&
	expect_status 2 department approve --by chief-statistician --to researcher \
		--project "$(printf "two\nlines")" 2>said &&
	present "project is longer than 200 bytes, or holds control" said &&
	department authorise --to researcher --terms --for achievement-research \
		--given 2026-01-06 >/dev/null &&
	department share --to researcher --for achievement-research --plain \
		--out researched >/dev/null &&
	department publish releases --format json 2>/dev/null | jq -c ".releases[0] |
		[.project, .approver, .\"approval-date\", .years, .end]" >actual &&
	expect <<-\END &&
	["=Moves in year 7","The department'\''s Chief Statistician","2026-01-05","2025/26","2027-01-15"]
	END
	# No spreadsheet takes it for a formula.
	department publish releases --format csv 2>/dev/null >actual &&
	present ",'\''=Moves in year 7," actual
'

test_expect_success 'filters choose among what is listed' '
	shown() {
		first publish releases --format json "$@" 2>/dev/null |
			jq -r "[.releases[].reference] | join(\" \")"
	} &&
	[ "$(shown --from 2026-01-16)" = R-2026-0002 ] &&
	[ "$(shown --until 2026-01-15)" = R-2026-0001 ] &&
	[ "$(shown --to department)" = R-2026-0002 ] &&
	[ "$(shown --level pupil)" = "" ] &&
	[ "$(shown --level named --all)" = "R-2026-0001 R-2026-0002 R-2026-0003" ] &&
	expect_status 2 first publish releases --level nicknamed 2>said &&
	present "no level .nicknamed." said &&
	expect_status 2 first publish releases --to depatment 2>said &&
	present "did you mean .department.*" said &&
	expect_status 2 first publish releases --from 2026-02-01 --until 2026-01-01 2>said
'

test_expect_success 'the same ledger gives the same bytes, whatever the day' '
	for format in atom csv json html; do
		on=2026-02-01 first publish releases --format $format \
			>one 2>/dev/null &&
		on=2026-05-05 first publish releases --format $format \
			>other 2>/dev/null && cmp one other || return 1
	done
'

test_expect_success 'a feed keeps its ids when more is released' '
	ids() {
		xmllint --xpath "//*[local-name()=\"entry\"]/*[local-name()=\"id\"]/text()" \
			"$1" | sort
	} &&
	first publish releases --format atom --out before.atom \
		--address https://school.example/releases.atom 2>/dev/null &&
	xmllint --noout before.atom &&
	present "rel=\"self\".*href=\"https://school.example/releases.atom\"" before.atom &&
	on=2026-02-02 first share --to department --collection school-census \
		--plain --out clear >/dev/null &&
	first publish releases --format atom --out after.atom 2>/dev/null &&
	ids before.atom >one && ids after.atom >other &&
	[ "$(wc -l <one)" -eq 2 ] && [ "$(wc -l <other)" -eq 3 ] &&
	comm -23 one other >actual && expect /dev/null &&
	present "^<updated>2026-02-02T00:00:0[0-9]Z</updated>$" after.atom &&
	xmllint --xpath "string(/*/*[local-name()=\"id\"])" before.atom >one &&
	xmllint --xpath "string(/*/*[local-name()=\"id\"])" after.atom | cmp - one
'

test_expect_success 'formats are told by name and by the end of a file' '
	expect_status 2 first publish releases --format word 2>actual &&
	present "it has html, markdown, text, pdf, csv, atom and json" actual &&
	expect_status 2 first publish organisations --format atom 2>actual &&
	present "it has html, markdown, text, pdf, csv and json" actual &&
	expect_status 2 first publish releases --out all.foo 2>actual &&
	present "end it in .html, .*, .csv, .atom or .json" actual &&
	first publish releases --out ended.csv 2>/dev/null &&
	first publish releases --format csv 2>/dev/null | cmp - ended.csv
'

test_expect_success 'an address is one of a page, and of the feed' '
	for address in notaurl "https://a b" ftp://school.example/ https:x ""; do
		expect_status 2 first publish releases --format atom \
			--address "$address" 2>actual || return 1
	done &&
	expect_status 2 first publish releases \
		--address https://school.example/releases.atom 2>actual &&
	present "add --format atom" actual
'

test_expect_success 'warnings about the notice are counted, not listed' '
	first publish releases 2>actual >/dev/null &&
	sed "s/[0-9][0-9]* warnings/N warnings/" actual | grep -v "^$" >said &&
	mv said actual && expect <<-\END
	hornbook: N warnings about the notice: '\''hornbook check'\'' shows them
	END
'

test_expect_success 'the pages are well-formed and accessible' '
	first publish releases --out releases.html 2>/dev/null &&
	first publish releases --all --out all.html 2>/dev/null &&
	[ "$(stat -c %a all.html)" = 600 ] &&
	first publish organisations --out organisations.html 2>/dev/null &&
	"$check" releases.html all.html organisations.html
'

# --- organisations -------------------------------------------------------------

test_expect_success 'who has an agreement may receive what the rules let go' '
	first publish organisations --format csv 2>/dev/null |
		tr -d '\''\r'\'' | cut -d, -f 1,2,3,5,6,7,9 >actual && expect <<-\END
	name,number,role,since,until,agreement,standing
	Eastfield Learning Centre,8862345,School or college that a pupil goes to,2026-01-15,2028-01-14,DSA first second,approved
	Southfield Learning Centre,8863456,School or college that a pupil goes to,2026-01-15,2028-01-14,DSA first third,approved
	END
'

test_expect_success 'who was distrusted or ran out stands apart' '
	on=2026-03-01 first keys distrust school --number 8863456 \
		--reason "closed" >/dev/null &&
	on=2026-03-01 first publish organisations --format csv 2>/dev/null |
		tr -d '\''\r'\'' | cut -d, -f 1,4,6,9 >actual && expect <<-\END &&
	name,may receive for,until,standing
	Eastfield Learning Centre,Continue a pupil'\''s education at another school,2028-01-14,approved
	Southfield Learning Centre,,2026-02-28,ended
	END
	on=2028-02-01 first publish organisations --format text 2>/dev/null >actual &&
	present "^No organisation is approved at present" actual &&
	# Why an agreement was ended is the office'\''s own matter.
	absent "closed" actual
'

test_expect_success 'an approval is needed where the rules need it, and ends' '
	standing() {
		department publish organisations --format json 2>/dev/null |
			jq -c "[.organisations[] | [.name, .standing]]"
	} &&
	[ "$(standing)" = "[[\"Independent researchers\",\"approved\"]]" ] &&
	department approve --by data-sharing-panel --to third-party \
		--weighs recipient,purpose --until 2026-06-30 >/dev/null &&
	[ "$(standing)" = "[[\"Independent researchers\",\"approved\"]]" ] &&
	department approve --by data-sharing-panel --to third-party \
		--weighs recipient,purpose,sensitivity,handling \
		--until 2026-06-30 >/dev/null &&
	standing >actual && expect <<-\END &&
	[["Independent researchers","approved"],["Third parties who promote education or well-being","waiting"]]
	END
	on=2026-07-01 standing >actual && expect <<-\END
	[["Independent researchers","approved"],["Third parties who promote education or well-being","ended"]]
	END
'

test_expect_success 'the list leads to those who are not on it' '
	first publish organisations --format text 2>/dev/null | tr "\n" " " >actual &&
	present "Bodies that the law itself names, .* need no agreement" actual &&
	first publish all --out edition >/dev/null 2>&1 &&
	present "href=\"releases.html\"" edition/organisations.html
'

test_expect_success 'law and days are told in words, references are not broken' '
	first publish releases --format text 2>/dev/null | tr -s "\n " " " >actual &&
	present "Legal gateway: School census; Attendance, day by day" actual &&
	present "R-2026-0001, released on 15 January 2026. Status: " actual &&
	present "grades .* Department for Education gave" actual &&
	present "<span class=\"whole\">R-2026-0001</span>" releases.html &&
	present "<tr id=\"r-2026-0001\"" releases.html
'

test_expect_success 'a feed is read line by line, and leads to the page' '
	present "<content type=\"xhtml\">" before.atom &&
	present "<p><b>Recipient:</b> Department for Education</p>" before.atom &&
	present "rel=\"alternate\".*https://school.example/releases.html#r-2026-0001\"" \
		before.atom
'

test_expect_success 'a recall that is still to be told is no plain release' '
	rm -rf recalling && cp -r first recalling &&
	hornbook --node recalling --key-file first.key --today 2026-02-03 \
		recall R-2026-0002 --reason wrong --out recalled >/dev/null 2>&1
	hornbook --node recalling --key-file first.key --today 2026-02-04 \
		publish releases --format json 2>/dev/null |
		jq -c ".releases[1] | [.reference, .status, .recall]" >actual &&
	echo "[\"R-2026-0002\",\"recall due\",null]" | expect
'

# --- what was altered -----------------------------------------------------------

test_expect_success 'of an altered ledger nothing is published' '
	rm -rf other && cp -r first other && cp first.key other.key &&
	at=$(grep -obaF R-2026-0002 other/ledger/entries | head -1 | cut -d: -f1) &&
	printf 9 | dd of=other/ledger/entries bs=1 seek=$((at + 10)) conv=notrunc \
		2>/dev/null &&
	expect_status 3 hornbook --node other --key-file other.key \
		publish releases --format csv --today 2026-03-01 >actual 2>said &&
	expect /dev/null && present "entry" said
'

test_expect_success 'nor of an altered register' '
	command -v sqlite3 >/dev/null || exit 0
	rm -rf other && cp -r first other &&
	sqlite3 other/register.db \
		"UPDATE release SET recipient = '\''school'\'' WHERE id = 2" &&
	expect_status 3 hornbook --node other --key-file other.key \
		publish releases --format csv --today 2026-03-01 >actual 2>said &&
	expect /dev/null && present "R-2026-0002" said
'

test_expect_success 'the officer reads that all are on the page, and none of them is said to be missing' '
	first publish releases --all --format text >actual 2>/dev/null &&
	present "on this page and not in the" actual &&
	absent "not listed one by one" actual
'

test_done
