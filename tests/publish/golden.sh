# Documents held as they are, in tests/publish/golden: a line of `golden.list`
# names the file and the command that prints it.  Run in the source directory.
#
#     tests/publish/rewrite-golden.sh [FILE...]    makes them anew; read the diff
#
# Sourced by test-pages.sh and rewrite-golden.sh, after tests/cli/lib.sh.

golden=$SOURCE/tests/publish/golden

compose_document() {
	"$COMPOSE_DOCUMENT" "$@"
}

# Lines "FILE COMMAND".
golden_list() {
	grep -vE '^(#|$)' "$golden/golden.list"
}

# Prints what golden file $1 should be, by command $2.  Warnings of the checker are
# told apart from documents, and here not at all.
golden_print() {
	(cd "$SOURCE" && eval "$2" 2>/dev/null)
}
