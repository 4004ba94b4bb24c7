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

kent=$SOURCE/demo/notices/kent-alternative-provision.notice
check_pdf=$SOURCE/tests/document/check-pdf.sh

test_expect_success 'print is tagged, in order, and described' '
	for reader in primary staff; do
		hornbook notice "$kent" --for $reader --sources --today 2026-01-15 \
			--out $reader.pdf 2>err || return 1
	done &&
	hornbook publish map "$kent" --today 2026-01-15 --out map.pdf 2>err &&
	hornbook publish matrix "$kent" --today 2026-01-15 --out matrix.pdf 2>err &&
	"$check_pdf" *.pdf && qpdf --check staff.pdf >out
'

# Print with something of it put wrong, by sed script $1, is told of as $2.
wrong_print() {
	sed "$1" whole.qdf | fix-qdf >wrong.pdf 2>err
	expect_status 1 "$check_pdf" wrong.pdf >found
	grep -q "$2" found || {
		echo "not told: $2"
		cat found
		return 1
	}
}

test_expect_success 'print with faults is told of each' '
	qpdf --qdf --object-streams=disable map.pdf whole.qdf &&
	wrong_print "s|/Artifact BMC|%|" "painted on .* and not marked" &&
	wrong_print "s|/MCID 3>>|/MCID 4>>|" "not numbered from 0" &&
	wrong_print "s|/S /H2|/S /H4|" "H4 follows H1" &&
	wrong_print "s|/S /LBody|/S /P|" "not label and body" &&
	wrong_print "s|/Alt |/Olt |" "a picture has no words" &&
	wrong_print "s|/Lang |/Ling |" "no language" &&
	wrong_print "s|/Marked true|/Marked false|" "not tagged" &&
	wrong_print "s|pdfuaid:part|pdfuaid:port|g" "do not say PDF/UA-1" &&
	wrong_print "s|/Tabs /S|/Tabs /R|" "in the order of its structure"
'

test_done
