#!/bin/sh
# hornbook attack: what published tables withhold, worked out.
. "$(dirname "$0")/lib.sh"
test_needs_program

test_expect_success 'a redacted row follows from the totals (OpenSAFELY documentation, secondary disclosure)' '
	cat >redacted.csv <<-\END &&
	Age band,Heart disease,Population
	21-30,[REDACTED],[REDACTED]
	31-40,10,100
	41-50,15,90
	51+,25,85
	Total,51,276
	END
	expect_status 1 hornbook attack redacted.csv >actual && expect <<-\END
	redacted.csv:2:7: Age band 21-30, Heart disease/Population Heart disease: is 1
	redacted.csv:2:18: Age band 21-30, Heart disease/Population Population: is 1
	2 withheld cells: 2 can be worked out or bounded too tightly
	END
'

test_expect_success 'a table of all and one of males tell of the one female (OpenSAFELY documentation)' '
	cat >all.csv <<-\END &&
	age,disease,count
	21-30,heart,8
	31-40,heart,10
	41-50,heart,15
	51+,heart,25
	Total,heart,58
	21-30,all,20
	31-40,all,25
	41-50,all,30
	51+,all,40
	Total,all,115
	END
	cat >male.csv <<-\END &&
	sex,age,disease,count
	male,21-30,heart,7
	male,31-40,heart,5
	male,41-50,heart,8
	male,51+,heart,13
	male,Total,heart,33
	male,21-30,all,19
	male,31-40,all,15
	male,41-50,all,18
	male,51+,all,25
	male,Total,all,77
	END
	hornbook attack all.csv && hornbook attack male.csv &&
	expect_status 1 hornbook attack all.csv male.csv >actual &&
	expect <<-\END
	all.csv:2:13: age 21-30, disease heart, of no sex that is given: is 1
	all.csv:7:11: age 21-30, of no sex that is given: is 1
	0 withheld cells: 2 can be worked out or bounded too tightly
	END
'

test_expect_success 'a wide table whose helpers hold passes; thousands, titles and notes are read' '
	cat >wide.csv <<-\END &&
	"Pupils by school and need, 2025"
	School \ Need,K,E,N,Total
	Ash,c,c,"1,230","1,245"
	Beech,c,c,900,907
	Elm,4,5,40,49
	Total,10,21,"2,170","2,201"
	Note: c is suppressed
	END
	hornbook attack wide.csv >actual && expect <<-\END
	4 withheld cells: 0 can be worked out or bounded too tightly
	END
'

test_expect_success 'a second table with one more cell opens the first' '
	printf "School,Need,pupils\nAsh,K,3\n" >late.csv &&
	expect_status 1 hornbook attack wide.csv late.csv >actual &&
	expect <<-\END
	wide.csv:3:5: School Ash, Need K: is 3
	wide.csv:3:7: School Ash, Need E: is 12
	wide.csv:4:7: School Beech, Need K: is 3
	wide.csv:4:9: School Beech, Need E: is 4
	4 withheld cells: 4 can be worked out or bounded too tightly
	END
'

test_expect_success 'percentages bound counts' '
	cat >percent.csv <<-\END &&
	school,need,pupils,percent
	Ash,K,c,12.5
	Ash,N,c,87.5
	Ash,total,24,100
	END
	expect_status 1 hornbook attack percent.csv >actual && expect <<-\END
	percent.csv:2:7: school Ash, need K: is 3
	percent.csv:3:7: school Ash, need N: is 21
	2 withheld cells: 2 can be worked out or bounded too tightly
	END
'

test_expect_success 'rounded counts leave what they leave: 1 to 7 withheld, the rest to the nearest 5 (NHS secondary care, from October 2020)' '
	cat >rounded.csv <<-\END &&
	area,pupils
	A1,*
	A2,35
	A3,40
	Total,80
	END
	hornbook attack --rounded 5 rounded.csv &&
	expect_status 1 hornbook attack rounded.csv >actual &&
	present "A1: is 5$" actual
'

test_expect_success 'five to nine pupils: one percentage that a withheld count can be worked out from (Wales, governors reports)' '
	cat >wales.csv <<-\END &&
	school,result,pupils,percent
	Bryn,passed,c,57
	Bryn,total,5 to 9,
	END
	expect_status 1 hornbook attack wales.csv >actual &&
	present "^wales.csv:2:13: school Bryn, result passed: is 4$" actual
'

test_expect_success 'a hierarchy links what tables give at its levels' '
	cat >lsoa.csv <<-\END &&
	area,pupils
	E01,c
	E02,20
	E03,31
	END
	cat >authority.csv <<-\END &&
	area,pupils
	X,24
	Y,31
	END
	cat >lies-in.csv <<-\END &&
	code,parent
	E01,X
	E02,X
	E03,Y
	END
	hornbook attack lsoa.csv authority.csv &&
	expect_status 1 hornbook attack lsoa.csv authority.csv \
		--hierarchy lies-in.csv >actual &&
	expect <<-\END
	lsoa.csv:2:5: area E01: is 4
	1 withheld cells: 1 can be worked out or bounded too tightly
	END
'

test_expect_success 'small counts that are shown are told when a threshold is given' '
	printf "need,pupils\nK,3\nN,20\n" >small.csv &&
	hornbook attack small.csv &&
	expect_status 1 hornbook attack small.csv --threshold 5 >actual &&
	present "^small.csv:2:3: need K: 3 is shown$" actual
'

test_expect_success 'as JSON' '
	expect_status 1 hornbook attack percent.csv --json >actual &&
	expect <<-\END
	{"exposed":[{"kind":"withheld","file":"percent.csv","line":2,"column":7,"cell":{"school":"Ash","need":"K"},"least":3,"most":3},{"kind":"withheld","file":"percent.csv","line":3,"column":7,"cell":{"school":"Ash","need":"N"},"least":21,"most":21}],"zeros_shown":false,"percentages_left_out":0}
	END
'

wrong() {
	expect_status 2 hornbook attack "$1" 2>actual && present "$2" actual
}

test_expect_success 'what is wrong is told with its place' '
	sed s/1,245/1,200/ wide.csv >sum.csv &&
	wrong sum.csv "sum.csv:6:.*this total is not the sum of its parts" &&
	sed s/Elm,4/Elm,-4/ wide.csv >negative.csv &&
	wrong negative.csv "negative.csv:5:5: a count cannot be negative" &&
	sed s/Elm,4/Elm,4.5/ wide.csv >part.csv &&
	wrong part.csv "part.csv:5:5: a count has to be a whole number" &&
	sed s/Elm,4/Elm,?/ wide.csv >odd.csv &&
	wrong odd.csv "odd.csv:5:5: this is neither a count nor a symbol" &&
	sed "s/^Elm/Ash/" wide.csv >twice.csv &&
	wrong twice.csv "twice.csv:5:5: the same cell stands in line 3 too" &&
	: >empty.csv &&
	wrong empty.csv "empty.csv:1:1: there is no table in this file" &&
	echo "need,pupils" >bare.csv &&
	wrong bare.csv "bare.csv:1:1: the table has no rows" &&
	printf "code,parent\nX,E01\nE01,X\n" >round.csv &&
	expect_status 2 hornbook attack lsoa.csv --hierarchy round.csv 2>actual &&
	present "contain each other" actual
'

test_expect_success 'what is withheld may be 0 where somebody knows that' '
	printf "a,b,n\nx,p,c\nx,q,c\ny,p,c\ny,q,c\nz,p,0\nz,q,5\nx,Total,2\ny,Total,60\n" >zeros.csv &&
	printf "Total,p,20\nTotal,q,47\nTotal,Total,67\n" >>zeros.csv &&
	expect_status 1 hornbook attack zeros.csv >actual &&
	present "^Zeros are shown, so what is withheld is taken" actual &&
	hornbook attack zeros.csv --zeros-hidden >actual &&
	present "^4 withheld cells: 0 can" actual && absent "^Zeros" actual
'

test_expect_success 'two tables that contradict each other are told' '
	printf "School,Need,pupils\nElm,K,9\n" >other.csv &&
	expect_status 2 hornbook attack wide.csv other.csv 2>actual &&
	present "other.csv:2:7: what is published does not add up" actual
'

test_expect_success 'a dimension of a hundred thousand values' '
	awk "BEGIN { print \"area,pupils\"; for (i = 1; i < 100000; i++) {
		n = i % 1000 ? 5 + i % 50 : 0; s += n ? n : 3
		print \"A\" i \",\" (n ? n : \"c\") }; print \"Total,\" s }" >large.csv &&
	hornbook attack large.csv >actual &&
	present "^99 withheld cells: 0 can" actual
'

test_expect_success 'tables as offices publish them: titles, merged cells, markers and notes' '
	cat >merged.csv <<-\END &&
	Pupils by authority, January 2025
	Region,Authority,FSM,Not FSM,All
	South East,Kent,100 [r],c,104
	,Medway,50 p,20,70
	,Total,150,24,174

	London,Camden,10,10,20
	,Barnet,10,c,20
	,Total,20,20 [note 2],40
	England,,170,44,214
	Note: c is suppressed, see guidance
	Source: school census, January 2025
	END
	expect_status 1 hornbook attack merged.csv >actual &&
	present "^merged.csv:3:25: Region South East, Authority Kent,.*: is 4$" \
		actual &&
	present "Authority Barnet,.*: is 10$" actual
'

test_expect_success 'codes and names of areas side by side (open data standard of the DfE)' '
	cat >open.csv <<-\END &&
	time_period,geographic_level,region_code,region_name,new_la_code,la_name,sex,headcount
	2025,National,,,,,Total,210
	2025,National,,,,,Boys,120
	2025,National,,,,,Girls,90
	2025,Regional,E12000008,South East,,,Total,200
	2025,Regional,E12000008,South East,,,Boys,112
	2025,Regional,E12000008,South East,,,Girls,88
	2025,Regional,E12000007,London,,,Total,10
	2025,Regional,E12000007,London,,,Boys,c
	2025,Regional,E12000007,London,,,Girls,c
	2025,Local authority,E12000008,South East,E10000016,Kent,Total,100
	2025,Local authority,E12000008,South East,E10000016,Kent,Boys,60
	2025,Local authority,E12000008,South East,E10000016,Kent,Girls,40
	2025,Local authority,E12000008,South East,E06000035,Medway,Total,100
	2025,Local authority,E12000008,South East,E06000035,Medway,Boys,c
	2025,Local authority,E12000008,South East,E06000035,Medway,Girls,c
	END
	expect_status 1 hornbook attack open.csv >actual &&
	present "E12000007, sex Boys: is 8$" actual &&
	present "E12000007, sex Girls: is 2$" actual &&
	present "E06000035, sex Boys: is 52$" actual &&
	printf "Area,Code,Boys,Girls,All\nKent,E1,40,c,52\nMedway,E2,30,c,42\nEngland,E9,70,24,94\n" \
		>england.csv &&
	expect_status 1 hornbook attack england.csv >actual &&
	present "Area Kent, .*Girls: is 12$" actual
'

test_expect_success 'a total of a hierarchy that nobody named gets a hint' '
	printf "area,pupils\nE01,10\nE02,20\nX,30\nTotal,30\n" >nested.csv &&
	expect_status 2 hornbook attack nested.csv 2>actual &&
	present "^hint: .*--hierarchy" actual &&
	printf "code,parent\nE01,X\nE02,X\n" >nested-in.csv &&
	hornbook attack nested.csv --hierarchy nested-in.csv
'

test_expect_success 'a column in which all is withheld is one of counts' '
	printf "School,FSM,EHC,None,All\nAsh,c,c,40,55\nElm,c,c,c,48\nAll,c,14,75,103\n" \
		>hidden.csv &&
	expect_status 1 hornbook attack hidden.csv >actual &&
	present "^hidden.csv:4:5: .*FSM: is 14$" actual &&
	present "^hidden.csv:3:9: .*None: is 35$" actual
'

test_expect_success 'a profile of the dictionary says how tables were made' '
	printf "area,pupils\nA,12\nB,c\nC,c\nD,3\nTotal,40\n" >profiled.csv &&
	expect_status 1 hornbook attack profiled.csv --profile sdctable >actual &&
	present "^profiled.csv:5:3: area D: 3 is shown$" actual &&
	hornbook attack profiled.csv --profile sdctable --threshold 3 &&
	expect_status 2 hornbook attack profiled.csv --profile nosuch 2>actual &&
	present "nosuch" actual
'

test_done
