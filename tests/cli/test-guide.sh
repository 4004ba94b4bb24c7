#!/bin/sh
# What README.md, docs/guide.md and docs/one-year.md show is what the program does.
#
# In a block ```console a line "$ COMMAND" is run; lines "> ..." go on with it.
# What follows up to the next command is what it must print, with the lines of the
# clauses that it names; a line, or a part of one, that is "..." stands for
# anything.  Where nothing follows, only the exit status counts: 0, unless the next
# command is `echo $?`.
# The commands of one document run one after another in one shell, beside copies
# of demo/, notices/ and dictionaries/.
. "$(dirname "$0")/lib.sh"
test_needs_program

# Cuts the document into NUMBER.command, .expected and .title.
cut_document() {
	awk -v file="$(basename "$1")" '
	function finish() {
		if (n > 0) {
			close(base ".command")
			close(base ".expected")
		}
	}
	/^```console$/ { inside = 1; next }
	/^```/ { inside = 0; command = 0; next }
	!inside { next }
	/^\$ / {
		finish()
		base = sprintf("%03d", ++n)
		print substr($0, 3) >(base ".command")
		printf "" >(base ".expected")
		print file ":" NR ": " $2 " " $3 >(base ".title")
		close(base ".title")
		command = 1
		next
	}
	/^> / && command { print substr($0, 3) >(base ".command"); next }
	n == 0 { print file ":" NR ": a block must begin with a command"; exit 1 }
	{ command = 0; print >(base ".expected") }
	END { if (n == 0) exit 1 }' "$1"
}

# What the reader has at hand.
prepare_place() {
	mkdir -p place/bin place/build/src/cli &&
	cp -R "$SOURCE/demo" "$SOURCE/notices" "$SOURCE/dictionaries" place &&
	ln -s "$HORNBOOK" place/bin/hornbook &&
	ln -s "$HORNBOOK" place/build/src/cli/hornbook &&
	printf '%s\n' '#!/bin/sh' '[ "$1" = demo ] && exec demo/run.sh' \
		>place/bin/make &&
	chmod +x place/bin/make
}

# Runs all commands, leaving NUMBER.actual and .status.
run_document() (
	work=$PWD last=0
	PATH=$PWD/place/bin:$PATH
	export PATH
	cd place || exit
	for command in "$work"/*.command; do
		base=${command%.command}
		(exit "$last")
		. "$command" >"$base.raw" 2>&1 </dev/null
		last=$?
		# CSV files have the line ends of RFC 4180.
		tr -d '\r' <"$base.raw" >"$base.actual"
		echo "$last" >"$base.status"
	done
)

check_status() {
	next=$(printf '%03d' $((${1#"${1%%[!0]*}"} + 1)))
	[ "$(cat "$1.status")" = 0 ] && return
	[ -e "$next.command" ] && grep -qx 'echo \$?' "$next.command" && return
	echo "exit status $(cat "$1.status"):"
	cat "$1.actual"
	return 1
}

check_output() {
	[ -s "$1.expected" ] || return 0
	pattern=$(sed 's/[][*?\\]/\\&/g; s/\.\.\./*/g' "$1.expected")
	case $(cat "$1.actual") in
	$pattern) return 0 ;;
	esac
	diff -u "$1.expected" "$1.actual"
	return 1
}

for document in README.md docs/guide.md docs/one-year.md; do
	mkdir -p "$test_directory/run/$document" &&
		cd "$test_directory/run/$document" || exit
	if ! cut_document "$SOURCE/$document" || ! prepare_place; then
		test_expect_success "the commands of $document are found" false
		continue
	fi
	run_document >/dev/null 2>&1
	for command in [0-9]*.command; do
		number=${command%.command}
		test_expect_success "$(cat "$number.title")" '
			check_status "$number" && check_output "$number"
		'
	done
done

test_done
