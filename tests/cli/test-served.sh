#!/bin/sh
# hornbook served: which version of the notice each family was given, and its
# proof.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

on() {
	day=$1
	shift
	hornbook "$@" --today "$day"
}

test_expect_success 'before anything is recorded all families lack the notice' '
	fill_node && on 2026-01-20 served list >actual &&
	present "^ +1  2018-05-25 +0 +in force" actual &&
	present "^64 of 64 families are not recorded as given version 1; --lacking" actual &&
	absent "Thompson" actual
'

test_expect_success 'those of a year are recorded, then all others' '
	on 2026-01-20 served record --version 1 --on 2026-01-16 --by letter \
		--year 9,10 >actual && expect <<-\END &&
	Recorded N-2026-0001: version 1 was given to the families of 21 pupils on 16 January 2026.
	END
	on 2026-01-20 served list --lacking >actual &&
	present "^43 of 64 families" actual && present "Thompson" actual &&
	on 2026-01-20 served record --version 1 --on 2026-01-19 --all >actual &&
	expect <<-\END &&
	Recorded N-2026-0002: version 1 was given to the families of 43 pupils on 19 January 2026.
	Those of 21 pupils had it before and were left out.
	END
	on 2026-01-20 served list >actual &&
	present "^All 64 families were given version 1\.$" actual &&
	present "^N-2026-0001  2026-01-16 +1 +21  letter" actual
'

test_expect_success 'as CSV and as JSON' '
	on 2026-01-20 served list --csv >actual && test $(wc -l <actual) = 65 &&
	present "^UPN,Surname,Forename,Year,Version,Given on,Given by,Version in force" actual &&
	present "^$some_upn,.*,1,2026-01-19,,1" actual &&
	on 2026-01-20 served list --json >actual &&
	test "$(jq -c "[.families, .lacking, (.pupils | length)]" actual)" = "[64,0,64]" &&
	absent "Thompson" actual
'

test_expect_success 'the ledger has an entry for each, and names nobody' '
	on 2026-01-20 log --verify >actual &&
	present "^  notices   given 2 times, each with its entry" actual &&
	grep -ao "{\"entry\":\"served\"[^}]*}" node/ledger/entries >entries &&
	test $(wc -l <entries) = 2 && absent "$some_upn" entries &&
	present "\"notice\":1,\"sha256\":\"[0-9a-f]{64}\",\"pupils\":43," entries
'

test_expect_success 'a list tells by line what is wrong with it, and records nothing' '
	sed "s/ version 1 / version 2 /; s/from 2018-05-25/from 2026-02-01/" \
		"$kent_notice" >2.notice && on 2026-01-20 adopt 2.notice >actual &&
	on 2026-02-03 served record --version 2 --on 2026-02-02 --by email \
		--upns /dev/stdin >actual <<-END &&
	UPN
	$some_upn
	END
	present "families of 1 pupil on" actual && on 2026-02-03 served list --json >before &&
	printf "UPN\n%s\n\nnobody\nY886200218002\nY886200218002\n" $some_upn >list &&
	expect_status 2 on 2026-02-03 served record --version 2 --on 2026-02-03 \
		--upns list >actual && expect <<-\END &&
	list:2: this family was given this version before, on 2 February 2026
	list:4: no pupil with this number is held
	list:6: this pupil stands in the list before
	Nothing was recorded.
	END
	on 2026-02-03 served list --json >after && cmp before after
'

refused() {
	expect_status "$1" on 2026-02-03 served record --version "$2" --on "$3" \
		--all 2>actual >output && test ! -s output && present "$4" actual
}

test_expect_success 'what cannot be is refused' '
	on 2026-02-03 served list --json >before &&
	refused 2 7 2026-02-03 "no version 7 of the notice" &&
	refused 2 x 2026-02-03 "wants the number of a version" &&
	refused 2 2 2026-01-31 "begins on 2026-02-01" &&
	refused 2 2 2026-02-04 "the day has still to come" &&
	refused 2 1 2026-02-03 "all 64 families asked for were given version 1 before" &&
	expect_status 2 on 2026-02-03 served record --version 2 --on 2026-02-03 \
		--all --by pigeon 2>actual && present "no way of giving" actual &&
	expect_status 2 on 2026-02-03 served record --version 2 --on 2026-02-03 \
		--year 99 2>actual && present "no year group .99" actual &&
	expect_status 2 on 2026-02-03 served record --version 2 --on 2026-02-03 \
		2>actual && present "one of --all, --year and --upns" actual &&
	on 2026-02-03 served list --json >after && cmp before after
'

alone() {
	(unset HORNBOOK_NODE HORNBOOK_KEY_FILE HORNBOOK_DICTIONARY
	hornbook "$@")
}

test_expect_success 'a family checks with the file alone which notice it was given' '
	cp node/ledger/key.pub key.pub &&
	hornbook served prove --pupil $some_upn --out proof >actual &&
	present "^Proof written: proof" actual && test "$(stat -c %a proof)" = 600 &&
	alone verify proof --key key.pub >actual &&
	present "^The proof holds: the family of this child was recorded as given" actual &&
	present "^  child +$some_upn \(unique pupil number\)" actual &&
	present "^  given by +Westwood Learning Alliance" actual &&
	present "^  on +2 February 2026" actual && present "^  as +email" actual &&
	present "^  notice +How we use pupil information, version 2" actual &&
	present "^  its SHA-256 $(sha256sum <2.notice | cut -d" " -f1)" actual &&
	alone verify proof >actual && present "nobody vouches for it yet" actual &&
	alone verify proof --key key.pub --json >actual &&
	test "$(jq -c "[.holds, .version, .date, .by, .vouched]" actual)" = \
		"[true,2,\"2026-02-02\",\"email\",true]"
'

test_expect_success 'an older version on request; who was not given it has no proof' '
	hornbook served prove --pupil $some_upn --version 1 >old.proof &&
	alone verify old.proof --json >actual && present "\"version\":1" actual &&
	expect_status 2 hornbook served prove --pupil Y886200218002 --version 2 \
		2>actual >output && test ! -s output &&
	present "no serving on record has this pupil" actual
'

test_expect_success 'an altered proof is refused' '
	sed "s/^index 2$/index 1/; s/^index 3$/index 2/; s/^index 4$/index 3/" proof >altered &&
	! cmp -s proof altered && expect_status 3 alone verify altered 2>actual
'

test_expect_success 'what a notice tells of is shared once the family was given it' '
	served=$(on 2026-02-03 served record --version 2 --on 2026-02-03 --all --json) &&
	test "$(echo "$served" | jq -c "[.recorded, .families, .before]")" = "[true,63,1]" &&
	on 2026-02-03 log --verify --json >actual &&
	present "\"servings\":4" actual
'

test_done
