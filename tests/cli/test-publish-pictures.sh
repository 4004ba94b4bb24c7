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
	tr -s " \n" " " <actual >line && present "There is nothing to list" line &&
	present "is never listed for a parent" line &&
	hornbook publish timeline --pupil $some_upn --today $today --format text \
		--for staff >actual 2>warnings &&
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

test_expect_success 'what keeps the child safe, and what it asked for itself, no parent is shown' '
	hornbook share --plain --to childrens-services --for child-protection \
		--on enquiry --pupils $some_upn --today $today --out out >made &&
	hornbook access --pupil $some_upn --to pupil --by "data officer" \
		--identity "passport seen" --today $today --out copy >made &&
	for reader in parents primary staff secondary; do
		hornbook publish timeline --pupil $some_upn --today $today \
			--for $reader --format text 2>$reader.note >text &&
		tr -s " \n" " " <text >$reader &&
		hornbook publish timeline --pupil $some_upn --today $today \
			--for $reader --format svg 2>$reader.note >$reader.svg ||
			return 1
	done &&
	for reader in parents primary; do
		present R-2026-0001 $reader && present R-2026-0001 $reader.svg &&
		absent "R-2026-000[23]|hildren.s services|given to others" \
			$reader $reader.svg &&
		absent "safe" $reader.note || return 1
	done &&
	present "is never listed for a parent, whether or not there is any" parents &&
	present "is never on this list" primary &&
	xmllint --xpath "string(/*/*[name()=\"desc\"])" parents.svg >words &&
	present "is never listed for a parent, whether or not there is any" words &&
	texts parents.svg | tr "\n" " " >drawn &&
	present "is never listed for a parent, whether or not there is any" drawn &&
	for reader in staff secondary; do
		present R-2026-0002 $reader && present R-2026-0003 $reader &&
		absent "never listed" $reader $reader.svg &&
		present "1 of the releases may be to keep the child safe" \
			$reader.note || return 1
	done
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
