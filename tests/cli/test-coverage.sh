#!/bin/sh
# docs/coverage.md is what the marks say, and every requirement, flow and
# contradiction has a mark or a reason.
. "$(dirname "$0")/lib.sh"

# A tree with three requirements, a flow and a contradiction, all held.
make_tree() {
	rm -rf tree &&
	mkdir -p tree/docs tree/dictionaries tree/notices tree/src tree/tests &&
	cat >tree/docs/requirements.md <<-\TREE &&
	## Flows

	| | from, to | what | level |
	|---|---|---|---|
	| F01 | school to authority | names | named |

	## Data

	| | |
	|---|---|
	| R-001 | Name. |
	| R-002 | Address. |
	| R-003 | Date of birth. |

	## Contradictions

	| | what does not fit | what we do |
	|---|---|---|
	| C01 | two ages | the later |
	TREE
	cat >tree/docs/coverage-reasons.txt <<-\TREE &&
	# why

	R-003 people A clerk asks.
	TREE
	cat >tree/dictionaries/a.dictionary <<-\TREE &&
	# An introduction, which marks nothing: R-003.

	category identity "Identity # R-003" {
	    field pupil.name text "Name"  # R-001
	}
	# For the flow (F01).
	gateway returns {
	    data pupil.name,
	         pupil.address  # R-002
	}
	TREE
	cat >tree/notices/a.notice <<-\TREE &&
	share with authority by school {
	    send pupil.name  # R-001, C01
	}
	TREE
	echo '/* The later counts (C01), xC99 and R-0011 are no marks. */' \
		>tree/src/a.c &&
	echo "=== a name (R-001)" >tree/tests/a.test
}

coverage() {
	"$SOURCE/scripts/coverage.sh" tree
}

# The tree has a fault: its status is 1 and the last message has this in it.
expect_fault() {
	expect_status 1 coverage >actual.page 2>actual && present "$1" actual
}

test_expect_success 'the page is what the marks say (else scripts/coverage.sh --write)' '
	"$SOURCE/scripts/coverage.sh" >actual &&
	expect "$SOURCE/docs/coverage.md"
'

test_expect_success 'each mark is told with the statement that it stands at' '
	make_tree && coverage >page && sed -n "/^| F01/p; /^| [RC]/p" page >actual &&
	expect <<-\END
	| F01 | school to authority: names | law: `a.dictionary` (gateway returns) |
	| R-001 | Name. | law: `a.dictionary` (field pupil.name). notices: `a.notice` (share with authority by school). tests: `tests/a.test` |
	| R-002 | Address. | law: `a.dictionary` (gateway returns) |
	| R-003 | Date of birth. | *a duty of people:* A clerk asks. |
	| C01 | two ages | notices: `a.notice` (share with authority by school). code: `src/a.c` |
	END
'

test_expect_success 'they are counted' '
	grep -A 4 "held | in part" page >actual && expect <<-\END
	| | held | in part | cannot be | not yet | all |
	|---|---:|---:|---:|---:|---:|
	| requirements | 2 | 0 | 1 | 0 | 3 |
	| flows | 1 | 0 | 0 | 0 | 1 |
	| contradictions | 1 | 0 | 0 | 0 | 1 |
	END
'

test_expect_success 'a range marks all that lie within' '
	make_tree && echo "right a  # R-001 to R-003" >>tree/notices/a.notice &&
	expect_fault "R-003 is marked and has a reason" &&
	sed "s/R-001 to R-003/R-003 to R-001/" tree/notices/a.notice >b &&
	mv b tree/notices/a.notice && expect_fault "range that does not rise"
'

test_expect_success 'a range may go over the end of a line' '
	make_tree && printf "/* R-001\n * to R-003. */\n" >tree/src/b.c &&
	expect_fault "R-003 is marked and has a reason" &&
	printf "/* R-001 to\n * R-003. */\n" >tree/src/b.c &&
	expect_fault "R-003 is marked and has a reason" &&
	sed "s/  # R-002//" tree/dictionaries/a.dictionary >b &&
	mv b tree/dictionaries/a.dictionary &&
	printf "/* R-001 to\n * R-003. */\n" >tree/src/b.c &&
	sed "s/^R-003/R-003 partly Not all.\n#/" tree/docs/coverage-reasons.txt >b &&
	mv b tree/docs/coverage-reasons.txt && coverage >actual &&
	present "^. R-002 . Address. . code: .src/b.c. .$" actual &&
	printf "/* R-001\n * and more, to R-003. */\n" >tree/src/b.c &&
	expect_fault "R-002 is neither" &&
	rm tree/src/b.c &&
	printf "# From R-001 to\n# R-003.\nright a\n" >>tree/notices/a.notice &&
	coverage >actual && present "^. R-002 .*(right a)" actual
'

test_expect_success 'what has neither a mark nor a reason is told of' '
	make_tree && sed "s/  # R-002//" tree/dictionaries/a.dictionary >b &&
	mv b tree/dictionaries/a.dictionary &&
	expect_fault "R-002 is neither marked in a rule or in code nor has it a reason"
'

test_expect_success 'a test alone holds nothing' '
	echo "=== an address (R-002)" >>tree/tests/a.test &&
	expect_fault "R-002 is neither"
'

test_expect_success 'what is marked needs no reason, unless part of it is missing' '
	make_tree && echo "R-001 later Not built." >>tree/docs/coverage-reasons.txt &&
	expect_fault "R-001 is marked and has a reason" &&
	sed "s/ later / partly /" tree/docs/coverage-reasons.txt >b &&
	mv b tree/docs/coverage-reasons.txt && coverage >page &&
	present "^. R-001 .*in part:. Not built" page &&
	present "^. requirements . 1 . 1 . 1 . 0 . 3 ." page
'

test_expect_success 'what is held in part is held somewhere' '
	make_tree && sed "s/ people / partly /" tree/docs/coverage-reasons.txt >b &&
	mv b tree/docs/coverage-reasons.txt &&
	expect_fault "R-003 is said to be held in part and is marked nowhere"
'

test_expect_success 'a contradiction is not answered by the notice that has it' '
	make_tree && rm tree/src/a.c && expect_fault "C01 is neither"
'

test_expect_success 'an unknown mark, in a rule or among the reasons, is told of' '
	make_tree && echo "right a  # R-009" >>tree/notices/a.notice &&
	expect_fault "notices/a.notice:4: nothing is called R-009" &&
	make_tree && echo "R-009 later No." >>tree/docs/coverage-reasons.txt &&
	expect_fault "nothing is called R-009"
'

test_expect_success 'a reason has a class, a sentence, and stands once' '
	make_tree && echo "R-002 perhaps No." >>tree/docs/coverage-reasons.txt &&
	expect_fault "no class of reasons" &&
	make_tree && echo "R-002 partly no sentence" >>tree/docs/coverage-reasons.txt &&
	expect_fault "a reason is a sentence" &&
	make_tree && echo "R-003 later Not built." >>tree/docs/coverage-reasons.txt &&
	expect_fault "R-003 has a reason already"
'

test_expect_success 'the page is written in place, and not when there are faults' '
	make_tree && "$SOURCE/scripts/coverage.sh" --write tree &&
	coverage >actual && expect tree/docs/coverage.md &&
	echo "right a  # R-009" >>tree/notices/a.notice &&
	expect_status 1 "$SOURCE/scripts/coverage.sh" --write tree 2>faults &&
	expect tree/docs/coverage.md && [ ! -e tree/docs/coverage.md.writing ]
'

test_done
