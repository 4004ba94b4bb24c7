#!/bin/sh
# hornbook publish letter: what a new version changes, for families.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

letter() {
	hornbook publish letter "$@" --today 2026-01-20
}

test_expect_success 'a letter from two versions, in every format' '
	sed "s/ version 1 / version 2 /; s/from 2018-05-25/from 2026-02-01/" \
		"$kent_notice" >same.notice &&
	sed "s/age >= 16/age >= 17/; s/information team/data team/" same.notice >2.notice &&
	for format in html markdown text; do
		letter "$kent_notice" 2.notice --format $format >$format \
			2>warnings || return 1
	done &&
	present "^Dear parents and carers,$" text && present "1 February 2026" text &&
	present "youth support services will get" text &&
	present "No longer: Kent County Council, information team" text &&
	present "<h2[^>]*>Who will get less</h2>" html && present "^## Who will get less" markdown &&
	absent "warning" text && present "warning" warnings
'

test_expect_success 'for each reader' '
	letter "$kent_notice" 2.notice --format text --for primary >actual 2>/dev/null &&
	present "^We are Westwood Learning Alliance" actual && absent "your child" actual &&
	letter "$kent_notice" 2.notice --format text --for staff >actual 2>/dev/null &&
	present "^Dear colleagues,$" actual &&
	expect_status 2 letter "$kent_notice" 2.notice --for dogs 2>actual &&
	present "nothing is published for .dogs" actual
'

test_expect_success 'each sentence names its clause when that is asked for' '
	letter "$kent_notice" 2.notice --format text --sources >actual 2>/dev/null &&
	present "\[2.notice:[0-9]+" actual
'

test_expect_success 'nothing changes, and it says so' '
	letter "$kent_notice" same.notice --format text >actual 2>/dev/null &&
	tr "\n" " " <actual >line &&
	present "Nothing changes for you" line && absent "What you can do" actual
'

test_expect_success 'one version is no change; a version with errors is not published' '
	expect_status 2 letter "$kent_notice" 2>actual >output && test ! -s output &&
	present "needs two versions" actual &&
	expect_status 2 letter "$kent_notice" "$kent_notice" 2>actual >output &&
	test ! -s output && present "both notices are version 1" actual &&
	sed "s/^share with commissioned-provider {/never pupil-name-to-all { send pupil.name }\n&/; s/for   authority-services/for   nonsense/" \
		2.notice >bad.notice &&
	expect_status 2 letter "$kent_notice" bad.notice 2>actual >output &&
	test ! -s output && present "nothing is published" actual
'

test_expect_success 'of the node, the two newest versions' '
	make_node >/dev/null && hornbook adopt 2.notice --today 2026-01-20 >/dev/null &&
	letter --format text >actual 2>/dev/null &&
	present "From version 1 to version 2" actual
'

# C17: the engine binds recipients to what any version promised.
test_expect_success 'what an earlier version promised of a recipient is not said to end' '
	cat "$SOURCE/tests/policy/basis.dictionary" - >small.dictionary <<-\END &&
	gateway a { law new-act; to council for advice; data reach }
	END
	cat >1.notice <<-\END &&
	notice "N" version 1 from 2018-01-01
	controller "C" school
	hold identity, contact { for advice; keep until age 25 then destroy }
	share with council { send reach; for advice; without decisions }
	END
	sed "s/version 1 from 2018-01-01/version 2 from 2026-02-01/; s/without decisions/when age >= 11/" 1.notice >2.notice &&
	echo "{\"date\":\"2026-03-01\",\"recipient\":\"council\",\"purpose\":\"advice\",\"fields\":[\"name\"],\"pupil\":{\"age\":14}}" >requests &&
	hornbook decide --requests requests --notice 1.notice --notice 2.notice \
		--dictionary small.dictionary --today 2026-03-01 >actual &&
	present "no decision about a person" actual &&
	letter 1.notice 2.notice --dictionary small.dictionary --format text >actual 2>/dev/null &&
	present "Council" actual && absent "set limits" actual &&
	hornbook notice 1.notice 2.notice --dictionary small.dictionary --today 2026-03-01 \
		--format text >actual 2>/dev/null && present "decide anything" actual
'

test_done
