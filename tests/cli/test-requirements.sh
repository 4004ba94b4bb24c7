#!/bin/sh
# Every mark that rules, code and documents carry is told of in
# docs/requirements.md.
. "$(dirname "$0")/lib.sh"

requirements=$SOURCE/docs/requirements.md

# Prints each match of the pattern, once, in whatever people write by hand.
marks() {
	(cd "$SOURCE" && find bench completions demo dictionaries docs fuzz man \
		notices scripts src tests CONTRIBUTING.md README.md SECURITY.md \
		-type f \( -name '*.[ch]' -o -name '*.dictionary' -o \
		-name '*.notice' -o -name '*.md' -o -name '*.scd' -o \
		-name '*.sh' -o -name '*.test' \) \
		! -path 'docs/requirements.md' \
		-exec grep -hoE "$1" {} +) | grep -oE "$2" | sort -u
}

# The marks that stand first in a row of a table.
told() {
	sed -nE 's/^\| ((rule )?[A-Z0-9, -]+) \|.*/\1/p' "$requirements" |
		grep -oE "$1" | sort -u
}

no_mark_untold() {
	marks "$1" "$2" >used && told "$2" >known || return
	[ -s used ] && [ -s known ] || return
	comm -23 used known >actual
	expect /dev/null
}

test_expect_success 'every requirement is told of' '
	no_mark_untold "\bR-[0-9]{3}\b" "R-[0-9]{3}"
'

test_expect_success 'every flow is told of' '
	no_mark_untold "\bF[0-9]{2}\b" "F[0-9]{2}"
'

test_expect_success 'every contradiction is told of' '
	no_mark_untold "\bC[0-9]{2}\b" "C[0-9]{2}"
'

test_expect_success 'every demand on tables is told of' '
	no_mark_untold "\bT[1-9]\b" "T[1-9]"
'

test_expect_success 'every validation rule is told of' '
	no_mark_untold "\brule [0-9]{4}\b" "[0-9]{4}"
'

test_expect_success 'no mark is told of twice' '
	sed -nE "s/^\| ([RFCT]-?[0-9]+) \|.*/\1/p" "$requirements" | sort |
		uniq -d >actual &&
	expect /dev/null
'

# Files and directories of the project that a document speaks of.
test_expect_success 'what documents point at is there' '
	(cd "$SOURCE" && for document in *.md docs/*.md demo/README.md; do
		grep -oE "\`((docs|src|tests|scripts|fuzz|bench|dictionaries|notices|demo)/[A-Za-z0-9_/.-]*|[A-Z]+\.md)\`" \
			"$document" | tr -d "\`" | while read -r path; do
			[ -e "$path" ] || echo "$document: $path"
		done
	done) >actual
	expect /dev/null
'

test_done
