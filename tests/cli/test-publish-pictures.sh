#!/bin/sh
# Pictures of what is published, as files.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

academy="$SOURCE/demo/notices/northamptonshire-academy.notice --today 2009-03-01"

# The words of an SVG file's texts, a line each.
texts() {
	sed -n 's/.*<text[^>]*>\(.*\)<\/text>.*/\1/p' "$@"
}

test_expect_success 'map and matrix are well-formed pictures with title and description' '
	for kind in map matrix; do
		hornbook publish $kind $academy --out $kind.svg 2>warnings &&
		xmllint --noout $kind.svg &&
		rsvg-convert $kind.svg >$kind.png && [ -s $kind.png ] &&
		[ "$(xmllint --xpath "count(/*/*[name()=\"title\" or name()=\"desc\"])" \
			$kind.svg)" = 2 ] &&
		texts $kind.svg | grep -qx Connexions || return 1
	done
'

test_expect_success 'a document has the picture and the same in words' '
	hornbook publish map $academy --format text >actual 2>warnings &&
	grep -q "^The same in words" actual &&
	tr "\n" " " <actual | sed "s/  */ /g" | grep -q "Oakfield Academy sends information to Connexions" &&
	hornbook publish matrix $academy --out matrix.pdf 2>warnings &&
	pdfinfo -struct matrix.pdf | grep -q Figure
'

test_expect_success 'a timeline has one pupil'"'"'s releases and not who it is' '
	fill_node >made &&
	hornbook publish timeline --pupil $some_upn --today $today --format text \
		>actual 2>warnings &&
	grep -q "nobody has been given" actual &&
	expect_status 2 hornbook publish timeline --pupil $some_upn --today $today \
		--format svg 2>actual &&
	present "nothing to draw" actual &&
	hornbook share --plain --to department --collection school-census \
		--today $today --out out >made &&
	for format in svg html text pdf; do
		hornbook publish timeline --pupil $some_upn --today $today \
			--out timeline.$format --format $format 2>warnings || return 1
	done &&
	texts timeline.svg | grep -qx "The Department for Education" &&
	texts timeline.svg | grep -q "R-2026-0001" &&
	texts timeline.svg | grep -qx "15 January 2026" &&
	[ "$(stat -c %a timeline.svg timeline.pdf | xargs)" = "600 600" ] &&
	absent "keep the child safe" warnings &&
	pdftotext timeline.pdf - >>timeline.text &&
	hornbook show $some_upn --today $today --json >record &&
	for secret in $some_upn "$(jq -r "[.. | .[\"pupil.surname\"]? // empty][0]" record)"; do
		[ -n "$secret" ] && [ "$secret" != null ] &&
			! grep -qi "$secret" timeline.svg timeline.html timeline.text ||
			return 1
	done
'

test_expect_success 'who makes a timeline is told that it may tell of what keeps a child safe' '
	hornbook share --plain --to childrens-services --for child-protection \
		--on enquiry --pupils $some_upn --today $today --out out >made &&
	hornbook publish timeline --pupil $some_upn --today $today --out timeline.html \
		2>actual &&
	present "1 of the releases may be to keep the child safe" actual
'

test_expect_success 'what cannot be is refused with a reason' '
	expect_status 2 hornbook publish timeline --today $today 2>actual &&
	present "needs --pupil UPN" actual &&
	expect_status 2 hornbook publish timeline --pupil nobody --today $today \
		2>actual &&
	expect_status 2 hornbook publish map $academy --for nobody 2>actual &&
	present "nothing is published for" actual &&
	expect_status 2 hornbook publish map $academy --format png 2>actual &&
	present "it has html, markdown, text, pdf and svg" actual &&
	: >file &&
	expect_status 3 hornbook publish map $academy --format svg \
		--out file/map.svg 2>actual
'

. "$SOURCE/tests/cli/exchange.sh"

test_expect_success 'a timeline tells two schools apart, and what came of a release' '
	make_schools >made 2>&1 &&
	transfer first 886/2345 G886200313024 >made &&
	transfer first 886/3456 G886200313024 >>made &&
	first recall R-2026-0001 --reason "wrong school" --out messages >made 2>&1 &&
	first publish timeline --pupil G886200313024 --format text \
		>actual 2>warnings &&
	tr "\n" " " <actual | sed "s/  */ /g" >flat &&
	grep -q "(8862345)" flat && grep -q "(8863456)" flat &&
	grep -q "What came of it: recalled on 15 January 2026: sent to the recipient" flat &&
	grep -q "If something here is wrong, .* tell us: " flat &&
	first publish timeline --pupil G886200313024 --out timeline.svg \
		2>warnings &&
	texts timeline.svg | grep -q "^recalled on 15 January 2026"
'

test_done
