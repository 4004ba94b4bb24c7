#!/bin/sh
# What is passed on stays bound: from school to agency to departments, in sealed
# packages, each by a node of its own (R-180 to R-190).
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

today=2026-01-15
kent=$SOURCE/demo/kent/pupils.csv

# at NODE COMMAND...: a command of one of the nodes.
at() {
	place=$1 && shift &&
	hornbook --node "$place" --key-file "$place.key" "$@" --today $today
}

# make_node NODE NOTICE: a node of one of the demonstration's notices, and its card.
make_node() {
	at "$1" init "$1" --notice "$SOURCE/demo/notices/$2.notice" &&
	at "$1" keys show --card >"$1.card"
}

trust() {
	fingerprint=$(at "$2" keys show --json | jq -r .fingerprint) &&
	at "$1" keys trust "$2.card" --agreement "A-$1-$2" \
		--yes-fingerprint "$fingerprint"
}

exchange() {
	trust "$1" "$2" && trust "$2" "$1"
}

# send FROM RECIPIENT PURPOSE TO [OPTION...]: one sealed release, all the way.
send() {
	from=$1 body=$2 purpose=$3 to=$4 && shift 4 &&
	rm -rf sent &&
	at "$from" share --to "$body" --for "$purpose" --out sent "$@" &&
	at "$to" receive sent/*.tar.age
}

# The pseudonym of the first pupil of the package that was sent last.
first_pseudonym() {
	rm -rf opened && at "$1" open sent/*.tar.age --out opened >/dev/null &&
	column=$(head -n 1 opened/*.csv | tr , "\n" |
		grep -n "^pupil.pseudonym$" | cut -d: -f1) &&
	sed -n 2p opened/*.csv | cut -d, -f"$column"
}

# says PATTERN: what `actual` says, however its lines are broken.
says() {
	tr -s "\n " "  " <actual >line && present "$1" line
}

# terms OUT: what binds the recipient of the one release in the clear there.
terms() {
	jq -c .grant "$1"/*/manifest.json
}

# invent FILE COLUMNS VALUES: a file about the pupils of the sample data, each
# with the same values but for UPN, name and sex.
invent() {
	awk -F, -v columns="$2" -v values="$3" -v OFS=, '
		NR == 1 { print "pupil.upn", "pupil.surname", "pupil.forename",
			"pupil.sex", columns }
		NR > 1 { print $1, "Abara", "Ola", $9, values }' "$kent" >"$1"
}

test_expect_success 'seven controllers, each with a node, and agreements' '
	make_node school kent-alternative-provision &&
	make_node agency assessment-agency &&
	make_node department education-department &&
	make_node health health-department &&
	make_node funding funding-body &&
	make_node other other-department &&
	make_node authority kent-authority &&
	exchange school agency && exchange agency department &&
	exchange department health && exchange funding other &&
	exchange authority department
'

test_expect_success 'F13: a school sends names and results to the agency, which may pass on to two' '
	at school import "$kent" &&
	send school assessment-agency assessment-delivery agency >actual &&
	says "goes on to department for Compile attainment statistics at named" &&
	says "evaluate and develop policy at aggregate by authority" &&
	at agency received >actual && present " R-2026-0001 +assessment-delivery " actual
'

test_expect_success 'F14: the agency may give results to the department, for statistics and nothing else (R-181)' '
	upn=$(at agency pupils --json | jq -r ".pupils[0].upn") &&
	at agency explain --pupil $upn --to department \
		--for attainment-statistics >actual &&
	present "\"Assessment results\" received from school 8861101, R-2026-0001: may go there" actual &&
	present "on to department for attainment-statistics, then by law" actual &&
	expect_status 1 at agency share --to department --for school-funding \
		--dry-run &&
	expect_status 1 at agency share --to inspectorate --for inspection --dry-run
'

test_expect_success 'F14: the department has them at pupil level' '
	send agency department attainment-statistics department >actual &&
	says "goes on to inspectorate for" &&
	name=$(first_pseudonym department) &&
	at department explain --pupil $name --to inspectorate --for inspection \
		--fields assessments >actual &&
	present "^may be sent \(level: pupil\):" actual &&
	present "received from assessment-agency, R-2026-0001: may go there, level at most pupil" actual &&
	at department explain --pupil $name --to inspectorate --for inspection \
		--fields assessments --json |
		jq -e ".received[0] | .granted and .level == \"pupil\" and .terms.for == [\"attainment-statistics\"]" &&
	at department explain --pupil $name --to researcher \
		--for accredited-research --fields assessments >actual &&
	present "received from assessment-agency, R-2026-0001: may not go there" actual
'

test_expect_success 'F15: inspection gets pupils without names, and may publish by school (R-183, R-189)' '
	at department share --to inspectorate --for inspection --plain --out inspected &&
	terms inspected >actual && expect <<-\END
	{"for":["inspection"],"level":"pupil","onward":[{"to":["public"],"for":["publication"],"level":"aggregate by school"}]}
	END
'

test_expect_success 'F27: research gets them with approval and signed terms, and passes nothing on (R-185)' '
	expect_status 1 at department share --to researcher \
		--for achievement-research --dry-run >actual &&
	says "approval" &&
	at department approve --by chief-statistician --to researcher \
		--for achievement-research &&
	at department authorise --to researcher --terms --for achievement-research &&
	at department share --to researcher --for achievement-research \
		--plain --out researched &&
	terms researched >actual && expect <<-\END
	{"for":["achievement-research"],"level":"pupil","onward":[],"delete-by":"2027-01-15","without":["identification"]}
	END
'

test_expect_success 'F36: tracking data comes to the department at pupil level, and stays there (R-142, R-188)' '
	invent leavers.csv \
		pupil.birth-date,ethnicity,enrolment.year-group,destination[1].activity,destination[1].start-date \
		2009-05-01,WBRI,12,210,2025-09-01 &&
	at authority import leavers.csv &&
	send authority department post-16-planning department &&
	name=$(first_pseudonym department) &&
	at department explain --pupil $name --to inspectorate --for inspection \
		--fields ethnicity >actual &&
	present "received from local-authority, R-2026-0001: may go there, level at most pupil" actual &&
	at department explain --pupil $name --to post-16-institution \
		--for course-application --fields pupil.birth-date >actual &&
	present "received from local-authority, R-2026-0001: may not go there" actual &&
	present "withheld because the terms under which it was received do not let it go there" actual
'

test_expect_success 'what is withheld tells from whom it came' '
	at department share --to post-16-institution --for course-application \
		--fields pupil.birth-date --dry-run >actual &&
	says "from 40 pupils, because the terms under which it was received do not let it go there for this purpose \(received from local-authority, R-2026-0001\)"
'

test_expect_success 'F19, F21: heights and weights go without names, and on in tables, to the regulator alone (R-180)' '
	invent measured.csv \
		"pupil.birth-date,pupil.pct-area,enrolment.year-group,enrolment.school-phase,Academic year,measurement[1].date,measurement[1].height,measurement[1].weight" \
		2019-05-01,5QA,R,PS,2025,2025-11-01,112,21 &&
	at department import measured.csv &&
	send department health-department health-policy health >actual &&
	says "goes on to health-regulator for Assess the performance of the health service at aggregate by pct-area;" &&
	at health share --to health-regulator --for health-performance \
		--plain --out regulated >actual &&
	present "level +aggregate by pct-area" actual &&
	absent "pseudonym" "$(echo regulated/*/*.csv)" &&
	absent "[^0-9](112|21)[^0-9]" "$(echo regulated/*/*.csv)" &&
	terms regulated >actual && expect <<-\END &&
	{"for":["health-performance"],"level":"aggregate by pct-area","onward":[],"without":["identification"]}
	END
	expect_status 1 at health share --to health-authorities \
		--for obesity-target --dry-run
'

test_expect_success 'F11: rows for statistics go to another department, and on to nobody (R-144, R-182)' '
	invent learners.csv \
		"pupil.birth-date,ethnicity,enrolment.year-group,assessment[1].stage,assessment[1].subject,assessment[1].result" \
		2009-05-01,WBRI,12,KS4,MAT,5 &&
	at funding import learners.csv &&
	send funding other-departments official-statistics other >actual &&
	says "goes on to nobody" &&
	name=$(first_pseudonym other) &&
	today=2026-07-01 &&
	at other explain --pupil $name --to childrens-services \
		--for welfare --fields ethnicity >actual &&
	present "received from post-16-funding, R-2026-0001: may not go there" actual &&
	present "for official-statistics, at most inside; on to nobody; without identification" actual
'

test_expect_success 'F02: a census goes to the department and is taken in there, schools and terms with it (R-039)' '
	exchange school department &&
	rm -rf sent &&
	at school share --to department --collection school-census --out sent &&
	at department receive sent/*.tar.age >actual &&
	present "pupils +0 new, 40 changed" actual &&
	upn=$(sed -n 2p "$kent" | cut -d, -f1) &&
	at department show $upn >actual &&
	present "School enrolled at +8861101" actual &&
	at department explain --pupil $upn --to inspectorate --for inspection \
		--fields sen >actual &&
	present "received from school 8861101, R-2026-0002: may go there, level at most named" actual
'

# Results of 2025 for all, who by then are in year 6.
test_expect_success 'F13, F14: a return of key stage 2 is read where it arrives, and goes on as rows under pseudonyms' '
	invent assessed.csv \
		"pupil.birth-date,enrolment.year-group,enrolment.school,assessment[1].stage,assessment[1].year,assessment[1].subject,assessment[1].method,assessment[1].component,assessment[1].result" \
		2014-05-01,6,8861101,KS2,2025,ENG,TA,WRI,EXS &&
	at school import assessed.csv &&
	send school assessment-agency assessment-delivery agency \
		--collection key-stage-2-assessments &&
	rm -rf opened && at agency open sent/*.tar.age --out opened >/dev/null &&
	present "<Result>EXS</Result>" "$(echo opened/8861101_KS2_886LLLL_*.xml)" &&
	absent "<Address>|<PostCode>" "$(echo opened/*.xml)" &&
	send agency department attainment-statistics department \
		--collection assessment-results &&
	rm -rf opened && at department open sent/*.tar.age --out opened >/dev/null &&
	grep -c "^result,[0-9a-f]*,.*,EXS" opened/Results_*.csv >count &&
	test "$(cat count)" -gt 30 && absent "Abara" "$(echo opened/*.csv)"
'

test_expect_success 'F36: tracking goes as XML without names, and comes in again' '
	send authority department post-16-planning department --collection tracking &&
	rm -rf opened && at department open sent/*.tar.age --out opened >/dev/null &&
	present "<Reference>[0-9a-f]{32}</Reference>" "$(echo opened/*NCCIS*.xml)" &&
	present "<YP10>P</YP10>" "$(echo opened/*.xml)" &&
	absent "Abara|<UPN>" "$(echo opened/*.xml)"
'

# R-154: no clause takes items of a category apart; the format writes no others.
test_expect_success 'F37: outreach gets no result of key stage 1' '
	invent early.csv \
		"pupil.birth-date,enrolment.year-group,assessment[1].stage,assessment[1].result,assessment[2].stage,assessment[2].result" \
		1995-05-01,9,KS1,2B,KS2,4 &&
	hornbook --node old --key-file old.key init old --notice \
		"$SOURCE/demo/notices/northamptonshire-academy.notice" --today 2009-02-02 &&
	hornbook --node old --key-file old.key import early.csv --today 2009-02-02 &&
	hornbook --node old --key-file old.key authorise --to outreach --today 2009-02-02 &&
	hornbook --node old --key-file old.key share --to outreach \
		--collection outreach --plain --out towards --today 2009-02-02 &&
	file=$(echo towards/*/*_Outreach_*.csv) && present "^result,.*,4" "$file" &&
	absent "KS1|2B" "$file"
'

test_done
