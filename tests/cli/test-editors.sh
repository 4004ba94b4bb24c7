#!/bin/sh
# The grammar for editors is made from the table of statements.
. "$(dirname "$0")/lib.sh"

vscode=$SOURCE/editors/vscode
grammar=$vscode/syntaxes/hornbook.tmLanguage.json

# The lines of the given files at which a statement of the grammar begins.
statements() {
	jq -r '.repository.statements.patterns[].begin' "$grammar" >begins &&
	cat "$@" >text &&
	while IFS= read -r begin; do
		grep -nP -- "$begin" text || true
	done <begins | cut -d: -f1 | sort -nu
}

test_expect_success 'the grammar is the one that the table gives' '
	"$TEXTMATE" >made &&
	diff -u "$grammar" made
'

test_expect_success 'each keyword of the reference begins a statement' '
	sed -n "s/^\*\*\`\([a-z]*\)\`\*\* .*/\1/p" \
		"$SOURCE/docs/language.md" | sort -u >keywords &&
	test "$(wc -l <keywords)" -gt 30 &&
	sed "s/\$/ x/" keywords >lines &&
	statements lines >found &&
	test "$(wc -l <found)" = "$(wc -l <keywords)"
'

test_expect_success 'a keyword inside a name, a text or a list begins none' '
	printf "%s\n" "shared" "share-with" "x share" "share.with" >lines &&
	statements lines >actual &&
	expect /dev/null
'

test_expect_success 'every line of a notice that begins no statement goes on with one' '
	printf "%s\n" "notice \"A\" version 1 from 2020-01-01" "" "# a word" \
		"share with youth-support {" "    send pupil.name," \
		"         pupil.address" "    for careers-advice" "}" >lines &&
	statements lines | tr "\n" " " >found &&
	test "$(cat found)" = "1 4 5 7 "
'

test_expect_success 'the extension names files that are there' '
	jq -r ".contributes | .languages[].configuration, .grammars[].path" \
		"$vscode/package.json" |
	while IFS= read -r path; do test -f "$vscode/$path" || exit 1; done
'

test_expect_success 'the problem matcher fits a finding' '
	printf "%s\n" "notice \"A\" version 1 from 2020-01-01" "shar" >a.notice &&
	{ hornbook check a.notice >found 2>&1 || true; } &&
	pattern=$(jq -r ".contributes.problemMatchers[0].pattern.regexp" \
		"$vscode/package.json") &&
	grep -qP -- "$pattern" found
'

test_done
