#!/bin/sh
# The rooms of docs/architecture.md: a room includes only rooms above it.
. "$(dirname "$0")/lib.sh"

rooms='base language document dictionary policy words register ledger seal formats tables anonymity growth generate guard share publish demo cli'

# Lines "file:line:#include ..." by which a file of source directory $1 reaches
# a room below its own, or one that is none.
reach_below() {
	above=
	for room in $rooms; do
		above="$above${above:+|}$room"
		[ ! -d "$1/src/$room" ] ||
			grep -rnE --include='*.[ch]' '^ *# *include *"' \
				"$1/src/$room" |
			grep -vE "\"(($above)/[a-z0-9_]+\\.h|configuration\\.h)\""
	done
}

# Places where a file prints, exits, or asks the clock or the environment
# outside of cli.
act_outside_cli() {
	grep -rnE --include='*.[ch]' \
		'(^|[^a-z_>.])(printf|puts|putchar|perror|exit|_exit|getenv|time|clock_gettime|gettimeofday|localtime) *\(' \
		"$1/src" | grep -v "^$1/src/cli/" |
		grep -vE '^[^:]*:[0-9]+: *(/?\*|//)'
}

# Functions that headers of the rooms $2 in source directory $1 offer, while
# only one file of program and tests names them: nobody else calls them.
offer_to_nobody() {
	find "$1" -path "$1/build*" -prune -o -name "*.[ch]" -print |
		grep -E "^$1/(src|tests|fuzz|bench)/" | xargs awk \
			-v rooms="^$1/src/($(printf '%s' "$2" | tr ' ' '|'))/" '
		FNR == 1 { header = FILENAME ~ /[.]h$/ }
		header && FILENAME ~ rooms && !/^(static|typedef) / &&
		/^[a-z][a-z0-9_ ]*[ *][a-z0-9_]+[(]/ {
			name = $0
			sub(/[(].*/, "", name)
			sub(/.*[ *]/, "", name)
			offered[name] = FILENAME
		}
		!header {
			rest = $0
			while (match(rest, /[a-z_][a-z0-9_]*/)) {
				word = substr(rest, RSTART, RLENGTH)
				rest = substr(rest, RSTART + RLENGTH)
				if (seen[word] != FILENAME)
					files[word]++
				seen[word] = FILENAME
			}
		}
		END {
			for (name in offered)
				if (files[name] < 2)
					print offered[name] ": " name
		}' | sort
}

test_expect_success 'a room that reaches below itself is noticed' '
	mkdir -p src/base src/share &&
	echo "#include \"share/share.h\"" >src/base/low.c &&
	echo "#include \"base/low.h\"" >src/share/high.c &&
	reach_below . >actual; expect <<-\END
	./src/base/low.c:1:#include "share/share.h"
	END
'

test_expect_success 'no room includes a room below it' '
	reach_below "$SOURCE" >actual; expect /dev/null
'

test_expect_success 'every room has its directory, and no other directory is there' '
	ls "$SOURCE/src" | sort >actual && printf "%s\n" $rooms | sort | expect
'

test_expect_success 'only cli prints, exits, or asks clock and environment' '
	act_outside_cli "$SOURCE" >actual; expect /dev/null
'

test_expect_success 'a function that is offered to nobody is noticed' '
	mkdir -p src/base src/share &&
	printf "%s\n" "int low(void);" "struct slice high(void);" >src/base/low.h &&
	echo "int low(void) { return high(); }" >src/base/low.c &&
	echo "int other(void) { return low(); }" >src/share/other.c &&
	offer_to_nobody . "base" >actual; expect <<-\END
	./src/base/low.h: high
	END
'

test_expect_success 'what a header offers somebody else uses' '
	offer_to_nobody "$SOURCE" "base language dictionary policy formats tables guard growth cli" \
		>actual; expect /dev/null
'

test_done
