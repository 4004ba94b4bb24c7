#!/bin/sh
# Makes the documents of tests/publish/golden anew; then read the diff.
#
#     tests/publish/rewrite-golden.sh [FILE...]
set -eu

SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
HORNBOOK=${HORNBOOK:-$SOURCE/build/src/cli/hornbook}
COMPOSE_DOCUMENT=${COMPOSE_DOCUMENT:-$SOURCE/build/tests/document/compose_document}
export HORNBOOK_DICTIONARY="${HORNBOOK_DICTIONARY:-$SOURCE/dictionaries/england}"
export LC_ALL=C TZ=UTC
unset HORNBOOK_NODE HORNBOOK_TODAY HORNBOOK_KEY_FILE HORNBOOK_PASSPHRASE

hornbook() {
	"$HORNBOOK" "$@"
}

. "$SOURCE/tests/publish/golden.sh"

wanted=" $* "
new=$(mktemp)
trap 'rm -f "$new"' EXIT
golden_list | while read -r file command; do
	case $wanted in
	"  " | *" $file "*) ;;
	*) continue ;;
	esac
	golden_print "$file" "$command" >"$new" </dev/null
	cmp -s "$new" "$golden/$file" || {
		echo "$file"
		cat "$new" >"$golden/$file"
	}
done
