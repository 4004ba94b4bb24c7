#!/bin/sh
# Height and weight: letters to families, and bands in tables.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs pdfinfo pdftotext jq

HORNBOOK_NODE=node
HORNBOOK_KEY_FILE=node.key
export HORNBOOK_NODE HORNBOOK_KEY_FILE
measured=$SOURCE/tests/cli/measured
today=2026-01-15

# Ten children; of a reference that is invented, so that a boy a metre tall has his
# median at 16 kg and a deviation at 2 kg.
make_node() {
	hornbook init node --notice "$measured/public-health.notice" \
		--today $today &&
		hornbook import "$measured/pupils.csv" --today $today &&
		"$measured/make-reference.sh" >reference.csv
}

letters() {
	hornbook share --for own-result --growth-reference reference.csv \
		--today $today --out out "$@"
}

text_of() {
	tr -d "\f" <"$(ls "out/$1"/letters_*.txt)"
}

test_expect_success 'without a growth reference there are no letters' '
	make_node >/dev/null &&
	expect_status 2 hornbook share --to parent --for own-result \
		--format letter-text --today $today --out out 2>actual &&
	present "no growth reference" actual &&
	present "hint: give one with --growth-reference" actual &&
	test ! -e out
'

test_expect_success 'each family gets a letter, and what cannot be said is told the office' '
	letters --to parent --format letter-text >actual &&
	present "released  *7$" actual &&
	present "court order  *1$" actual &&
	present "no letter  *1: the weight is missing" actual &&
	present "no letter  *1: the result is so far out" actual &&
	present "sealed  *no" actual &&
	text_of R-2026-0001-parent >text &&
	present "^Height and weight of Robin Ash" text &&
	present "^Height and weight of Ada Juniper" text &&
	test "$(grep -c "^Result: " text)" = 7
'

test_expect_success 'the office can see who they are, before a letter is made' '
	letters --to parent --format letter --dry-run --report todo.csv \
		>/dev/null &&
	tr -d "\r" <todo.csv >actual && expect <<-\END
	pupil.upn,reason
	F886200625007,a court order limits what a parent may be told
	V886200625008,the weight is missing
	J886200625009,the result is so far out that height and weight should be looked at again
	END
	expect_status 3 letters --to parent --format letter --dry-run \
		--report missing/todo.csv >actual 2>error &&
	present "released  *7$" actual && present "missing/todo.csv" error
'

test_expect_success 'the letters say the clinical band, in kind words' '
	grep -E "^(Height and weight of|Result)" text >actual && expect <<-\END
	Height and weight of Robin Ash
	Result: Healthy weight
	Height and weight of Maya Birch
	Result: Healthy weight
	Height and weight of Leo Cedar
	Result: Overweight
	Height and weight of Zoë Dahl
	Result: Underweight
	Height and weight of Sam Elder
	Result: Very overweight
	Height and weight of Isla Fern
	Result: Healthy weight
	Height and weight of Ada Juniper
	Result: Healthy weight
	END
	absent "obese" text
'

test_expect_success 'a letter is what it was when somebody read it' '
	letters --to parent --format letter-text --pupils Z886200625003 \
		>/dev/null &&
	text_of R-2026-0002-parent >actual && expect "$measured/letter.txt" &&
	letters --to pupil --format letter-text --pupils Z886200625003 \
		>/dev/null &&
	text_of R-2026-0003-pupil >actual && expect "$measured/child.txt"
'

test_expect_success 'who objects gets none, and the others still do' '
	hornbook wish --pupil V886200625010 --kind objection --by parent \
		--to parent --for own-result --today $today >/dev/null &&
	hornbook wish --pupil K886200625002 --kind refusal --by parent \
		--today $today >/dev/null &&
	letters --to parent --format letter-text >actual &&
	present "released  *5$" actual && present "wishes 2" actual &&
	text_of R-2026-0004-parent >text &&
	absent "Juniper" text && absent "Birch" text && present "Robin Ash" text
'

test_expect_success 'a letter is a release: in the ledger, and in the roll of whom it is about' '
	hornbook log >actual &&
	present "R-2026-0004 .* parent .* own-result .* 5 of 10" actual &&
	hornbook log --pupil W886200625001 >actual &&
	present "R-2026-0004" actual &&
	hornbook log --pupil F886200625007 >actual &&
	absent "parent" actual &&
	hornbook log --verify >/dev/null &&
	absent "Robin" out/R-2026-0004-parent/manifest.json &&
	test "$(jq -r ".[\"growth-reference-sha256\"]" \
		out/R-2026-0004-parent/manifest.json)" = \
		"$(sha256sum <reference.csv | cut -d " " -f 1)"
'

test_expect_success 'for printing there is a page for each child' '
	letters --to parent --format letter >/dev/null &&
	file=out/R-2026-0005-parent/letters_2026-01-15.pdf &&
	test "$(head -c 5 $file)" = "%PDF-" &&
	test "$(pdfinfo $file | sed -n "s/^Pages: *//p")" = 5 &&
	pdftotext -f 5 -l 5 $file actual && present "Isla Fern" actual &&
	absent "Elder" actual &&
	letters --to parent --format letter-html >/dev/null &&
	file=out/R-2026-0006-parent/letters_2026-01-15.html &&
	test "$(grep -c "<h2>Height and weight of" $file)" = 5 &&
	present "break-before: page" $file
'

test_expect_success 'without a result too, a court order keeps a letter back' '
	letters --to parent --format letter-text --fields \
		pupil.name,measurement.date,measurement.height,measurement.weight \
		>actual &&
	present "court order  *1$" actual && present "released  *5$" actual &&
	text_of R-2026-0007-parent >text &&
	absent "Gorse|Hazel|Result" text && present "Robin Ash" text
'

test_expect_success 'a child gets its own letter, whatever a parent may be told' '
	letters --to pupil --format letter-text --dry-run >actual &&
	present "released  *7$" actual && absent "court order" actual
'

test_expect_success 'in no format does anything reach a parent whom an order may limit' '
	expect_status 1 hornbook share --to parent --for own-result --pupils F886200625007 \
		--format csv --dry-run --plain --out none --today $today --json >limited &&
	jq -e ".released == 0 and .limitedByCourt == 1" limited &&
	hornbook share --to parent --for own-result --pupils V886200625008 \
		--format csv --dry-run --plain --out none --today $today --json >other &&
	jq -e ".released == 1 and .limitedByCourt == 0" other
'

test_expect_success 'one name that cannot be printed keeps no other letter back' '
	sed "s/,Elder,Sam,/,Nguyễn,Sam,/; s/,Fern,Isla,/,Łuczak,Zofia,/" \
		"$measured/pupils.csv" >odd.csv &&
	HORNBOOK_KEY_FILE=odd.key hornbook --node odd init odd \
		--notice "$measured/public-health.notice" --today $today >/dev/null &&
	odd() { hornbook --node odd --key-file odd.key "$@" --today $today; } &&
	odd import odd.csv >/dev/null &&
	odd share --to parent --for own-result --format letter --out odd-out \
		--growth-reference reference.csv --report todo.csv >actual &&
	present "released  *6$" actual &&
	present "no letter  *1: the fonts for PDF lack a character" actual &&
	present "^C886200625005,the fonts for PDF lack a character" todo.csv &&
	pdftotext odd-out/R-2026-0001-parent/*.pdf actual &&
	present "Zofia Łuczak" actual && absent "Sam" actual &&
	odd share --to parent --for own-result --format letter-html --out odd-out \
		--growth-reference reference.csv >actual &&
	present "released  *7$" actual
'

test_expect_success 'letters go to families only' '
	expect_status 2 hornbook share --to school --format letter \
		--for local-health-services --growth-reference reference.csv \
		--today $today --out out 2>actual &&
	present "letters are written to families only" actual
'

test_expect_success 'tables count the bands of statistics, or say that they cannot' '
	hornbook share --plain --to school --for local-health-services \
		--today $today --out out >actual &&
	present "not assessed  *height and weight" actual &&
	directory=$(ls -d out/*-school) && absent "weight-band" $directory/*.csv &&
	cp reference.csv node/growth-reference.csv &&
	hornbook share --plain --to school --for local-health-services \
		--today $today --out again --json >actual &&
	present "\"assessed\":{\"assessed\":7,\"doubtful\":1" actual &&
	present "\"no-weight\":1" actual &&
	present "measurement.weight-band" again/*-school/*.csv
'

test_expect_success 'a table of bands is made, and shown to whoever asks here' '
	hornbook table --rows measurement.weight-band --by enrolment.year-group \
		--preview --today $today >actual && cat actual &&
	present "Healthy weight" actual && present "Obese" actual &&
	hornbook table --rows measurement.weight-band --plain \
		--to school --for local-health-services --today $today \
		--out tables >actual && cat actual &&
	grep -h "Healthy weight" tables/*-school/*.csv
'

test_expect_success 'a reference that is none is told with its place' '
	printf "sex,age_months,L,M,S\nmale,48,1,0,0.1\n" >broken.csv &&
	expect_status 2 hornbook share --to parent --for own-result \
		--format letter --growth-reference broken.csv --today $today \
		--out out 2>actual &&
	present "broken.csv:2:11: M is not a number" actual
'

test_expect_success 'with the values that are in use a letter can be written too' '
	values=$SOURCE/../shared/data/uk90/uk90_bmi_lms_4_to_12y_monthly.csv &&
	if test -f "$values"; then
		hornbook share --to parent --for own-result \
			--format letter-text --growth-reference "$values" \
			--today $today --out out >actual &&
		present "released" actual
	else
		echo "# not run: no $values"
	fi
'

# --- how long names are kept (R-216) ------------------------------------------

school() {
	hornbook --node school --key-file school.key --today "${on:-$today}" "$@"
}
trust() {
	hornbook keys trust school.card --agreement "DSA 1" --today $today \
		--yes-fingerprint "$(school keys show --json | jq -r .fingerprint)" &&
	school keys trust nurses.card --agreement "DSA 1" --yes-fingerprint \
		"$(hornbook keys show --json --today $today | jq -r .fingerprint)"
}

test_expect_success 'what a school sent is kept as long as our notice says, and then due' '
	school init school --notice "$measured/school.notice" >/dev/null &&
	school import "$measured/pupils.csv" >/dev/null &&
	school keys show --card >school.card &&
	hornbook keys show --card --today $today >nurses.card &&
	trust >/dev/null &&
	school share --to local-nhs --for own-result --out sent >actual &&
	hornbook receive sent/*.tar.age --today $today >/dev/null &&
	hornbook received >actual && present "2027-01-15\|15 January 2027" actual &&
	hornbook due --today 2027-01-14 >/dev/null &&
	expect_status 1 hornbook due --today 2027-01-15 >actual &&
	present "R-2026-0001" actual && present "to be destroyed" actual &&
	hornbook outstanding --today 2027-01-16 >actual; present "R-2026-0001" actual
'

test_expect_success 'and is destroyed then' '
	hornbook destroy --due --reply replies --today 2027-01-15 >actual &&
	present "^Destroyed: R-2026-0001" actual &&
	hornbook due --today 2027-01-15 >/dev/null
'

test_expect_success 'what is past its time goes to nobody, though nobody destroyed it' '
	HORNBOOK_NODE=area HORNBOOK_KEY_FILE=area.key &&
	export HORNBOOK_NODE HORNBOOK_KEY_FILE &&
	rm school.card nurses.card && on=$today &&
	HORNBOOK_KEY_FILE=class.key hornbook init class \
		--notice "$measured/school.notice" --today $today >/dev/null &&
	school() { hornbook --node class --key-file class.key "$@" --today $today; } &&
	hornbook init area --notice "$measured/public-health.notice" \
		--today $today >/dev/null &&
	school import "$measured/pupils.csv" >/dev/null &&
	school keys show --card >school.card &&
	hornbook keys show --card --today $today >nurses.card &&
	trust >/dev/null &&
	school share --to local-nhs --for own-result --out sent-2 >/dev/null &&
	hornbook receive sent-2/*.tar.age --today $today >/dev/null &&
	letters() {
		hornbook share --for own-result --to parent --format letter-text \
			--growth-reference reference.csv --dry-run --today "$1"
	} &&
	letters 2027-01-15 >actual && present "released  *[1-9]" actual &&
	expect_status 1 letters 2027-01-16 >actual && absent "released  *[1-9]" actual
'

test_done
