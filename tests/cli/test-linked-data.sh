#!/bin/sh
# hornbook publish linked-data: each view in both formats, the names it gives,
# and what a check of a file finds.
. "$(dirname "$0")/lib.sh"
test_needs_program

agency=$SOURCE/demo/notices/assessment-agency.notice
linked="hornbook publish linked-data --today 2026-03-01"

# The lines of `actual` that a check told, without their places.
check_file() {
	$linked --check "$1" >actual
}

for view in dpv processing odrl; do
	test_expect_success "the view $view has no faults" "
		$linked --as $view --out $view.jsonld $agency &&
		check_file $view.jsonld && echo 'no faults' | expect
	"
done

test_expect_success 'the notice is the view that is meant' '
	$linked $agency >actual && expect dpv.jsonld &&
	present "\"@id\": \"here:notice/1\"" actual &&
	present "\"dpv:PrivacyNotice\"" actual
'

test_expect_success 'the vocabulary needs no notice and no node' '
	$linked --as vocabulary --out vocabulary.jsonld &&
	check_file vocabulary.jsonld && echo "no faults" | expect &&
	present "\"@id\": \"term:purpose/careers-advice\"" vocabulary.jsonld
'

test_expect_success 'Turtle says the same' '
	$linked --as odrl --format turtle $agency >actual &&
	present "^@prefix odrl: <http://www.w3.org/ns/odrl/2/> [.]$" actual &&
	present "odrl:conflict odrl:prohibit" actual
'

test_expect_success 'names begin with what is given' '
	$linked --base https://agency.example/data --terms https://terms.example/ \
		$agency >based &&
	present "\"here\": \"https://agency.example/data/\"" based &&
	present "\"term\": \"https://terms.example/\"" based &&
	check_file based && echo "no faults" | expect
'

test_expect_success 'a base that is no address is refused' '
	expect_status 2 $linked --base school.example $agency 2>actual &&
	expect <<-\END
	hornbook: --base is no beginning of names: '\''school.example'\''
	hint: give an address such as https://school.example/data/
	END
'

test_expect_success 'a view and a format that there are not are refused' '
	expect_status 2 $linked --as rdf $agency 2>actual &&
	expect <<-\END &&
	hornbook: linked data is not made as '\''rdf'\''
	hint: --as takes dpv, odrl, processing or vocabulary
	END
	expect_status 2 $linked --format html $agency 2>actual &&
	expect <<-\END
	hornbook: '\''publish linked-data'\'' has no format '\''html'\''
	hint: it has jsonld and turtle
	END
'

test_expect_success 'a term that does not exist is found in a file' '
	sed "s/\"odrl:distribute\"/\"odrl:give\"/" odrl.jsonld >wrong &&
	expect_status 2 check_file wrong &&
	present "odrl:action: there is no such term: odrl:give" actual
'

test_expect_success 'a shape that does not hold is found in a file' '
	sed "s/\"odrl:prohibit\"/\"odrl:perm\"/" odrl.jsonld >wrong &&
	expect_status 2 check_file wrong &&
	present "odrl:conflict: a value that is none of those allowed" actual
'

test_expect_success 'a context that stands elsewhere is refused' '
	echo "{\"@context\": \"https://w3id.org/dpv/context.jsonld\"}" >wrong &&
	expect_status 2 $linked --check wrong 2>actual &&
	expect <<-\END
	hornbook: wrong: the context does not stand in the file
	hint: write what it says into "@context"
	END
'

test_expect_success 'what is not JSON is refused, with its place' '
	printf "{\n  \"@graph\": [}\n" >wrong &&
	expect_status 2 $linked --check wrong 2>actual &&
	present "^hornbook: wrong:2:[0-9]*: not JSON" actual
'

test_expect_success 'rules with errors are not published' '
	expect_status 2 $linked "$SOURCE/notices/all-saints-denstone.notice" \
		--today 2017-03-01 >out 2>actual &&
	present "nothing is published: there are errors" actual &&
	test ! -s out
'

test_done
