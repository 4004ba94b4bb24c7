#!/bin/sh
# Documents as people meet them: those of golden/ (golden.sh), and of these the
# pages checked (check-pages.sh).
. "$(dirname "$0")/../cli/lib.sh"
. "$SOURCE/tests/publish/golden.sh"

check=$SOURCE/tests/publish/check-pages.sh

test_expect_success 'the checker is what its makers published' '
	printf "%s  %s\n" "$(sed -n 1p "$SOURCE/tests/publish/browser/axe.sha512")" \
		"$SOURCE/tests/publish/browser/axe.min.js" | sha512sum -c --quiet
'

test_expect_success 'a page with faults is told of each' '
	cat >broken.html <<-\END &&
	<!DOCTYPE html>
	<html><head><title>x</title></head><body>
	<h1>One</h1><h3 id="a">Three</h3>
	<p id="a" style="color:#ccc">Grey <a href="#none">to nothing</a></p>
	<a href="none.html">to no page</a>
	<script>x()</script><img src="a.png">
	<div style="width:600px">wide</div>
	</body></html>
	END
	expect_status 1 "$check" broken.html >found &&
	for fault in "tidy: .*lacks \"alt\"" "no Content-Security-Policy" \
		"two elements have the id \"a\"" "leads to \"#none\"" \
		"leads to \"none.html\"" "<h3> follows <h1>" "there is a <script>" \
		"pixels wide in a window of 320" "axe html-has-lang" \
		"axe color-contrast" "axe region"; do
		grep -q "$fault" found || { echo "not told: $fault"; cat found; false; } ||
			return 1
	done
'

test_expect_success 'each document is as it was read by a person' '
	golden_list >list && [ -s list ] && stale= &&
	while read -r file command; do
		golden_print "$file" "$command" >actual </dev/null || return 1
		expect "$golden/$file" || stale="$stale $file"
	done <list &&
	[ -z "$stale" ] || {
		echo "tests/publish/rewrite-golden.sh$stale"
		return 1
	}
'

test_expect_success 'every document of golden is in its list' '
	golden_list | sed "s/[ 	].*//" | sort >listed &&
	ls "$golden" | grep -v "[.]document\$\|^golden[.]list\$" | sort >actual &&
	expect listed
'

test_expect_success 'every page is well-formed, whole in itself and accessible' '
	"$check" "$golden"/*.html
'

test_done
