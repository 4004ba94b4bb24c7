#!/bin/sh
# hornbook table: pupils counted, small numbers hidden, nothing to be worked out.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

# --- anybody's table --------------------------------------------------------

cat >reasons.csv <<END
school,reason,pupils
Alder,Bullying,12
Alder,Drugs,3
Alder,Violence,40
Birch,Bullying,15
Birch,Drugs,0
Birch,Violence,33
Cedar,Bullying,22
Cedar,Drugs,14
Cedar,Violence,2
Alder,Total,55
Total,Total,141
END

cat >wards.csv <<END
Ward,White,Asian,Black,Mixed,Total
North,120,14,3,9,146
South,98,22,12,11,143
East,143,8,1,4,156
West,76,30,25,13,144
Total,437,74,41,37,589
END

test_expect_success 'a table of counts is shown with what is small, and what tells it, hidden' '
	hornbook table reasons.csv >actual && expect <<-\END
	school by reason

	school  Bullying  Drugs  Violence  Total
	------  --------  -----  --------  -----
	Alder         12      c         c     55
	Birch         15      0        33     48
	Cedar         22      c         c     38
	Total         49     17        75    141

	4 numbers are hidden. That is done to those smaller than 10 (0 is shown where it can be), and to others from which those could be worked out.
	c: hidden, so that nobody is revealed; it can be 0.
	Rule: Small areas (threshold 10 for small areas (ACRO); zeros shown where they hide nothing).
	END
'

test_expect_success 'whoever is alone in a cell works out nobody else, in a wide table' '
	hornbook table wards.csv >actual && expect <<-\END
	Ward by column

	Ward   Asian  Black  Mixed  White  Total
	-----  -----  -----  -----  -----  -----
	East       c      c      c    143    156
	North      c      c      c    120    146
	South     22      c      c     98    143
	West      30     25     13     76    144
	Total     74     41     37    437    589

	8 numbers are hidden. That is done to those smaller than 10 (0 is shown where it can be), and to others from which those could be worked out.
	c: hidden, so that nobody is revealed; it can be 0.
	Rule: Small areas (threshold 10 for small areas (ACRO); zeros shown where they hide nothing).
	END
'

test_expect_success 'a total under a name of its own is asked about, and then reckoned with' '
	sed "s/,Total/,Kent/; s/^Total/All wards/" wards.csv >named.csv &&
	expect_status 2 hornbook table named.csv 2>error &&
	present "the value .All wards. is everywhere the sum of the others" error &&
	sed "/^All wards/d" named.csv >rows.csv &&
	hornbook table rows.csv --total kent >actual &&
	sed "/^Total/d" wards.csv >plain.csv && hornbook table plain.csv >plain &&
	expect plain
'

test_expect_success 'what adds up by chance is no total when that is said' '
	printf "ward,pupils\nAsh,13\nBirch,17\nKent,30\n" >chance.csv &&
	expect_status 2 hornbook table chance.csv 2>error &&
	hornbook table chance.csv --total none >actual &&
	present "^Total  *60" actual
'

test_expect_success 'counts are not taken for values, nor columns left out in silence' '
	printf "School,F,M,Number\nAsh,3,7,10\nBirch,20,30,50\n" >side.csv &&
	expect_status 2 hornbook table side.csv 2>error >actual &&
	present "side.csv:1: the column .F. has numbers only" error &&
	printf "School,Pupils,Absent\nAsh,30,3\n" >more.csv &&
	expect_status 2 hornbook table more.csv 2>error >actual &&
	present "more.csv:1: the column .Absent. is neither" error &&
	hornbook table more.csv --rows School >actual &&
	printf "Year group,Pupils\n7,30\n8,40\n" >years.csv &&
	hornbook table years.csv >actual && present "^7  *30" actual
'

test_expect_success 'it is written as CSV, with what the W3C calls its metadata beside it' '
	hornbook table reasons.csv --out safe.csv --percent rows >actual &&
	present "^4 numbers are hidden[.] " actual &&
	tr -d "\r" <safe.csv >actual && expect <<-\END &&
	school,school-label,reason,reason-label,pupils,percent
	Alder,Alder,Bullying,Bullying,12,22
	Alder,Alder,Drugs,Drugs,c,c
	Alder,Alder,Violence,Violence,c,c
	Alder,Alder,total,Total,55,100
	Birch,Birch,Bullying,Bullying,15,31
	Birch,Birch,Drugs,Drugs,0,0
	Birch,Birch,Violence,Violence,33,69
	Birch,Birch,total,Total,48,100
	Cedar,Cedar,Bullying,Bullying,22,58
	Cedar,Cedar,Drugs,Drugs,c,c
	Cedar,Cedar,Violence,Violence,c,c
	Cedar,Cedar,total,Total,38,100
	total,Total,Bullying,Bullying,49,35
	total,Total,Drugs,Drugs,17,12
	total,Total,Violence,Violence,75,53
	total,Total,total,Total,141,100
	END
	command -v jq >/dev/null || exit 0
	jq -r ".url, (.tableSchema.columns | map(.titles) | join(\",\")),
		(.tableSchema.primaryKey | join(\",\")),
		(.tableSchema.columns[4].null | join(\",\"))" \
		safe.csv-metadata.json >actual && expect <<-\END
	safe.csv
	school,school-label,reason,reason-label,pupils,percent
	school,reason
	c,z,x,low
	END
'

test_expect_success 'as JSON, and wide' '
	hornbook table reasons.csv --out safe.json >/dev/null &&
	hornbook table reasons.csv --json >other && cmp safe.json other &&
	hornbook table reasons.csv --format wide >wide &&
	tr -d "\r" <wide >actual && expect <<-\END &&
	school,school-label,Bullying,Drugs,Violence,Total
	Alder,Alder,12,c,c,55
	Birch,Birch,15,0,33,48
	Cedar,Cedar,22,c,c,38
	total,Total,49,17,75,141
	END
	command -v jq >/dev/null || exit 0
	jq -c ".hidden, .cells[1]" safe.json >actual && expect <<-\END
	4
	{"school":"Alder","reason":"Drugs","pupils":"c"}
	END
'

test_expect_success 'groups of a hierarchy get subtotals' '
	printf "code,parent,label\nNorth,upper,\nSouth,upper,\nEast,lower,\nWest,lower,\nupper,,Upper town\nlower,,Lower town\n" \
		>areas.csv &&
	hornbook table wards.csv --hierarchy areas.csv >actual &&
	present "^Lower town  .* 300$" actual &&
	present "^  East  .* 156$" actual && present "^Upper town .* 289$" actual
'

test_expect_success 'records are counted, with means that tell of nobody' '
	{
		echo "who,year,sex,days"
		for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
			echo "p$i,7,F,$i.5" && echo "q$i,7,M,$i" &&
				echo "r$i,8,F,$i" && echo "s$i,8,M,1"
		done
		echo "t,9,M,30"
	} >people.csv &&
	hornbook table people.csv --rows year --columns sex --mean days >actual &&
	present "^8 +6.5 +1.0 +3.8$" actual && present "^9 +z +c +c$" actual &&
	present "^z: not applicable" actual
'

test_expect_success 'a 0 is hidden where that saves others, and the reader is told' '
	printf "a,b,n\nx,p,0\nx,q,2\nx,r,50\ny,p,3\ny,q,400\ny,r,500\nz,p,60\nz,q,70\nz,r,80\n" \
		>zero.csv &&
	hornbook table zero.csv --threshold 6 --format csv >saved.csv &&
	present "^x,x,p,p,c" saved.csv && present "^y,y,q,q,c" saved.csv &&
	hornbook attack saved.csv --zeros-hidden >actual &&
	present "^[0-9]+ withheld cells: 0 can" actual &&
	hornbook table zero.csv --threshold 6 >actual &&
	present "^c: hidden, so that nobody is revealed; it can be 0.$" actual &&
	hornbook table zero.csv --profile dfe-exclusions --format csv >actual &&
	present "^x,x,p,p,0" actual
'

test_expect_success 'a threshold of its own' '
	hornbook table reasons.csv --threshold 3 >actual &&
	present "^[0-9]+ numbers are hidden[.] That is done to those smaller than 3" actual &&
	present "^Rule: Counts below 3" actual &&
	for wrong in 1 0 -5 x 10001; do
		expect_status 2 hornbook table reasons.csv --threshold $wrong \
			2>actual && present "smallest count that is shown" \
			actual || exit
	done
'

test_expect_success 'the same input gives the same bytes' '
	hornbook table wards.csv --format csv >one &&
	{ head -1 wards.csv && sed 1d wards.csv | sort -r; } >turned.csv &&
	hornbook table turned.csv --format csv >other && cmp one other
'

refused() {
	printf '%s\n' "$1" | tr ';' '\n' >wrong.csv
	expect_status 2 hornbook table wrong.csv --out never.csv \
		>out.txt 2>actual && present "$2" actual && test ! -e never.csv &&
		test ! -s out.txt
}

test_expect_success 'what is no sound table is refused with its place, never half done' '
	refused "a,count;x,-3;y,12" "^hornbook: wrong.csv:2:3: a count is negative" &&
	refused "a,count;x,3.5;y,12" "wrong.csv:2:3: a count is no whole number" &&
	refused "a,count;x,12;y,c" "wrong.csv:3:3: a count is no number" &&
	refused "a,count;x,12;y," "wrong.csv:3:3: a count is missing" &&
	refused "a,count;x,12;x,13" "wrong.csv:3:3: the same cell is given twice" &&
	refused "a,count;x,12;y,13;Total,26" \
		"wrong.csv:4:7: a total is given as 26, and its parts add up to 25" &&
	refused "a,count;x,12,13" "wrong.csv:2: a line has 3 fields" &&
	refused "a,count;x,99999999999999999999" "no whole number, or too large" &&
	refused "a,b,c,d,e,count;1,1,1,1,1,12" "at most 4 columns" &&
	refused "count;12" "nothing to count by" &&
	refused "name,sex;A,F;B,M" "hint: if each line is a person"
'

test_expect_success 'the dictionary has rules by name for files too' '
	hornbook table reasons.csv --profile ncmp >actual &&
	present "^Cedar +20 +15 +\* +40$" actual &&
	present "rounded to the nearest 5" actual &&
	hornbook table reasons.csv --profile dfe-exclusions --percent rows \
		>actual && present "^Birch +31.25 +0.00 +68.75 +100.00$" actual &&
	expect_status 2 hornbook table reasons.csv --profile nhs-digital \
		2>actual && present "no profile is called" actual
'

test_expect_success 'a line of very many is made safe too, and soon' '
	awk "BEGIN { print \"area,sex,pupils\";
		for (i = 0; i < 12000; i++) for (s = 0; s < 2; s++)
			print i \",\" s \",\" (i * 7919 + s * 104729) % 37 }" >many.csv &&
	timeout 60 "$HORNBOOK" table many.csv --out many-safe.csv >actual &&
	present "^11682 numbers are hidden" actual
'

test_expect_success 'a column that has totals is not left out' '
	expect_status 2 hornbook table reasons.csv --rows school 2>actual &&
	present "the column .reason. has totals, so leaving it out" actual
'

test_expect_success 'an empty file is no table, and one of nobody has nothing to hide' '
	: >empty.csv && expect_status 2 hornbook table empty.csv 2>actual &&
	present "the file is empty" actual &&
	echo "a,count" >nobody.csv && hornbook table nobody.csv >actual &&
	present "^No number had to be hidden" actual
'

test_expect_success 'text that a spreadsheet would run is disarmed' '
	printf "a,count\n=1+1,12\n@x,13\n" >formula.csv &&
	hornbook table formula.csv --format csv >actual &&
	present "^.=1\+1,.=1\+1,12" actual && absent "^=" actual
'

test_expect_success 'the file that it is made from is not written over' '
	cp reasons.csv before &&
	expect_status 2 hornbook table reasons.csv --out ./reasons.csv 2>actual &&
	present "written over" actual && cmp reasons.csv before &&
	expect_status 2 hornbook table reasons.csv --to school 2>actual &&
	expect_status 2 hornbook table missing.csv 2>actual
'

# --- the register -------------------------------------------------------------

test_expect_success 'a preview shows the controller the table and changes nothing' '
	fill_node >/dev/null && node_state >before &&
	hornbook table --rows year-group --columns sex --percent rows --preview \
		>table 2>note && present "^hornbook: this is a preview" note &&
	present "^Key stage 3 +20 +15 +35$" table &&
	present "^  Year 7 +c +c +15$" table &&
	present "^Total +35 +30 +65$" table &&
	node_state >actual && expect before
'

test_expect_success 'names are found as people say them, or the nearest is a hint' '
	hornbook table --rows sen-provision --preview >actual 2>&1 &&
	present "^Pupils by Special educational provision$" actual &&
	expect_status 2 hornbook table --rows ethnicty --preview 2>actual &&
	present "^hint: did you mean .ethnicity" actual &&
	expect_status 2 hornbook table --rows pupil.surname --preview 2>actual &&
	present "cannot be counted by" actual &&
	expect_status 2 hornbook table --rows sex --columns pupil.sex --preview \
		2>actual && present "twice" actual &&
	expect_status 2 hornbook table --rows sex --mean ethnicity --preview \
		2>actual && present "no number called" actual &&
	expect_status 2 hornbook table --rows sex 2>actual &&
	present "to whom is the table to go" actual &&
	expect_status 2 hornbook table --preview 2>actual &&
	present "needs --rows" actual
'

test_expect_success 'areas lie in middle layers, authorities and regions' '
	HORNBOOK_NODE=areas HORNBOOK_KEY_FILE=areas.key &&
	hornbook init areas --notice "$kent_notice" --today $today >/dev/null &&
	awk "BEGIN {
		print \"pupil.upn,pupil.surname,pupil.forename,pupil.birth-date,\" \\
			\"pupil.sex,pupil.lsoa,pupil.msoa,pupil.home-authority\"
		split(\"E01024059,E02005030,886 E01024101,E02005031,886 \" \\
			\"E01016000,E02003300,887 E01000001,E02000001,201\", areas, \" \")
		for (n = 0; n < 48; n++) {
			digits = sprintf(\"8861101201%02d\", n)
			for (sum = i = 0; i < 12; i++)
				sum += substr(digits, i + 1, 1) * (i + 2)
			print substr(\"ABCDEFGHJKLMNPQRTUVWXYZ\", sum % 23 + 1, 1) digits \\
				\",Ash,Anna\" n \",2013-0\" n % 9 + 1 \"-01,F,\" \\
				areas[n % 4 + 1]
		}
	}" >homes.csv &&
	hornbook import homes.csv --today $today >/dev/null &&
	hornbook table --rows lsoa --preview >actual 2>/dev/null &&
	present "^South East +35$" actual && present "^  Kent +25$" actual &&
	present "^    E02005031 +10$" actual &&
	present "^      E01024101 +10$" actual &&
	present "^City of London +10$" actual
'

test_expect_success 'a mean of what a pupil has several times says so' '
	hornbook table --rows sex --mean exclusion.sessions --preview >actual \
		2>/dev/null && present "several entries the mean counts their sum" actual &&
	hornbook table --rows sex --preview >actual 2>/dev/null &&
	absent "several entries" actual
'

day=2009-03-02
crime="--to crime-reduction-partnership --for crime-risk-profiling --today $day"

test_expect_success 'a table goes out as any release: decided, recorded, entered (F31)' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	hornbook init academy --today $day --notice \
		"$SOURCE/demo/notices/northamptonshire-academy.notice" \
		>/dev/null &&
	hornbook import "$SOURCE/demo/northamptonshire/pupils.csv" \
		--today $day >/dev/null &&
	expect_status 1 hornbook table $crime --rows lsoa \
		--columns exclusion.category --out out --plain >actual &&
	present "has not authorised" actual && test ! -e out &&
	hornbook authorise --to crime-reduction-partnership \
		--for crime-risk-profiling --by head-teacher --today $day \
		>/dev/null &&
	hornbook table $crime --rows lsoa --columns exclusion.category \
		--out out --plain >actual &&
	present "^  level +aggregate by lsoa: 39 cells, of which 20 suppressed" \
		actual && present "^  ledger +R-2009-0001, entry 1$" actual &&
	present "^  fields +Suspension or exclusion$" actual &&
	cat out/R-2009-0001-crime-reduction-partnership/*.csv |
		tr -d "\r" >actual &&
	present "^E01027013,E01027013,FIXD,Fixed period exclusion,c$" actual &&
	present "^total,Total,total,Total,260$" actual &&
	hornbook log --verify >/dev/null
'

test_expect_success 'beside a table in the clear, and in its manifest, is what its columns are' '
	command -v jq >/dev/null || exit 0
	cd out/R-2009-0001-crime-reduction-partnership &&
	jq -S .table manifest.json >ours && jq -S . *.csv-metadata.json >beside &&
	cmp ours beside && jq -r .url ours >actual && ls *.csv >expected &&
	cmp actual expected &&
	jq -r "[.tableSchema.columns[].titles] | join(\",\")" ours >actual &&
	head -1 *.csv | tr -d "\r" >expected && cmp actual expected
'

test_expect_success 'who makes a table may be stricter than its rule, and not laxer' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	released="--to crime-reduction-partnership --for crime-risk-profiling
		--rows lsoa --columns exclusion.category --today 2009-10-02" &&
	expect_status 1 hornbook table $released --threshold 3 --dry-run \
		>actual 2>&1 && present "would show what that hides" actual &&
	expect_status 1 hornbook table $released --profile dfe-exclusions \
		--dry-run >actual 2>&1 &&
	present "ask for the profile .default." actual &&
	expect_status 2 hornbook table $released --profile defalt --dry-run \
		2>actual && present "did you mean .default" actual &&
	hornbook table $released --threshold 30 --dry-run >actual &&
	present "smaller than 30" actual && present "^Rule: Counts below 30" actual
'

test_expect_success 'what law and notice keep is not counted either' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	later="--to crime-reduction-partnership --for crime-risk-profiling" &&
	later="$later --today 2009-10-02 --dry-run" &&
	expect_status 1 hornbook table $later --rows school \
		--columns exclusion.category 2>actual &&
	present "needs .enrolment.school., which law and notice do not let go" \
		actual &&
	expect_status 1 hornbook table $later --rows ethnicity >actual 2>&1 &&
	present "^Nothing was released" actual
'

# The same table, which may go out every six months.
again() {
	echo "--to crime-reduction-partnership --for crime-risk-profiling --plain" \
		"--rows lsoa --columns exclusion.category --today $1"
}

test_expect_success 'a release in JSON is called so, by its name and its manifest' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	hornbook table $(again 2009-10-02) --format json --out json >/dev/null &&
	cd json/R-2009-0002-crime-reduction-partnership &&
	test -f *_2009-10-02.json && ls >actual && absent "csv" actual &&
	{ command -v jq >/dev/null || exit 0; } &&
	jq -r ".payload.format, .table, .payload.file" manifest.json >actual &&
	test "$(head -2 actual | paste -sd" ")" = "json null" &&
	jq -r ".dimensions | length" "$(tail -1 actual)" >actual &&
	present "^2$" actual
'

test_expect_success 'nothing leaves with a report that tells of somebody' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	node_state >before &&
	cat >draft.md <<-\END &&
	In Year 9, 15 schools were seen by 2 inspectors.
	Three pupils had a fixed period exclusion, one of them H928200099000.
	END
	expect_status 1 hornbook table $(again 2010-05-04) --text draft.md --out draft \
		>actual &&
	present "^  why +a text that goes with the tables may tell of" actual &&
	present "^draft.md:2:1: number that a table beside it withholds" actual &&
	present "^draft.md:2:56: unique pupil number of a pupil" actual &&
	present "^1 report against 260 pupils: 2 errors$" actual &&
	test ! -e draft && node_state >actual && expect before &&
	expect_status 1 hornbook table $(again 2010-05-04) --text draft.md --out draft \
		--json >actual && { command -v jq >/dev/null || exit 0; } &&
	jq -c "[.outcome, .texts.errors, .texts.reports[0].findings[0].kind]" \
		actual >told && mv told actual &&
	echo "[\"refused\",2,\"hidden-count\"]" | expect
'

test_expect_success 'a report leaves with its table, as one release (F16)' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	echo "Pupils behave well, as the table beside this shows." >report.md &&
	echo "<p>Pupils behave well.</p>" >page.html &&
	hornbook table $(again 2010-05-04) --text report.md --text page.html --out published \
		>actual && present "^  with the text +report.md$" actual &&
	present "^ +page.html$" actual &&
	present "^2 reports against 260 pupils: nothing found$" actual &&
	cd published/R-2010-0003-crime-reduction-partnership &&
	cmp report.md ../../report.md && test -f page.html &&
	hornbook --node ../../academy --key-file ../../academy.key log --verify \
		>/dev/null && { command -v jq >/dev/null || exit 0; } &&
	jq -r ".texts[] | .sha256 + \"  \" + .file" manifest.json |
		sha256sum -c >/dev/null &&
	jq -r ".texts[].format" manifest.json >actual &&
	printf "markdown\nhtml\n" | expect
'

test_expect_success 'what somebody looked at and accepted leaves' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	released=$(again 2010-12-02) &&
	echo "Three lessons of the fixed period of 3 exclusion plans." >plan.txt &&
	expect_status 1 hornbook table $released --text plan.txt --dry-run \
		>actual && expect_status 2 hornbook table $released --allow seen \
		--out plan 2>actual && present "are of a --text" actual &&
	expect_status 2 hornbook table $released --text plan.txt --allow seen \
		--accept --out plan 2>actual &&
	present "goes with --dry-run" actual &&
	expect_status 1 hornbook table $released --text plan.txt --allow seen \
		--accept --dry-run >actual && test -f seen &&
	hornbook table $released --text plan.txt --allow seen --out plan >actual &&
	present "nothing found; 1 accepted$" actual &&
	test -f plan/R-2010-0004-crime-reduction-partnership/plan.txt &&
	echo "And three pupils had a fixed period exclusion." >>plan.txt &&
	expect_status 1 hornbook table $(again 2011-07-04) --text plan.txt \
		--allow seen --out plan >actual && present "^plan.txt:2:5: " actual
'

test_expect_success 'a text goes in the clear, and with a table of the register' '
	HORNBOOK_NODE=academy HORNBOOK_KEY_FILE=academy.key &&
	sealed=$(again 2011-07-04 | sed "s/ --plain//") &&
	expect_status 2 hornbook table $sealed --text report.md --out sealed \
		2>actual && present "add --plain" actual && test ! -e sealed &&
	expect_status 2 hornbook table reasons.csv --text report.md 2>actual &&
	present "of the register" actual &&
	expect_status 1 hornbook share --to youth-support --today $today \
		--for youth-support-services --text report.md --dry-run \
		--node node --key-file node.key >actual &&
	present "a text goes with tables" actual
'

test_expect_success 'where records may go a table does not go instead' '
	expect_status 1 hornbook table --to youth-support --rows sex \
		--for youth-support-services --today $today --dry-run >actual &&
	present "records go to this" actual
'

# --- as a reader sees it ----------------------------------------------------------

# Writes a table of FILE in all its forms, and attacks each from its CSV alone.
withstands() {
	file=$1 && shift &&
	for form in csv wide; do
		for percent in "" rows columns total; do
			hornbook table "$file" --format $form \
				${percent:+--percent $percent} "$@" \
				>written.csv || return 1
			for of in "" $dimensions; do
				hornbook attack written.csv --zeros-hidden $lies_in \
					${of:+--percent-of $of} >told || {
					echo "$file $* $form $percent $of" &&
						cat told && return 1
				}
			done
		done
	done
}

test_expect_success 'whatever is written withstands an attack on the file alone' '
	dimensions="school reason" lies_in= &&
	withstands reasons.csv && withstands reasons.csv --threshold 3 &&
	withstands reasons.csv --threshold 5 &&
	withstands reasons.csv --threshold 20 &&
	dimensions=Ward && withstands wards.csv &&
	withstands wards.csv --threshold 5 &&
	lies_in="--hierarchy areas.csv" &&
	withstands wards.csv --hierarchy areas.csv &&
	withstands wards.csv --hierarchy areas.csv --threshold 12 &&
	lies_in= dimensions="year sex" &&
	withstands people.csv --rows year --columns sex --mean days &&
	for file in safe.csv one other; do
		hornbook attack $file || exit 1
	done
'

test_expect_success 'and so does what was let out, together with what is written of it' '
	hornbook attack --profile default out/R-2009-0001-crime-reduction-partnership/*.csv \
		>told && present " withheld cells: 0 can be worked out" told
'

test_expect_success 'one more number in the table, and the attack finds what it gives away' '
	sed "s/^Alder,Alder,Drugs,Drugs,c/Alder,Alder,Drugs,Drugs,3/" safe.csv \
		>opened.csv &&
	expect_status 1 hornbook attack opened.csv >told &&
	present "school Alder, reason Violence: is 40$" told
'

test_done
