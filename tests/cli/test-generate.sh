#!/bin/sh
# Pupils who do not exist: as files, which are taken back in, and in the node.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

test_expect_success 'what is written is taken in again, every record' '
	for format in csv ctf school-census census-extract; do
		rm -rf node node.key && make_node >out &&
		hornbook generate --pupils 600 --format $format --out $format \
			--today $today --since 2025-03-01 >out &&
		grep "invented pupils of" out &&
		hornbook import $(find $format -type f | sort) \
			--today $today --json >report &&
		present "^.\"imported\":true" report &&
		absent "\"(rejected|warnings)\":[1-9]" report &&
		hornbook pupils --json --today $today >pupils-$format &&
		for upn in $(grep -oE "\"upn\":\"[A-Z0-9]+" pupils-$format |
				cut -d\" -f4 | sed -n "1~150p"); do
			hornbook show $upn --today $today || exit
		done >shown-$format || exit
	done
'

test_expect_success 'a census return has an entry for each pupil' '
	hornbook generate --pupils 600 --format school-census --out census \
		--today $today --json >report &&
	grep -oE "\"pupils\":[0-9]+" report | cut -d: -f2 |
		awk "{ sum += \$1 } END { print sum }" >expected &&
	cat census/*.xml | grep -o "<PupilOnRoll>" | wc -l >actual &&
	diff -u expected actual
'

test_expect_success 'the tables of a census say what its XML says' '
	cmp pupils-school-census pupils-census-extract &&
	cmp shown-school-census shown-census-extract &&
	present "Special educational needs" shown-census-extract &&
	present "Sessions possible" shown-census-extract &&
	ls census-extract/*_2026_spring >actual && expect <<-\END
	2026_spring_addresses.csv
	2026_spring_fsmperiod.csv
	2026_spring_pupilnolongeronroll.csv
	2026_spring_pupilonroll.csv
	2026_spring_senneeds.csv
	2026_spring_termlyexclusionsoffroll.csv
	2026_spring_termlyexclusionsonroll.csv
	2026_spring_termlysessiondetailsoffroll.csv
	2026_spring_termlysessiondetailsonroll.csv
	END
'

# Into the node that has them already.
test_expect_success 'a table read with another is told, with its own places' '
	tables=$(find census-extract -type f | sort) &&
	hornbook import $tables --today $today >actual &&
	test "$(grep -c "was imported before" actual)" -eq 2 &&
	present "2026_spring_senneeds.csv .census-extract.: read with 2026_spring_pupilonroll.csv" actual &&
	sed -i "2s/[A-Z]*\r$/NONE\r/" census-extract/*/*_senneeds.csv &&
	expect_status 2 hornbook import $tables --today $today >actual &&
	present "^2026_spring_senneeds.csv:2:[0-9]+: record [0-9]+: SENtype: " actual
'

# Of each term, of schools of each type, and made before and after census day.
test_expect_success 'the census of invented pupils breaks none of its rules' '
	for day in 2025-09-08 2026-01-15 2026-02-20 2026-05-21; do
		rm -rf census &&
		hornbook generate --pupils 9000 --format school-census \
			--out census --today $day >out &&
		hornbook validate census/*.xml >report &&
		present "pupils on roll, .*: 0 errors" report || exit
		rm -rf tables &&
		hornbook generate --pupils 900 --format census-extract \
			--out tables --today $day >out &&
		hornbook validate tables/*/*.csv >report &&
		absent " [1-9][0-9]* errors" report || exit
	done
'

# Tables lack what is not in them, and older returns have other columns.  The XML
# of every year is held to the rules by the invented pupils of its term alone.
test_expect_success 'nor did it in any term since 2006' '
	for year in $(seq 2006 2026); do
		for day in $year-01-20 $year-05-18 $year-10-05; do
			rm -rf census tables &&
			hornbook generate --pupils 60 --format school-census \
				--school-type secondary --authority 886 \
				--out census --today $day >out &&
			hornbook generate --pupils 60 --format census-extract \
				--school-type secondary --authority 886 \
				--out tables --today $day >out &&
			{
				hornbook validate census/*.xml tables/*/*.csv >report
				absent " [1-9][0-9]* errors?" report
			} || { echo "$day"; cat report; exit 1; }
		done
	done
'

test_expect_success 'the same call makes the same files, another seed others' '
	hornbook generate --pupils 600 --format ctf --out again --today $today \
		--since 2025-03-01 >out &&
	diff -r ctf again &&
	hornbook generate --pupils 600 --format ctf --out other --today $today \
		--since 2025-03-01 --seed 2 >out &&
	! diff -r ctf other >out
'

test_expect_success 'no file that is there already is written over' '
	mkdir taken && echo real >taken/8864001_SC_SPR_2026_001.xml &&
	for time in 1 2; do
		expect_status 2 hornbook generate --pupils 50 --out taken \
			--school-type secondary --authority 886 \
			--format school-census --today $today 2>actual &&
		expect <<-\END || exit
		hornbook: taken/8864001_SC_SPR_2026_001.xml: there is such a file already
		hint: name a directory that is new or empty
		END
	done &&
	echo real >expected && cmp expected taken/*.xml &&
	mkdir taken/8864001_2026_spring &&
	expect_status 2 hornbook generate --pupils 50 --out taken \
		--school-type secondary --authority 886 \
		--format census-extract --today $today 2>actual &&
	present "8864001_2026_spring: there is such a file already" actual &&
	test -z "$(ls taken/8864001_2026_spring)"
'

test_expect_success 'into the node go the pupils of its own school, once' '
	rm -rf node node.key && make_node >out &&
	hornbook generate --pupils 64 --today $today >actual && expect <<-\END &&
	  8861101 Westwood Learning Alliance: 64 pupils
	64 invented pupils of 1 school
	END
	hornbook generate --pupils 64 --today $today >actual && expect <<-\END &&
	  8861101 Westwood Learning Alliance: was made before, nothing changed
	0 invented pupils of 1 school
	END
	hornbook pupils --json --today $today | grep -o "\"upn\":" | wc -l >actual &&
	echo 64 | expect
'

test_expect_success 'into the node of a school go no pupils of another' '
	echo "laestab,setting,pupils" >others.csv &&
	echo "8864001,secondary,20" >>others.csv &&
	for which in "--pupils 60 --school-type secondary" \
		"--pupils 60 --authority 886" "--schools others.csv"; do
		expect_status 2 hornbook generate $which --today $today \
			2>actual && expect <<-\END || exit
		hornbook: the node is one school'\''s, which would take pupils of others for its own
		hint: give --pupils alone for pupils of this school, or --out to write files
		END
	done &&
	echo "laestab,setting,pupils" >own.csv &&
	echo "8861101,alternative-provision,20" >>own.csv &&
	hornbook generate --schools own.csv --today $today >actual &&
	present "8861101 .*: 20 pupils" actual &&
	hornbook init nameless --today $today \
		--notice "$SOURCE/notices/enterprise-learning-alliance.notice" &&
	expect_status 2 hornbook generate --pupils 20 --node nameless \
		--today $today 2>actual &&
	present "the school of this node has no number" actual
'

test_expect_success 'a plan says which schools there are' '
	cat >plan.csv <<-\END &&
	laestab,setting,pupils,name,first-year,last-year,lsoas
	8863001,secondary,40,"Invicta, the School",7,13,E01024661 E01024648
	END
	hornbook generate --schools plan.csv --format csv --out planned \
		--today $today >actual && expect <<-\END &&
	  8863001 Invicta, the School: 40 pupils, planned/8863001_pupils_2026-01-15.csv
	40 invented pupils of 1 school
	END
	! grep -oE "E01[0-9]{6}" planned/*.csv |
		grep -vE "E01024661|E01024648"
'

test_expect_success 'what cannot be made is refused with the place' '
	printf "laestab,setting,pupils\n8863001,secondary,many\n" >plan.csv &&
	expect_status 2 hornbook generate --schools plan.csv --format csv \
		--out x 2>actual && expect <<-\END &&
	hornbook: plan.csv:2:19: the number of pupils is none from 0 to 20000
	hint: write digits alone
	END
	expect_status 2 hornbook generate --pupils 3 --format pdf --out x \
		2>actual && expect <<-\END &&
	hornbook: pupils are not made in the format '\''pdf'\''
	hint: formats are ctf, school-census, census-extract, csv
	END
	expect_status 2 hornbook generate --out x --format csv 2>actual &&
	expect <<-\END &&
	hornbook: how many pupils there are to be is not said
	hint: give --pupils, or a plan with --schools
	END
	expect_status 2 hornbook generate --pupils 3 --format csv --out x \
		--today 1999-01-01 2>actual && expect <<-\END
	hornbook: pupils can be made for school years from 2003 to 2034
	END
'

test_done
