#!/bin/sh
# hornbook publish processing: the record of processing activities.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq
. "$SOURCE/tests/cli/node.sh"

# Of the school in Kent, by its rules alone.
record() {
	hornbook publish processing "$kent_notice" --today $today "$@" 2>/dev/null
}

# Of the node, with its register and ledger, on day $1.
live() {
	day=$1
	shift
	hornbook publish processing --today "$day" "$@" 2>/dev/null
}

# Cell of column $2 in the row of activity $1 of the CSV on standard input; no
# cell before it may have a comma.
cell() {
	awk -F, -v row="$1" -v column="$2" "NR == 1 {
		for (i = 1; i <= NF; i++) if (\$i == column) at = i }
		\$1 == row { print \$at }"
}

test_expect_success 'thirty columns and a reference, a row for each activity' '
	record --format csv >record.csv &&
	head -1 record.csv | tr -d "\r" | tr , "\n" >columns &&
	wc -l <columns | tr -d " " >actual && echo 31 | expect &&
	sed -n "2p;3p;30p;31p" columns >actual && expect <<-\END &&
	business-function
	purpose
	retained-as-stated
	reasons
	END
	present "^hold-identity-contact-geography," record.csv &&
	present "^share-youth-support-youth-support-services," record.csv &&
	present "^receive-learner-registration," record.csv &&
	absent "^told-" record.csv &&
	cut -d, -f1 record.csv | sort | uniq -d >actual && expect /dev/null
'

test_expect_success 'as a document, with what is left to fill in' '
	for format in html markdown text; do
		record --format $format >$format || return 1
	done &&
	present "^Record of processing activities$" text &&
	present "^To be filled in: Business function" text &&
	present "made from the rules alone" text &&
	present "^Contact: School office" text && absent "^Contact: Kent County" text &&
	present "id=\"share-youth-support-youth-support-services\"" html &&
	present "; Name of parents and carers; " html
'

test_expect_success 'a file to fill in is read back' '
	record --template >answers.csv &&
	head -1 answers.csv | tr -d "\r" | tr , "\n" >columns &&
	wc -l <columns | tr -d " " >actual && echo 21 | expect &&
	sed "s/^[^,]*,\(\"[^\"]*\"\|[^,]*\),.*/\1/" answers.csv | sort | uniq -d >actual &&
	expect /dev/null && present ", part 2" answers.csv &&
	record --format text >text && present "19 questions are left" text &&
	absent "^(purpose|basis|reasons)$" columns &&
	sed "s/^\(all,[^,]*\),,/\1,School office,/" answers.csv |
		sed "s/^\(receive-learner-registration,[^,]*\),,/\1,\"Examinations, office\",/" \
		>filled.csv &&
	record --with filled.csv --format csv >record.csv &&
	cell hold-identity-contact-geography business-function <record.csv >actual &&
	echo "School office" | expect &&
	present "^receive-learner-registration,\"Examinations, office\"," record.csv &&
	record --with filled.csv --format text >text &&
	absent "^To be filled in: Business function" text &&
	record --with filled.csv --template >again.csv &&
	grep -c "School office" again.csv >actual &&
	test "$(cat actual)" -gt 10 &&
	cp filled.csv kept.csv &&
	expect_status 2 record --template --out kept.csv &&
	expect_status 2 record --with kept.csv --format csv --out kept.csv &&
	cmp kept.csv filled.csv &&
	record --template --with kept.csv --out kept.csv && cmp kept.csv again.csv
'

bad() {
	printf "%s\n" "$@" >bad.csv
	hornbook publish processing "$kent_notice" --today $today --with bad.csv 2>&1 >output
}

test_expect_success 'a file that is wrong is refused with its place and what to do' '
	expect_status 2 bad "reference,colour" "all,blue" >actual && test ! -s output &&
	present "bad.csv:1:11: the record has no column .colour. to answer$" actual &&
	present "template writes the columns" actual &&
	expect_status 2 bad "reference,basis" >actual &&
	present "bad.csv:1:11: the column .basis. is worked out" actual &&
	expect_status 2 bad "reference,location,location" >actual &&
	present "bad.csv:1:20: the column .location. stands twice" actual &&
	expect_status 2 bad "location" "x" >actual &&
	present "bad.csv:1:1: there is no column .reference." actual &&
	expect_status 2 bad "reference,location" "hold-nothing,x" >actual &&
	present "bad.csv:2:1: there is no activity .hold-nothing." actual &&
	expect_status 2 bad "reference,location" "all,x" "all,y" >actual &&
	present "bad.csv:3:1: .all. is answered for twice" actual &&
	expect_status 2 bad "reference,breach" "all,perhaps" >actual &&
	present "bad.csv:2:5: .breach. is answered by yes or no" actual &&
	expect_status 2 bad "reference,location" "all,x,y" >actual &&
	present "bad.csv:2:7: the row has 3 cells, and the heading 2" actual &&
	expect_status 2 bad "location,reference" "x" >actual &&
	present "bad.csv:2:1: the row does not reach" actual &&
	: >bad.csv &&
	expect_status 2 hornbook publish processing "$kent_notice" --today $today \
		--with bad.csv 2>actual &&
	present "bad.csv:1:1: the file is empty" actual &&
	expect_status 2 hornbook publish processing "$kent_notice" --today $today \
		--with none.csv 2>actual
'

test_expect_success 'where the register is, it is shown what is kept too long' '
	fill_node >/dev/null &&
	live 2026-01-20 --format csv >record.csv &&
	cell hold-sen-sen-history-sen-needs retained-as-stated \
		<record.csv >actual &&
	live 2026-01-20 --format text >text &&
	present "^Kept and erased as stated: yes$" text &&
	absent "^Kept and erased as stated: no$" text &&
	present "records of 64 pupils were looked at on 20 January 2026" text &&
	absent "G88620" text &&
	live 2045-01-20 --format text >text &&
	present "^Kept and erased as stated: no$" text &&
	present "Data of 64 pupils is held for longer than stated, the" text &&
	absent "first since [0-9]+ " text
'

assessment() {
	hornbook publish assessment "$kent_notice" --today $today "$@"
}

test_expect_success 'an assessment, filled in as far as rules can tell' '
	for format in html markdown text; do
		assessment --format $format >$format 2>notes || return 1
	done &&
	present "[0-9]+ places are left to fill in" notes &&
	present "^Measures that are enforced$" text &&
	present "^What the check of the notice found$" text &&
	present "Special category data is held: " text &&
	present "Signed terms are needed first" text &&
	absent "\((C|R-)[0-9]" text &&
	open=$(grep -o "To be filled in" html | wc -l) &&
	said=$(sed -n "s/.*: \([0-9]*\) places are left.*/\1/p" notes) &&
	test "$said" -eq $((open - 1)) &&
	assessment --format text --sources >text 2>/dev/null &&
	present "kent-alternative-provision.notice:[0-9]+" text &&
	present "gateways.dictionary:[0-9]+" text
'

test_expect_success 'of a notice with errors nothing is assessed, but a draft' '
	sed "s/^share with commissioned-provider {/&\n    for nonsense/" "$kent_notice" >bad.notice &&
	expect_status 2 hornbook publish assessment bad.notice --today $today 2>actual >output &&
	test ! -s output && present "nothing is published" actual
'

. "$SOURCE/tests/cli/exchange.sh"

# A release that was recalled, and whose destruction nobody has certified.
test_expect_success 'a recall that is not certified is overdue after thirty days' '
	make_schools >/dev/null &&
	second receive "$(transfer first 886/2345 $some_upn)" >/dev/null &&
	first recall R-2026-0001 --reason "the wrong school" --out recalls >/dev/null &&
	first publish processing --format text >text 2>/dev/null &&
	present "^Evidence: There has been 1 release, and 0 are certified" text &&
	absent "no certificate" text &&
	present "1 release was recalled, and the recipient has not yet" text &&
	present "^Kept and erased as stated: cannot be shown$" text &&
	on=2026-03-20 first publish processing --format text >text 2>/dev/null &&
	present "For 1 release there is no certificate" text &&
	on=$today && second receive "$(newest recalls)" --reply certificates >/dev/null &&
	first receive "$(newest certificates)" >/dev/null &&
	on=2026-03-20 first publish processing --format text >text 2>/dev/null &&
	present "1 is certified to have been" text &&
	absent "no certificate|was recalled" text
'

test_done
