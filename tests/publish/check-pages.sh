#!/bin/sh
# Checks HTML pages: well-formed as Debian's tidy sees it, without warnings; all
# links inside and between them lead somewhere; headings in order; nothing that
# runs or loads; readable in a narrow window; accessible as axe-core sees it, in
# Chromium, which starts once for all of them.
#
#     tests/publish/check-pages.sh FILE.html...
#
# Says what is wrong, a line each, and then ends with 1.
set -u

browser=$(cd "$(dirname "$0")/browser" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/hornbook-pages.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for tool in tidy jq chromium; do
	command -v "$tool" >/dev/null || {
		echo "$tool is missing: scripts/install-dependencies.sh"
		exit 1
	}
done

faulty=0
for page in "$@"; do
	tidy -quiet -errors --warn-proprietary-attributes no \
		--drop-empty-elements no "$page" 2>"$work/tidy"
	[ ! -s "$work/tidy" ] || {
		sed "s|^|${page##*/}: tidy: |" "$work/tidy"
		faulty=1
	}
	grep -q "content=\"default-src 'none'" "$page" || {
		echo "${page##*/}: no Content-Security-Policy"
		faulty=1
	}
done

{
	printf 'const pages = ['
	for page in "$@"; do
		ls "$(dirname "$page")" |
			jq -Rs --arg name "${page##*/}" --rawfile html "$page" \
				'{$name, $html, neighbours: split("\n")}'
		printf ','
	done
	printf '];\n'
} >"$work/pages.js"
cp "$browser/check.html" "$browser/axe.min.js" "$work" || exit 1

# Without a home of its own it would write to the user's.
HOME=$work timeout 300 chromium --headless --no-sandbox --disable-gpu \
	--disable-dev-shm-usage --no-first-run --disable-extensions \
	--user-data-dir="$work/profile" --window-size=1200,1000 \
	--virtual-time-budget=100000000 --dump-dom \
	"file://$work/check.html" >"$work/shown" 2>"$work/log" || {
	tail -n 5 "$work/log"
	exit 1
}
sed -n '/<pre id="findings">/,$p' "$work/shown" |
	sed 's|.*<pre id="findings">||; /<\/pre>/{s|</pre>.*||;q}' |
	sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' >"$work/findings"
grep -v '^done: ' "$work/findings" | grep . && faulty=1
grep -q "^done: $# pages\$" "$work/findings" || {
	echo "the browser did not come to an end"
	tail -n 5 "$work/log"
	faulty=1
}
exit "$faulty"
