#!/bin/sh
# hornbook check: what is said of a notice.
. "$(dirname "$0")/lib.sh"
test_needs_program

kent=$SOURCE/demo/notices/kent-alternative-provision.notice

test_expect_success 'the notices of the project have no errors' '
	hornbook check "$SOURCE"/demo/notices/*.notice --today 2026-01-15 >actual &&
	present "^8 notices: " actual
'

test_expect_success 'a body that does not exist is found, with its place and the nearest' '
	sed "s/share with youth-support/share with yuoth-support/" "$kent" \
		>a.notice &&
	expect_status 2 hornbook check a.notice --today 2026-01-15 >actual &&
	present "^a.notice:[0-9]+:[0-9]+: error: .*yuoth-support" actual &&
	present "\^~~~~~~~~~~~" actual &&
	present "^hint: did you mean .youth-support" actual &&
	present "^1 notice: 2 errors" actual
'

test_expect_success 'the same as one JSON document' '
	expect_status 2 hornbook check a.notice --json --today 2026-01-15 \
		>actual &&
	present "\"file\": *\"a.notice\"" actual &&
	present "\"line\": *[0-9]+" actual &&
	{ ! command -v jq >/dev/null || jq .findings[0].id actual; } &&
	present "\"errors\":2,\"warnings\":[0-9]+,\"advice\":[0-9]+\}$" actual
'

test_expect_success 'a notice comes from standard input as well' '
	expect_status 2 hornbook check --stdin <a.notice >actual &&
	present "^-:[0-9]+:[0-9]+: error:" actual &&
	expect_status 2 hornbook check - <a.notice >other && cmp actual other
'

test_expect_success 'without a notice the dictionary is checked' '
	hornbook check >actual && present "^dictionary: " actual &&
	echo "law law \"No name\"" >bad.dictionary &&
	printf "gateway x {\n    law y\n    to nobody\n}\n" >>bad.dictionary &&
	expect_status 2 hornbook check --dictionary bad.dictionary >actual &&
	present "^bad.dictionary:[0-9]+:[0-9]+: error" actual
'

test_expect_success 'the compiled rules are printed on request' '
	hornbook check --program "$kent" >actual &&
	present "^gateways$" actual &&
	present "kent-alternative-provision.notice:[0-9]+  share" actual
'

test_expect_success 'a file or dictionary that is not there' '
	expect_status 2 hornbook check missing.notice 2>actual &&
	present "missing.notice: .*No such file" actual &&
	expect_status 2 hornbook check --dictionary missing 2>actual &&
	present "missing" actual
'

test_expect_success 'a finding is explained: severity, why, law, hint, example' '
	hornbook check --explain closed-body review-overdue >actual &&
	present "^closed-body: error, from the checker$" actual &&
	present "^A share goes to a body that nobody holds" actual &&
	present "^hint: name the function" actual &&
	present "^    share with lsc \{$" actual &&
	present "^    share with post-16-funding \{$" actual &&
	present "^review-overdue: warning, from the checker$" actual &&
	present "^law since 25 May 2018: GDPR article 24" actual
'

test_expect_success 'faults of parser, dictionary and notice are explained too' '
	hornbook check --explain unclosed-block cyclic-body unknown-trigger bad-dates \
		>actual &&
	grep -E ", from " actual | cut -d: -f1 | tr "\n" " " >ids &&
	test "$(cat ids)" = "unclosed-block bad-dates cyclic-body unknown-trigger bad-dates " ||
	{ grep -E ", from " actual && false; }
'

test_expect_success 'all findings are explained, as text and as JSON' '
	hornbook check --explain >actual &&
	hornbook check --explain --json >json &&
	test "$(grep -cE "^[a-z0-9-]+: (error|warning|advice), from " actual)" = \
		"$(jq length json)" &&
	test "$(jq length json)" -ge 150 &&
	jq -e "all(.[]; .id != \"\" and .why != \"\" and .severity != \"\" and
		(.stage != \"the checker\" or .hint != \"\"))" json
'

test_expect_success 'a finding that there is none of gets the nearest as a hint' '
	expect_status 2 hornbook check --explain closed-bodi 2>actual &&
	expect <<-\END
	hornbook: there is no finding '\''closed-bodi'\''
	hint: did you mean '\''closed-body'\''?
	END
'

# What the schema of SARIF 2.1.0 requires of the objects used here, and the
# values that it allows.
sarif_is_valid() {
	jq -e '
	def text: type == "object" and (.text | type == "string");
	def position: type == "number" and . >= 1;
	."$schema" | type == "string"' "$1" &&
	jq -e '
	def text: type == "object" and (.text | type == "string");
	def position: type == "number" and . >= 1;
	def level: . as $l | ["none", "note", "warning", "error"] | index($l);
	def region: (.startLine | position) and (.startColumn | position) and
		(.endLine | position) and (.endColumn | position) and
		(.endLine > .startLine or .endColumn >= .startColumn) and
		(.snippet | text);
	def rule: (.id | type == "string") and (.shortDescription | text) and
		(.fullDescription | text) and (.help | text) and
		(.help.markdown | type == "string") and
		(.defaultConfiguration.level | level != null);
	.version == "2.1.0" and (.runs | length == 1) and
	(.runs[0] | (.tool.driver.name == "hornbook") and
		(.columnKind == "unicodeCodePoints") and
		(.tool.driver.rules | all(.[]; rule)) and
		(.tool.driver.rules | (map(.id) | unique | length) == length) and
		(.tool.driver.rules as $rules | .results | all(.[];
			(.message | text) and (.level | level != null) and
			$rules[.ruleIndex].id == .ruleId and
			(.locations | all(.[]; .physicalLocation |
				(.artifactLocation.uri | type == "string") and
				(.region | region))))))' "$1"
}

test_expect_success 'findings as SARIF have what its schema requires' '
	expect_status 2 hornbook check a.notice --format sarif --today 2026-01-15 \
		>actual.sarif &&
	sarif_is_valid actual.sarif &&
	{ hornbook check "$SOURCE"/notices/*.notice --format sarif >all.sarif ||
		test $? = 2; } &&
	sarif_is_valid all.sarif &&
	test "$(jq ".runs[0].results | length" all.sarif)" -ge 3
'

test_expect_success 'SARIF has the same findings as JSON' '
	expect_status 2 hornbook check a.notice --json --today 2026-01-15 >json &&
	jq -c ".findings[] | [.id, .line, .column, .endLine, .endColumn, .hint]" \
		json >expected &&
	jq -c ".runs[0].results[] | [.ruleId,
		(.locations[0].physicalLocation.region |
			.startLine, .startColumn, .endLine, .endColumn),
		.properties.hint]" actual.sarif >actual &&
	diff -u expected actual &&
	expect_status 2 hornbook check a.notice --format json --today 2026-01-15 \
		>actual && cmp actual json
'

test_expect_success 'SARIF counts characters, and names files as URIs' '
	mkdir "a b" && name="a b/$(printf "caf\303\251").notice" &&
	printf "notice \"\360\237\230\200 \303\251\" version 1 from 2020-02-30\n" \
		>"$name" &&
	expect_status 2 hornbook check --format sarif "$name" >actual &&
	sarif_is_valid actual &&
	test "$(jq -r ".runs[0].results[] | select(.ruleId == \"bad-date\") |
		.locations[0].physicalLocation |
		[.artifactLocation.uri, .region.startColumn, .region.endColumn,
		 .region.snippet.text] | join(\" \")" actual)" = \
		"a%20b/caf%C3%A9.notice 29 39 2020-02-30"
'

test_expect_success 'standard input as SARIF' '
	expect_status 2 hornbook check --stdin --format sarif <a.notice >actual &&
	sarif_is_valid actual &&
	test "$(jq -r ".runs[0].results[0].locations[0].physicalLocation.artifactLocation |
		.uri, .description.text" actual | tr "\n" " ")" = "- standard input " &&
	sed "s/yuoth/youth/" a.notice | hornbook check --stdin --format sarif >actual &&
	sarif_is_valid actual
'

test_expect_success 'a form that there is none of' '
	expect_status 2 hornbook check --format xml 2>actual &&
	expect <<-\END
	hornbook: check knows no format '\''xml'\''
	hint: it knows text, json and sarif
	END
'

test_expect_success 'nothing is coloured unless on a terminal' '
	hornbook check a.notice >actual; absent "$(printf "\033")" actual
'

# The ids that docs/findings.md has for each notice: "000 no-refusals".
told_findings() {
	awk '/^## / {
		number = substr($2, 1, 3)
		later = number == "Lat"
	}
	/^\| `/ && !later {
		split($0, cell, / *\| */)
		gsub(/`/, "", cell[2])
		if (number !~ /^00/) {
			count = split(cell[3], numbers, " ")
			for (i = 1; i <= count; i++)
				print numbers[i], cell[2]
		} else
			print number, cell[2]
	}' "$SOURCE/docs/findings.md" | sort
}

# What is found in a notice on its first day.
found_in() {
	first=$(sed -nE 's/^notice .* from ([0-9-]{10}).*/\1/p' "$2") &&
	hornbook check "$2" --today "$first" |
		sed -nE 's/.*(error|warning|advice): .*\[([a-z-]+)\]$/\2/p' |
		sort -u | sed "s/^/$1 /"
}

test_expect_success 'docs/findings.md tells what is found in the five notices' '
	{
		found_in 000 "$SOURCE/notices/department-third-parties.notice" &&
		found_in 001 "$SOURCE/notices/northamptonshire.notice" &&
		found_in 002 "$SOURCE/notices/crofton-junior.notice" &&
		found_in 003 "$SOURCE/notices/all-saints-denstone.notice" &&
		found_in 004 "$SOURCE/notices/enterprise-learning-alliance.notice"
	} | sort >actual &&
	[ -s actual ] && told_findings >told && expect told
'

test_expect_success 'the English phrasebook lacks nothing' '
	hornbook check "$SOURCE/phrases/english/main.phrases" >actual &&
	expect <<-\END
	1 phrasebook: nothing to say
	END
'

test_expect_success 'a phrasebook is told what it does not know, and what it leaves out' '
	cat >our.phrases <<-\END &&
	phrasebook "Ours" language "cy" of "England"
	phrase every "Often."
	phrase evry "{period}."
	name purpose teching "learning"
	END
	expect_status 2 hornbook check our.phrases >actual &&
	sed -n "s/^our.phrases:[0-9:]* \(error\|warning\): //p" actual | sort |
		sed "s/^[0-9]* of .* names are/names are/" >found &&
	cp found actual && expect <<-\END
	'"'"'period'"'"' is not said [placeholder-left-out]
	names are not in this language, and are said in the other [untranslated]
	no purpose is called '"'"'teching'"'"' [unknown-name]
	nothing is said for '"'"'evry'"'"' [unknown-phrase]
	END
'

test_done
