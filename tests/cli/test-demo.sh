#!/bin/sh
# demo/run.sh: what `make demo` shows.
. "$(dirname "$0")/lib.sh"
test_needs_program

DEMO_OUTPUT=$PWD/out sh "$SOURCE/demo/run.sh" >shown 2>errors
echo $? >status

test_expect_success 'the demonstration runs to its end without a complaint' '
	cp status actual && echo 0 | expect && cp errors actual &&
	expect /dev/null
'

test_expect_success 'its table has a row for each flow, with its counts and its file' '
	sed -n "/^Flow/,/^$/p" shown | sed "s/  */ /g" | grep "^F" >actual &&
	expect <<-\END
	Flow To Considered Released Withheld at Level File
	F02 department 64 64 nothing named 8861101_SC_SPR_2026_001.xml
	F03 next-school 2 2 nothing named 8861101_CTF_8862345_002.xml
	F33 youth-support 64 44 pupil 19, wishes 7 named 8861101_youth-support-services_2026-01-15.csv
	F31 crime-reduction-partnership 260 0 safeguards 260 nothing leaves
	F31 crime-reduction-partnership 260 260 nothing aggregate by lsoa 9286905_crime-risk-profiling_2009-03-02.csv
	END
'

test_expect_success 'every file it names is there, and no other release is' '
	sed -n "/^The files/,\$s/^  //p" shown >actual &&
	test "$(wc -l <actual)" -eq 8 &&
	find out -path "*/releases/*" -type f | sed "s|^|$PWD/|" | sort | expect
'

test_expect_success 'what the school publishes is there, and says who gets what' '
	grep -q "files in .*out/kent/public, to begin with at index.html" shown &&
	(cd out/kent/public && sha256sum -c SHA256SUMS >/dev/null) &&
	grep -q "youth support" out/kent/public/notice.html
'

test_expect_success 'the objecting pupil is sent with name, address and date of birth only' '
	file=$(ls out/kent/releases/R-2026-0003-*/*.csv) &&
	sed -n "s/^\$ hornbook log --pupil \([A-Z0-9]*\)\$/\1/p" shown >upn &&
	test "$(wc -c <upn)" -eq 14 &&
	hornbook --node out/kent/node --key-file out/kent/node.key \
		log --pupil "$(cat upn)" --json |
		sed "s/.*\"fields\":\[\([^]]*\)\].*/\1/" | tr , "\n" |
		grep -vE "pupil\.([a-z]*name|middle-names|birth-date|address|postcode)" \
			>actual; expect /dev/null
'

test_expect_success 'the files of the collections are well-formed' '
	command -v xmllint >/dev/null || exit 0
	xmllint --noout out/kent/releases/*/*.xml
'

test_expect_success 'it removes nothing that it did not make' '
	mkdir other && echo mine >other/file &&
	DEMO_OUTPUT=$PWD/other expect_status 2 sh "$SOURCE/demo/run.sh" 2>actual &&
	present "holds something else" actual &&
	test "$(cat other/file)" = mine
'

test_done
