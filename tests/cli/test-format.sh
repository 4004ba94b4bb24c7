#!/bin/sh
# hornbook format: the one layout of notices and dictionaries.
. "$(dirname "$0")/lib.sh"
test_needs_program

untidy() {
	cat <<-\END
	notice "How we use it"   version 1 from 2018-05-25
	share with youth-support
	END
	printf 'share with department {\nsend pupil.name\nfor school-funding\n}\n'
}

test_expect_success 'formatting what is formatted changes nothing' '
	for file in "$SOURCE"/dictionaries/*/*.dictionary \
		"$SOURCE"/notices/*.notice "$SOURCE"/demo/notices/*.notice \
		"$SOURCE"/phrases/*/*.phrases
	do
		hornbook format "$file" >once && hornbook format once >twice &&
		cmp once twice || exit
	done
'

test_expect_success 'dictionaries and notices of the project have the one layout' '
	hornbook format --check "$SOURCE"/dictionaries/*/*.dictionary  \
		"$SOURCE"/notices/*.notice "$SOURCE"/demo/notices/*.notice \
		"$SOURCE"/phrases/*/*.phrases >actual
	expect /dev/null
'

test_expect_success 'statements of a block are indented and aligned' '
	untidy | tail -n 4 | hornbook format - >actual && expect <<-\END
	share with department {
	    send pupil.name
	    for  school-funding
	}
	END
'

test_expect_success '--check names the files that are not, and leaves them' '
	untidy | tail -n 4 >a.notice && hornbook format a.notice >b.notice &&
	cp a.notice before &&
	expect_status 2 hornbook format --check a.notice b.notice >actual &&
	expect <<-\END &&
	a.notice: not in the one layout
	END
	cmp a.notice before
'

test_expect_success '--write puts the layout into the file, once, and keeps its mode' '
	chmod 640 a.notice && hornbook format --write a.notice >actual &&
	echo "a.notice: laid out anew" | expect &&
	cmp a.notice b.notice && test "$(stat -c %a a.notice)" = 640 &&
	hornbook format --write a.notice >actual && expect /dev/null
'

test_expect_success 'a symbolic link stays one' '
	untidy | tail -n 4 >real.notice && ln -s real.notice link.notice &&
	hornbook format --write link.notice && test -L link.notice &&
	cmp real.notice b.notice
'

test_expect_success 'a file with errors is shown and left alone' '
	printf "share with {\n" >bad.notice && cp bad.notice before &&
	expect_status 2 hornbook format --write bad.notice b.notice 2>actual &&
	present "^bad.notice:1:" actual && cmp bad.notice before
'

test_expect_success 'a file that is not there, and options that exclude each other' '
	expect_status 2 hornbook format missing.notice 2>actual &&
	present "^hornbook: missing.notice: " actual &&
	expect_status 2 hornbook format --write --check b.notice
'

test_done
