#!/bin/sh
# Every document of a controller in one directory.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

check_pages=$SOURCE/tests/publish/check-pages.sh

publish_all() {
	hornbook publish all --today $today "$@" 2>err
}

test_expect_success 'the rules alone give all that needs no register' '
	publish_all "$kent_notice" --out public >actual &&
	files=$(ls public | wc -l) &&
	expect <<-END &&
	$files files in public, to begin with at index.html
	END
	[ -e public/notice.html ] && [ ! -e public/releases.html ] &&
	grep -q "warnings above are told to no family" err
'

test_expect_success 'the sums are those of the files' '
	(cd public && sha256sum --strict --quiet -c SHA256SUMS) &&
	[ "$(wc -l <public/SHA256SUMS)" -eq "$(ls public | grep -vc SHA256SUMS)" ]
'

test_expect_success 'the same rules on the same day give the same files' '
	publish_all "$kent_notice" --out again >out && diff -r public again
'

test_expect_success 'a node adds what its register and ledger know' '
	fill_node >out &&
	publish_all --out public --json >actual &&
	jq -e "(.files | index(\"releases.html\")) and
		(.files | index(\"organisations.csv\"))" actual >out &&
	[ "$(jq -r ".files[]" actual | sort | xargs)" = "$(ls public | sort | xargs)" ]
'

test_expect_success 'what officers keep is made only where that is asked for' '
	[ ! -e public/processing.html ] &&
	hornbook publish processing --template --out answers.csv --today $today 2>err &&
	expect_status 2 publish_all --out public --with answers.csv &&
	publish_all --out office --officers --with answers.csv >out &&
	[ -e office/processing.csv ] && "$check_pages" office/processing.html \
		office/index.html
'

test_expect_success 'all pages are well-formed, accessible, and lead to each other' '
	"$check_pages" public/*.html
'

test_expect_success 'what somebody else put there is not taken away' '
	echo mine >public/logo.png &&
	expect_status 2 publish_all --out public &&
	grep -q "logo.png" err && grep -q "a directory of its own" err &&
	[ "$(cat public/logo.png)" = mine ] && [ -e public/notice.html ]
'

test_expect_success 'two versions add the letter on what changes' '
	sed "s/ version 1 / version 2 /; s/from 2018-05-25/from 2026-02-01/" \
		"$kent_notice" >2.notice &&
	publish_all "$kent_notice" 2.notice --out two >out &&
	grep -q "href=\"letter.html\"" two/index.html && [ -e two/letter.pdf ]
'

test_expect_success 'what cannot be printed is named, with the reason' '
	sed "s/^controller \"[^\"]*\"/controller \"\\xe9\\x9b\\xaa\\xe5\\xb1\\xb1\"/" \
		"$kent_notice" >far.notice &&
	publish_all far.notice --out far >out &&
	[ ! -e far/notice.pdf ] && [ -e far/notice.html ] &&
	grep -q "there is no notice.pdf: " err
'

test_expect_success 'rules with an error publish nothing' '
	{ cat "$kent_notice" && echo "share with nobody-at-all { send name }"; } >bad.notice &&
	expect_status 2 publish_all bad.notice --out none &&
	[ ! -e none ] && grep -q "error" err
'

test_done
