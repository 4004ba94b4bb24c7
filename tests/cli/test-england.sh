#!/bin/sh
# hornbook demo: England in miniature, with few pupils.
. "$(dirname "$0")/lib.sh"
test_needs_program
test_needs jq

mkdir tmp
TMPDIR=$PWD/tmp
export TMPDIR
pupils=150

demo() {
	hornbook demo --pupils $pupils "$@"
}

test_expect_success 'the flows that are asked for are run and checked, and no others' '
	demo --only F05,f28 --json >actual &&
	jq -e ".holds and .failed == 0 and .seed == 1 and .pupils == $pupils" actual &&
	jq -r ".flows[] | .flow" actual >flows && printf "F05\nF28\n" >expected &&
	cmp expected flows &&
	jq -e ".flows[0] | .checked and .state == \"checked\"" actual &&
	jq -e ".flows[0].steps[0] | .released > 0 and .level == \"named\" and
		.checks > 0 and .reference == \"R-2018-0001\" and
		.problems == []" actual
'

test_expect_success 'what was to be refused was refused, by the gate that is told' '
	jq -e ".flows[0].steps[1] | .refused and .released == 0 and .file == \"\" and
		([.withheld[] | select(.pupils > 0) | .gate] |
			index(\"safeguards\") != null)" actual
'

test_expect_success 'what feeds a flow is run beside it, and not told of' '
	demo --only F28 --keep fed >table &&
	ls fed/steps >steps && present "^F02-" steps &&
	absent "^F02" table && present "^F28 .* yes$" table
'

test_expect_success 'the same seed gives the same, and nothing is left behind' '
	demo --only F05,f28 --json >again && cmp actual again &&
	ls -A tmp >left && test ! -s left
'

test_expect_success 'nodes and packages can be kept, and looked into' '
	demo --only F05 --keep kept >table &&
	present "^F05 " table &&
	present "^A pupil counts at each gate at" table &&
	node=kept/nodes/commissioned-provider &&
	hornbook --node $node --key-file $node.key log --verify --today 2018-11-06 &&
	hornbook --node $node --key-file $node.key received --today 2018-11-06 >actual &&
	present "R-2018-0001" actual &&
	test -f kept/steps/F05-1/opened/manifest.json &&
	find kept -newer table >before &&
	expect_status 2 demo --only F05 --keep kept 2>actual &&
	present "not empty" actual && present "nothing was touched" actual &&
	find kept -newer table >after && cmp before after
'

test_expect_success 'what was kept is opened without Hornbook' '
	test_needs age && test_needs minisign &&
	node=kept/nodes/commissioned-provider &&
	hornbook keys export --secret --node $node --key-file $node.key \
		--out identity.txt --today 2018-11-06 &&
	mkdir unpacked &&
	age --decrypt -i identity.txt kept/steps/F05-1/release/*.tar.age |
		tar -xf - -C unpacked &&
	for file in unpacked/*; do
		cmp $file kept/steps/F05-1/opened/${file##*/} || exit 1
	done &&
	card=kept/nodes/enterprise-learning-alliance/keyring.json &&
	minisign -Vqm unpacked/manifest.json -P $(jq -r \
		".keys[] | select(.use == \"sign\" and .revoked == null) | .key" $card |
		head -n 1)
'

test_expect_success 'wrong usage is said' '
	expect_status 2 demo --only 0 2>actual && present "F01 to F39" actual &&
	expect_status 2 demo --only 33 2>actual &&
	expect_status 2 demo --seed x 2>actual && present "[-]-seed wants" actual &&
	expect_status 2 hornbook demo --pupils 0 2>actual &&
	present "[-]-pupils wants" actual &&
	expect_status 2 hornbook demo --pupils 60 2>actual &&
	present "200 or more where all flows" actual &&
	expect_status 2 demo --today 2020-01-01 2>actual &&
	present "from 2008 to 2026" actual &&
	expect_status 2 hornbook demo --node kept/nodes/dcsf 2>actual &&
	present "opens nobody" actual &&
	expect_status 2 demo --flows 2>actual && present "no other option" actual &&
	expect_status 2 demo --broken --html page.html 2>actual &&
	present "does not go with" actual && ls -A tmp >left && test ! -s left
'

test_expect_success 'where it cannot write it says so, and leaves nothing' '
	TMPDIR=$PWD/nowhere expect_status 3 demo --only F05 2>actual &&
	present "nowhere: cannot make a directory" actual &&
	present "TMPDIR names another place" actual &&
	(ulimit -f 64 && trap "" XFSZ &&
		expect_status 3 demo --only F05 --keep small 2>actual) &&
	present "cannot (write|be used)" actual && present "nothing of it is left" actual &&
	test ! -e small &&
	expect_status 3 demo --only F05 --html nowhere/page.html >actual 2>errors &&
	present "1 of 1 flows kept" actual && present "nowhere/page.html" errors &&
	ls -A tmp >left && test ! -s left
'

test_expect_success 'a notice with a fault stops it, and tells whose it was' '
	mkdir data && cp -R "$SOURCE/demo" "$SOURCE/notices" data &&
	fault=data/demo/england/notices/commissioned-provider.notice &&
	chmod u+w $fault && sed -i "s/^hold identity/hold idnetity/" $fault &&
	expect_status 2 demo --only F05 --data data 2>actual &&
	present "commissioned-provider: .*notice" actual &&
	ls -A tmp >left && test ! -s left
'

test_expect_success 'a promise that is not kept is told, with status 1' '
	rm -r data && mkdir data && cp -R "$SOURCE/demo" "$SOURCE/notices" data &&
	silent=data/notices/enterprise-learning-alliance.notice &&
	chmod u+w $silent &&
	sed -i "s/^share with commissioned-provider/share with third-party/
		s/^    for  authority-services/    for education-research/" $silent &&
	expect_status 1 demo --only F05 --data data >actual &&
	present "^F05 .* broken$" actual && present "nothing left" actual
'

test_expect_success 'docs/flows.md is what is promised and run (else demo --flows)' '
	hornbook demo --flows >actual && expect "$SOURCE/docs/flows.md"
'

test_expect_success 'whoever interrupts it finds nothing left behind' '
	"$HORNBOOK" demo --pupils 5000 >/dev/null 2>actual & demo=$! &&
	sleep 1 && kill -TERM $demo &&
	{ wait $demo; test $? -eq 3; } && present "interrupted" actual &&
	ls -A tmp >left && test ! -s left
'

test_expect_success 'nor in the directory that was to be kept, however often they ask' '
	mkdir mine
	"$HORNBOOK" demo --pupils 5000 --keep mine >/dev/null 2>actual & demo=$! &&
	sleep 1 && kill -INT $demo && { kill -TERM $demo || true; } &&
	{ wait $demo; test $? -eq 3; } && present "interrupted" actual &&
	test -d mine && ls -A mine >left && test ! -s left
'

test_done
