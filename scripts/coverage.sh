#!/bin/sh
# Prints docs/coverage.md: where each requirement, flow and contradiction of
# docs/requirements.md is held, from the marks in dictionaries, notices, code
# and tests; and for what no mark holds, why, from docs/coverage-reasons.txt.
#
#     scripts/coverage.sh [DIRECTORY]      the tree; left out: this one
#     scripts/coverage.sh --write          writes docs/coverage.md
#
# A mark stands in a comment, on the line of what holds it or in a line above;
# a range is written `R-075 to R-078`.  Faults go to standard error, and the
# status is 1.
set -u
LC_ALL=C
export LC_ALL

script=$(cd "$(dirname "$0")" && pwd)/coverage.awk
write=
if [ "${1-}" = --write ]; then
	write=1
	shift
fi
cd "${1-$(dirname "$script")/..}" || exit

print_page() {
	{
		echo docs/requirements.md
		echo docs/coverage-reasons.txt
		find dictionaries notices src tests -type f \
			! -name test-coverage.sh \( \
			-name '*.dictionary' -o -name '*.notice' -o \
			-name '*.[ch]' -o -name '*.test' -o -name '*.sh' \) |
			sort
	} | tr '\n' '\0' | xargs -0 awk -f "$script"
}

if [ -n "$write" ]; then
	print_page >docs/coverage.md.writing || {
		rm -f docs/coverage.md.writing
		exit 1
	}
	mv docs/coverage.md.writing docs/coverage.md
else
	print_page || exit 1
fi
