#!/bin/sh
# hornbook guard: what is about to be published, searched for pupils.
. "$(dirname "$0")/lib.sh"
test_needs_program
. "$SOURCE/tests/cli/node.sh"

guard() {
	hornbook guard "$@" --today $today
}

test_expect_success 'a report that names pupils is found out, and no name is told' '
	fill_node &&
	cat >report.md <<-\END &&
	# Inspection of Westwood Learning Alliance

	Behaviour of pupils such as **Agnieszka** Kaur is good.
	Number G886200313024, ULN 1458964751, born 20 November 2008.
	END
	expect_status 1 guard report.md >actual && expect <<-\END
	report.md:3:31: pupil'\''s full name (error)
	report.md:4:8: unique pupil number of a pupil of this node (error)
	report.md:4:27: unique learner number of a pupil of this node (error)
	report.md:4:44: pupil'\''s birth date (error)
	1 report against 64 pupils: 4 errors
	END
'

test_expect_success 'a report that names nobody passes' '
	echo "In May, pupils will do well: Rose Hill is near." >clean.txt &&
	guard clean.txt >actual && expect <<-\END
	1 report against 64 pupils: nothing found
	END
'

test_expect_success 'whose name it is, is shown to who asks for it' '
	expect_status 1 guard report.md --reveal >actual &&
	present "^report.md:3:31: .* \(error\): G886200313024$" actual &&
	absent "Kaur" actual
'

test_expect_success 'as JSON and as SARIF' '
	expect_status 1 guard report.md clean.txt --json >actual &&
	test "$(jq -c "[.pupils, .errors, (.reports | length), .reports[0].format,
		.reports[0].findings[0].kind, .reports[0].findings[0].line]" actual)" = \
		"[64,4,2,\"markdown\",\"full-name\",3]" &&
	absent "Kaur|G886200313024" actual &&
	expect_status 1 guard report.md --format sarif >actual &&
	test "$(jq -c "[.version, (.runs[0].results | length),
		.runs[0].results[0].level]" actual)" = "[\"2.1.0\",4,\"error\"]"
'

test_expect_success 'what was accepted is not told again, until it changes' '
	guard report.md --allow accepted --accept >actual &&
	present "^1 report against 64 pupils: nothing found; 4 accepted$" actual &&
	absent "Kaur|Agnieszka|G8862" accepted &&
	{ echo "A new beginning."; echo; cat report.md; } >longer &&
	mv longer report.md && guard report.md --allow accepted >actual &&
	echo "Agnieszka Kaur again" >>report.md &&
	expect_status 1 guard report.md --allow accepted >actual &&
	present "^report.md:7:1: " actual
'

test_expect_success 'a file that is no list of accepted findings is refused by line' '
	expect_status 2 guard report.md --accept 2>actual &&
	present "--accept needs --allow FILE" actual &&
	echo nonsense >other && expect_status 2 guard report.md --allow other 2>actual &&
	present "^hornbook: other:1: not a file of accepted findings" actual &&
	{ head -n 2 accepted; echo "full-name 12 place"; } >other &&
	expect_status 2 guard report.md --allow other 2>actual &&
	present "^hornbook: other:3: not a kind of finding" actual
'

test_expect_success 'less than is asked for is left out' '
	echo "The Goldsack family, and Agnieszka Kaur" >some.txt &&
	expect_status 1 guard some.txt >actual &&
	present "family name that few pupils have \(note\)" actual &&
	expect_status 1 guard some.txt --least error >actual &&
	absent "note" actual && present "1 error$" actual &&
	expect_status 2 guard some.txt --least worst 2>actual &&
	present "--least knows no .worst." actual
'

test_expect_success 'that tables were not looked at is told' '
	printf "| Year | Pupils |\n|---|---|\n| R | 3 |\n| 1 | 40 |\n" >counts.md &&
	expect_status 1 guard counts.md >actual &&
	present "^counts.md:3:7: count below the threshold" actual &&
	guard counts.md --threshold 0 >actual &&
	present "nothing found; tables were not looked at$" actual &&
	expect_status 2 guard counts.md --profile midpoint-6 2>actual &&
	present "midpoint-6. rounds counts and says of none" actual &&
	expect_status 1 guard counts.md --profile midpoint-6 --threshold 6 >actual
'

test_expect_success 'what is no text is refused, with what helps' '
	printf "%%PDF-1.7 ..." >report.pdf && expect_status 2 guard report.pdf 2>actual &&
	present "^hornbook: report.pdf: this is a PDF document" actual &&
	present "pdftotext" actual &&
	printf "PK\003\004..." >report.docx && expect_status 2 guard report.docx 2>actual &&
	present "office program" actual &&
	printf "a\n\000b" >nul.txt && expect_status 2 guard nul.txt 2>actual &&
	present "^hornbook: nul.txt:2:1: a NUL byte: this is no text" actual &&
	expect_status 2 guard missing.txt 2>actual &&
	present "^hornbook: missing.txt: there is no such file" actual &&
	expect_status 2 guard . 2>actual && present "this is a directory" actual
'

test_expect_success 'standard input is read, and UTF-16' '
	echo "Agnieszka Kaur" >some.txt &&
	expect_status 1 guard - <some.txt >actual && present "^-:1:1: " actual &&
	printf "\377\376" >wide.txt &&
	printf "Agnieszka Kaur" | sed "s/./&@/g" | tr "@" "\000" >>wide.txt &&
	expect_status 1 guard wide.txt >actual &&
	present "^wide.txt:1:1: pupil.s full name" actual
'

test_done
