#!/bin/sh
# Prints the register of releases, or the list of approved organisations, of the
# school in Kent of the sample data after a few weeks of sharing: for golden/.
# The ledger's root, which no two runs have alike, becomes ROOT.
#
#     tests/publish/print-releases.sh releases|organisations FORMAT
. "$(dirname "$0")/../cli/lib.sh"
. "$SOURCE/tests/cli/node.sh"
. "$SOURCE/tests/cli/exchange.sh"
test_finished=yes

{
	make_schools
	first share --to youth-support --for youth-support-services --plain \
		--out clear
	on=2026-01-16 first share --to department --collection school-census \
		--plain --out clear
	transfer first 886/2345 G886200313024 J886200418025
	on=2026-01-20 first keys distrust school --number 8863456 --reason closed
	on=2026-01-22 first recall R-2026-0003 --reason "wrong school" \
		--out messages
} >/dev/null 2>&1
on=2026-02-01 first publish "$1" --format "$2" 2>/dev/null |
	sed -E 's/\b[0-9a-f]{64}\b/ROOT/'
