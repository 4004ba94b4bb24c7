#!/bin/sh
# Files that nobody wrote by hand: huge, deep, garbled.  Each is answered with
# what is wrong and where, in bounded time and memory.
. "$(dirname "$0")/lib.sh"
test_needs_program

# Seconds for one file, on a machine that does much else; kibibytes of address
# space, but not under a sanitizer, which maps far more than it uses.
SECONDS_EACH=120
MEMORY_KIB=1000000
if ! sh -c "ulimit -v $MEMORY_KIB && exec \"$HORNBOOK\" --version" \
	>/dev/null 2>&1; then
	MEMORY_KIB=unlimited
fi

# The beginning of a notice.
head_of() {
	printf 'notice "N" version 1 from 2018-01-01\ncontroller "C" school\n'
}

# Writes a text so many times.
repeated() {
	awk -v text="$2" -v many="$1" \
		'BEGIN { while (many-- > 0) printf "%s", text }' </dev/null
}

# So many lines (or whatever the format ends with), each with its number.
numbered() {
	awk -v format="$2" -v many="$1" \
		'BEGIN { for (i = 0; i < many; i++) printf format, i, i + 1 }' \
		</dev/null
}

# Passes when the file is faulty and one of the words is told.
faulty() {
	pattern=$1
	shift
	(
		ulimit -v "$MEMORY_KIB"
		timeout "$SECONDS_EACH" "$HORNBOOK" check "$@" \
			--today 2026-01-15 >actual 2>&1
	)
	status=$?
	[ "$status" -eq 2 ] || {
		echo "exit status $status, not 2"
		head -c 2000 actual
		return 1
	}
	# Everything is told in a few thousand lines at most.
	[ "$(wc -l <actual)" -lt 8000 ] && grep -qE -e "$pattern" actual && return 0
	head -c 2000 actual
	return 1
}

faulty_dictionary() {
	HORNBOOK_DICTIONARY=$PWD/$2 faulty "$1"
}

test_expect_success 'a notice of 100 megabytes is not read' '
	{ head_of; repeated 10000000 "# nothing\n"; } >a.notice &&
	faulty "larger than the 4194304 bytes" a.notice
'

test_expect_success 'a line of 10 megabytes is not read' '
	{ head_of; printf "hold "; repeated 5000000 "a,"; echo b; } >a.notice &&
	faulty "larger than the 4194304 bytes" a.notice
'

test_expect_success 'a million statements are not read, half a million are told of' '
	{ head_of; repeated 1000000 "right\n"; } >a.notice &&
	faulty "larger than the 4194304 bytes" a.notice &&
	{ head_of; repeated 500000 "right x\n"; } >a.notice &&
	faulty "unknown-right" a.notice &&
	present "^1 notice: 500000 errors.*; the first 1000 are told" actual
'

test_expect_success 'a million names in a list are told of' '
	{ head_of; printf "hold "; repeated 1000000 "n,"; echo n; } >a.notice &&
	faulty "unknown-field" a.notice &&
	present "^1 notice: 1000001 errors; the first 1000 are told" actual
'

test_expect_success 'a text of three megabytes without an end is told of at its place' '
	{ head_of; printf "contact \""; repeated 3000000 x; echo; } >a.notice &&
	faulty "^a.notice:3:9: error: .*unterminated-string" a.notice
'

test_expect_success 'blocks in blocks, a hundred thousand deep' '
	{ head_of; repeated 100000 " share with police {"; } >a.notice &&
	faulty "nesting-too-deep" a.notice &&
	{ head_of; repeated 100000 "share with police {\n"; } >a.notice &&
	faulty "unclosed-block" a.notice
'

test_expect_success 'braces that close nothing' '
	{ head_of; repeated 500000 "}\n"; } >a.notice &&
	faulty "unexpected-brace" a.notice
'

condition() {
	head_of
	printf "share with police {\n    when "
	cat
	printf "\n}\n"
}

test_expect_success 'parentheses in parentheses, a hundred thousand deep' '
	{ repeated 100000 "("; printf "carer"; repeated 100000 ")"; } |
		condition >a.notice &&
	faulty "nesting-too-deep" a.notice
'

test_expect_success 'conditions of a hundred thousand parts' '
	{ repeated 100000 "carer and "; printf "carer"; } | condition >a.notice &&
	faulty "condition-too-long" a.notice &&
	{ repeated 100000 "not "; printf "carer"; } | condition >a.notice &&
	faulty "nesting-too-deep" a.notice
'

test_expect_success 'numbers and dates that are none' '
	{ head_of; echo "share with police { delete after $(repeated 100000 9) days }"; } \
		>a.notice &&
	faulty "number-too-large" a.notice &&
	cat >law.dictionary <<-\END &&
	dictionary "D"
	law a "A" from 0000-01-01
	law b "B" from 2018-02-30
	law c "C" from 3000-01-01
	law d "D" from 99999-01-01
	law e "E" from 2018-05-25 to 2018-05-24
	END
	faulty_dictionary "law.dictionary:2:16: error: .*bad-date" law.dictionary &&
	present "law.dictionary:3:16: error: .*bad-date" actual &&
	present "law.dictionary:4:16: error: .*bad-date" actual &&
	present "law.dictionary:5:" actual &&
	present "law.dictionary:6:30: error: .*bad-dates" actual
'

test_expect_success 'bytes that are no text' '
	{ head_of; printf "hold pupil\000\n"; } >a.notice &&
	faulty "a.notice:3:11: the text holds a NUL" a.notice &&
	{ head_of; printf "hold \377\376\n"; } >a.notice &&
	faulty "a.notice:3:6: the text is not UTF-8" a.notice &&
	{ head_of; printf "contact \"\355\240\200\"\n"; } >a.notice &&
	faulty "a.notice:3:10: the text is not UTF-8" a.notice &&
	head -c 100000 /dev/urandom >a.notice &&
	faulty "NUL|UTF-8" a.notice
'

test_expect_success 'line ends of all kinds are the same text' '
	{ head_of; printf "hold nothing\nhold none\n"; } >a.notice &&
	faulty "^a.notice:4:6: error: .*unknown-field" a.notice &&
	mv actual lf &&
	sed "2s/\$/\r/; 4s/\$/\r/" a.notice >b.notice &&
	mv b.notice a.notice &&
	grep -q "$(printf "\r")" a.notice &&
	faulty "unknown-field" a.notice &&
	tr -d "\r" <actual | diff lf - &&
	{ head_of; printf "hold nothing\rhold none\r"; } >a.notice &&
	faulty "a.notice:3:" a.notice
'

test_expect_success 'one name a hundred thousand times' '
	{ echo "dictionary \"D\""; repeated 50000 "trigger t \"T\"\n"; } \
		>law.dictionary &&
	faulty_dictionary "duplicate-name" law.dictionary &&
	{ echo "dictionary \"D\""; numbered 100000 "trigger t%d \"T\"\n"; } \
		>law.dictionary &&
	faulty_dictionary "too-many-names" law.dictionary
'

test_expect_success 'ten thousand bodies within one another, in a ring' '
	{
		echo "dictionary \"D\"" &&
		numbered 9999 "body b%d \"B\" within b%d\n" &&
		echo "body b9999 \"B\" within b0"
	} >law.dictionary &&
	faulty_dictionary "^[^ ]*law.dictionary:2:6: error: .b0. is within itself \[cyclic-body\]" \
		law.dictionary &&
	present "^dictionary: 10000 errors; the first 1000 are told" actual
'

test_expect_success 'sixty facts that follow from one another, in a ring' '
	{
		echo "dictionary \"D\"" &&
		numbered 59 "fact f%d number \"F\" { is 1 when f%d = 1 }\n" &&
		echo "fact f59 number \"F\" { is 1 when f0 = 1 }"
	} >law.dictionary &&
	faulty_dictionary "cyclic-fact" law.dictionary
'

test_expect_success 'more fields and codes than there may be' '
	{
		printf "dictionary \"D\"\ncategory c \"C\" {\n" &&
		numbered 50000 "    field f%d text \"F\"\n" && echo "}"
	} >law.dictionary &&
	faulty_dictionary "too-many-fields" law.dictionary &&
	{
		printf "dictionary \"D\"\ncodes c \"C\" {\n" &&
		numbered 100000 "    code c%d \"C\"\n" && echo "}"
	} >law.dictionary &&
	faulty_dictionary "too-many-names" law.dictionary
'

test_expect_success 'a code set of 100 megabytes, and a row of a million cells' '
	echo "dictionary \"D\"" >law.dictionary &&
	echo "codes c \"C\" from \"codes.csv\"" >>law.dictionary &&
	{ echo code,description; repeated 10000000 "1234567,x\n"; } >codes.csv &&
	faulty_dictionary "codes.csv: larger than" law.dictionary &&
	{ printf code,description; repeated 1000000 ",x"; echo; } >codes.csv &&
	faulty_dictionary "codes.csv:1:1: error: .*csv-form" law.dictionary
'

test_expect_success 'a dictionary that includes itself' '
	printf "dictionary \"D\"\ninclude \"law.dictionary\"\n" >law.dictionary &&
	faulty_dictionary "include-twice" law.dictionary
'

test_expect_success 'fifty thousand shares are checked, each against the others' '
	{
		head_of &&
		repeated 50000 "share with youth-support { send pupil.surname; for careers-advice }\n" &&
		echo "right x"
	} >a.notice &&
	faulty "^1 notice: .*errors?.*; the first 1000 are told" a.notice
'

test_done
