#!/bin/sh
# A correction is no door: it holds what the release held, and nothing new.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq
. "$SOURCE/tests/cli/node.sh"
. "$SOURCE/tests/cli/exchange.sh"

# rows FROM TO FILE: the pupil's rows with attendance of another year or count.
rows() {
	head -1 "$kent/pupils.csv" >"$3" &&
	grep "^$some_upn" "$kent/pupils.csv" | sed -e "s/$1/$2/" >>"$3" &&
	grep -q "$2" "$3"
}

own=,2025,8861101,Westwood
counts=,145,136,9,0,

test_expect_success 'a release goes out, and then data of other years comes in' '
	make_schools >/dev/null &&
	second receive "$(transfer first 886/2345 $some_upn)" >/dev/null &&
	rows "$own" ,2023,8861101,Westwood other.csv &&
	sed -i "s/$counts/,99,77,22,22,/" other.csv &&
	third import other.csv >/dev/null &&
	first receive "$(transfer third 886/1101 $some_upn)" >/dev/null &&
	rows "$own" ,2022,8861101,Westwood later.csv &&
	sed -i "s/$counts/,88,11,33,44,/" later.csv &&
	first import later.csv >/dev/null &&
	first show $some_upn >shown &&
	present "^Attendance, 2022" shown && present "^Attendance, 2023" shown
'

test_expect_success 'a correction holds neither, whatever has changed beside it' '
	rows "$counts" ,145,137,8,0, fixed.csv &&
	first import fixed.csv >/dev/null &&
	first notify --out told >/dev/null &&
	second receive "$(newest told)" --reply answers >actual &&
	present "^Corrections: 1 applied" actual &&
	second show $some_upn >shown &&
	present "Sessions attended  *137" shown &&
	absent "^Attendance, 202[023]" shown
'

test_expect_success 'an objection does not stop it, and opens nothing' '
	printf "pupil.upn,wish.kind,wish.by,wish.date\n%s,restriction,parent,2026-01-14\n" \
		$some_upn >wish.csv &&
	first import wish.csv >/dev/null &&
	rows "$counts" ,145,138,7,0, again.csv &&
	first import again.csv >/dev/null &&
	first notify --out told-again >/dev/null &&
	second receive "$(newest told-again)" --reply answers-again >/dev/null &&
	second show $some_upn >shown &&
	present "Sessions attended  *138" shown &&
	absent "^Attendance, 202[023]" shown &&
	absent restriction shown
'

test_expect_success 'back to what it was is told too' '
	rows "$counts" "$counts" back.csv &&
	first import back.csv >/dev/null &&
	first notify --out told-back >actual &&
	second receive "$(newest told-back)" --reply answers-back >/dev/null &&
	second show $some_upn >shown &&
	present "Sessions attended  *136" shown
'

test_expect_success 'what was received is put right by who sent it' '
	surname=$(grep -o "Surname  *.*" shown | head -1 | sed "s/Surname  *//") &&
	test -n "$surname" &&
	printf %s "$surname" | second correct --pupil $some_upn \
		--field pupil.surname --value-file - >/dev/null &&
	printf Ownedhere | expect_status 1 second correct --pupil $some_upn \
		--field pupil.surname --value-file - 2>actual &&
	present "received from Westwood Learning Alliance .R-2026-0001." actual &&
	absent Ownedhere actual &&
	second destroy 1 --reply destroyed >actual &&
	expect_status 2 second show $some_upn 2>/dev/null
'

test_done
