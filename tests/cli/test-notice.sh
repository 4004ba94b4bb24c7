#!/bin/sh
# hornbook notice: the privacy notice, written from the rules.  What it says is
# held in tests/publish/golden.
. "$(dirname "$0")/lib.sh"
test_needs_program

kent=$SOURCE/notices/enterprise-learning-alliance.notice
denstone=$SOURCE/notices/all-saints-denstone.notice
small=$SOURCE/demo/notices/other-department.notice

notice() {
	hornbook notice --today 2019-01-15 "$@"
}

test_expect_success 'warnings stand apart, and not in the document' '
	notice "$kent" --format text >actual 2>warnings &&
	present "^What becomes of data about you$" actual &&
	absent "warning" actual &&
	present "warning: .*\[missing-review\]" warnings &&
	present "^hornbook: the [0-9]+ warnings above are told to no family" warnings
'

test_expect_success 'where there is nothing to warn of nothing is said' '
	hornbook notice --today 2026-01-15 "$small" >actual 2>warnings &&
	present "<h1" actual && cmp warnings /dev/null
'

test_expect_success 'rules with an error are not published' '
	echo before >out.html &&
	expect_status 2 hornbook notice "$denstone" --today 2016-01-15 \
		--out out.html >actual 2>errors &&
	expect /dev/null && present "error: .*\[missing-purpose\]" errors &&
	present "^hornbook: nothing is published" errors &&
	echo before | cmp - out.html
'

test_expect_success 'a draft of them says that it is one' '
	hornbook notice "$denstone" --today 2016-01-15 --draft --format text \
		>actual 2>errors &&
	present "^[|] Draft$" actual && present "must not be given to" actual &&
	present "error: .*\[missing-purpose\]" errors &&
	notice "$kent" --draft --format text >actual 2>/dev/null &&
	absent "Draft" actual
'

test_expect_success 'rules that cannot be read have no draft either' '
	sed "s/send  identity/send  idenitty/" "$kent" >broken.notice &&
	{ ! cmp -s "$kent" broken.notice; } &&
	expect_status 2 notice broken.notice --draft >actual 2>errors &&
	expect /dev/null && present "did you mean .identity." errors
'

test_expect_success 'each layer, for each reader, in each format' '
	for layer in short full sharing; do
		for reader in parents primary secondary staff; do
			formats=text
			[ $reader != parents ] ||
				formats="html markdown text pdf"
			for format in $formats; do
				notice "$kent" --layer $layer --for $reader \
					--format $format >$layer-$reader.$format \
					2>/dev/null || exit
				[ -s $layer-$reader.$format ] || exit
			done
		done
	done &&
	[ "$(cat ./*-*.text | sort | uniq -d | wc -l)" -gt 0 ] &&
	for a in ./*.text; do
		for b in ./*.text; do
			[ $a = $b ] || ! cmp -s $a $b || {
				echo "$a and $b are the same"
				exit 1
			}
		done
	done &&
	head -c 5 full-parents.pdf | grep -q "^%PDF-" &&
	present "^# What becomes of data" full-parents.markdown
'

test_expect_success 'no brace, bracket or empty phrase is left in any of them' '
	for text in ./*.text; do
		sed "/^[.=-]*$/d" $text >actual &&
		absent "[{}]| [.,;:]|[(][)]|,,|[.][.]|: *[.]$|[|] - *$" actual ||
			exit
	done
'

test_expect_success 'the short layer of a primary school is one page' '
	sed -e "s/alternative-provision/primary/" "$kent" >primary.notice &&
	notice primary.notice --layer short --out short.pdf 2>/dev/null &&
	{ ! command -v pdfinfo >/dev/null || pdfinfo short.pdf >actual &&
		present "^Pages: +1$" actual; }
'

test_expect_success 'with --sources each sentence shows its clauses' '
	notice "$kent" --format text >plain 2>/dev/null &&
	absent "[.]notice:[0-9]" plain &&
	notice "$kent" --format text --sources >actual 2>/dev/null &&
	present "\[.*enterprise-learning-alliance.notice:[0-9]+.*\]" actual &&
	present "gateways.dictionary:[0-9]+" actual &&
	notice "$kent" --sources >actual 2>/dev/null &&
	present "data-source=.[^ ]*enterprise-learning-alliance.notice:[0-9]+" actual
'

test_expect_success 'every item of who gets what has a source' '
	notice "$kent" --sources --layer sharing --format markdown 2>/dev/null |
		sed -n "/^## .*Who we share/,/^## .*What you can say/p" |
		grep -E "^ *- " | grep -v "[*]: *$" >items && [ "$(wc -l <items)" -gt 20 ] &&
	absent "[^]]$" items
'

test_expect_success 'a file appears whole or not at all, in the format of its name' '
	notice "$kent" --out a.txt 2>/dev/null >actual && expect /dev/null &&
	notice "$kent" --format text >expected 2>/dev/null && cmp a.txt expected &&
	notice "$kent" --out b.md 2>/dev/null && present "^# What" b.md &&
	notice "$kent" --out c.pdf 2>/dev/null &&
	head -c 5 c.pdf | grep -q "^%PDF-" &&
	notice "$kent" --out d --format markdown 2>/dev/null && cmp b.md d &&
	mkdir there && expect_status 3 notice "$kent" --out there 2>errors &&
	present "there" errors && [ -z "$(ls there)" ] &&
	[ -z "$(ls -A | grep "^[.].*[.]html")" ]
'

test_expect_success 'what is mistyped is told, with what there is' '
	for wrong in "--layer middle" "--for teachers" "--format word"; do
		expect_status 2 notice "$kent" $wrong 2>errors >actual || exit
		expect /dev/null || exit
		tail -n 2 errors
	done >told 2>&1 &&
	mv told actual && expect <<-\END
	hornbook: a notice has no layer '\''middle'\''
	hint: it has short, full and sharing
	hornbook: nothing is published for '\''teachers'\''
	hint: it is for parents, primary, secondary or staff
	hornbook: '\''notice'\'' has no format '\''word'\''
	hint: it has html, markdown, text and pdf
	END
'

test_expect_success 'the end of a file that tells no format is refused' '
	expect_status 2 notice "$kent" --out letter.doc 2>errors &&
	test ! -e letter.doc && tail -n 2 errors >actual && expect <<-\END &&
	hornbook: letter.doc: the name of the file tells no format that '\''notice'\'' has
	hint: end it in .html, .md, .txt or .pdf, or say --format
	END
	notice "$kent" --out letter.doc --format html 2>/dev/null &&
	present "<h1" letter.doc &&
	notice "$kent" --out letter 2>/dev/null && cmp letter letter.doc
'

test_expect_success 'what is missing above a file is made' '
	notice "$kent" --out some/where/notice.html 2>/dev/null &&
	present "<h1" some/where/notice.html &&
	: >file &&
	expect_status 3 notice "$kent" --out file/notice.html 2>/dev/null
'

test_expect_success 'a draft is offered where it can help, and not where it cannot' '
	expect_status 2 hornbook notice "$denstone" --today 2016-01-15 \
		>actual 2>errors &&
	present "^hornbook: --draft writes it all the same" errors &&
	sed "s/authority-services/nonsense/" "$kent" >wrong.notice &&
	expect_status 2 notice wrong.notice >actual 2>errors &&
	absent "draft" errors &&
	expect_status 2 notice wrong.notice --draft \
		>actual 2>errors &&
	expect /dev/null && present "^hornbook: not even as a draft" errors
'

test_expect_success 'a day on which no version is in force has no notice' '
	expect_status 2 hornbook notice "$kent" --today 2018-05-24 2>actual &&
	expect <<-\END &&
	hornbook: no version of the notice is in force on 24 May 2018
	hint: the first one begins on 25 May 2018; --today names another day
	END
	expect_status 2 hornbook notice "$denstone" --today 2018-05-25 2>actual &&
	present "^hint: the last one ended on 24 May 2018" actual
'

test_expect_success 'of several versions the one in force is written' '
	sed -e "s/version 1 from 2018-05-25/version 2 from 2019-09-01/" \
		-e "s/What becomes of data about you/What we do with data/" \
		"$kent" >second.notice &&
	hornbook notice second.notice "$kent" --today 2019-08-31 --format text \
		2>/dev/null >actual &&
	present "^What becomes of data" actual &&
	present "In force until: 31 August 2019" actual &&
	hornbook notice second.notice "$kent" --today 2019-09-01 --format text \
		2>/dev/null >actual &&
	present "^What we do with data" actual &&
	present "^Version: 2" actual
'

test_expect_success 'notices of two controllers are not one' '
	expect_status 2 hornbook notice "$kent" "$small" --today 2019-01-15 \
		2>actual && present "not all of one controller" actual
'

test_expect_success 'a node'\''s own rules are read without its key' '
	hornbook init node --notice "$SOURCE/demo/notices/kent-alternative-provision.notice" \
		--today 2026-01-15 >/dev/null &&
	mv node/node.key elsewhere &&
	hornbook notice --node node --today 2026-01-15 --format text \
		>actual 2>/dev/null && mv actual expected &&
	hornbook notice "$SOURCE/demo/notices/kent-alternative-provision.notice" \
		--today 2026-01-15 --format text >actual 2>/dev/null &&
	cmp actual expected &&
	expect_status 2 hornbook notice --node nowhere 2>actual && expect <<-\END
	hornbook: nowhere: there is no node here
	hint: name the notices to publish, or a node with --node
	END
'

test_expect_success 'another language is one more file' '
	cat >welsh.phrases <<-\END &&
	phrasebook "Cymraeg" language "cy"
	phrase notice.who "Pwy ydym ni"
	END
	notice "$kent" --language welsh.phrases >actual 2>/dev/null &&
	present "lang=.cy" actual && present "Pwy ydym ni" actual &&
	absent "Who we are" actual &&
	sed "s/notice.who/notice.whom/" welsh.phrases >wrong.phrases &&
	expect_status 2 notice "$kent" --language wrong.phrases 2>errors &&
	present "wrong.phrases:2:" errors
'

test_expect_success 'a reader that goes away is no failure, a full disk is' '
	{ notice "$kent"; echo $? >status; } 2>errors | true &&
	[ "$(cat status)" = 0 ] &&
	{ [ ! -c /dev/full ] ||
		expect_status 3 notice "$kent" >/dev/full 2>errors; }
'

# What the law requires goes though the notice promised never to: it says so.
test_expect_success 'what is never passed on is told with what the law sends' '
	cat "$SOURCE/tests/policy/basis.dictionary" - >small.dictionary <<-\END &&
	gateway a { law new-act; to council for advice; data name; duty }
	gateway b { to shop for advice; to shop for safety; data name }
	gateway c { to youth for safety; data name; duty on request; objection by parent leaves nothing }
	END
	cat >never.notice <<-\END &&
	notice "N" version 1 from 2020-01-01
	controller "C" school
	hold identity { for advice; keep until age 25 then destroy }
	share with shop { send name; for advice, safety }
	share with youth { send name; for safety }
	never all { send name; to council; to shop for advice; to police for safety }
	never marks "No marks." { send marks }
	END
	hornbook notice never.notice --dictionary small.dictionary \
		--today 2026-01-15 --format markdown >actual 2>/dev/null &&
	present "We never pass on .* to council\. We never pass on .* to bookshop, to advice\. We never pass on .* to police, to keep a child safe\. But the law requires some of it to go to council\.$" actual &&
	present "^- No marks\.$" actual && absent "under \." actual &&
	absent "counts as an objection" actual
'

# A duty passes what a share needs, and what those who object keep back.
test_expect_success 'what the law sends all the same is told of objections and safeguards' '
	cat "$SOURCE/tests/policy/basis.dictionary" - >small.dictionary <<-\END &&
	gateway a { law new-act; to council for advice; data reach; duty on request; objection by parent leaves name }
	END
	cat >owed.notice <<-\END &&
	notice "N" version 1 from 2020-01-01
	controller "C" school
	hold identity, contact { for advice; keep until age 25 then destroy }
	share with council { send reach; for advice; objection by parent leaves nothing }
	share with council { send reach; for advice; when age >= 16; needs authorisation; objection by pupil leaves nothing }
	never x { send reach; when carer }
	END
	hornbook notice owed.notice --dictionary small.dictionary \
		--today 2026-01-15 --format markdown >actual 2>/dev/null &&
	present "Then nothing of this is sent\. But when asked for, the law makes us send this all the same: your child.s name\." actual &&
	present "Your child can object to this\. Then nothing of this is sent\. This is so only if your child is 16 or over\. But when asked for, the law makes us send it all the same\." actual &&
	present "If your child is 16 or over, we must have agreed to this ourselves first\. Where the law requires it, it goes without\." actual &&
	present "But not if .*carer.*, unless the law requires it\." actual
'

test_expect_success 'whoever takes complaints is named as such, and whom to tell of objections' '
	hornbook notice "$SOURCE/demo/notices/kent-alternative-provision.notice" \
		--format text --today 2026-01-15 >actual 2>/dev/null &&
	present "^You can also complain to: Information Commissioner" actual &&
	present "^School office: For complaints" actual &&
	present "^Who to tell: Westwood" actual &&
	absent "What this picture shows" actual
'

# Whoever is named may object, and nobody else: the engine passes over the rest.
test_expect_success 'who may object, and until when, is told as it is' '
	cat "$SOURCE/tests/policy/basis.dictionary" - >small.dictionary <<-\END &&
	gateway a { law new-act; to council, police, shop for advice; data reach; when age >= 1 }
	gateway b { law new-act; to youth for safety; data name; on request, transfer }
	END
	cat >who.notice <<-\END &&
	notice "N" version 1 from 2020-01-01
	controller "C" school
	hold identity, contact { for advice; keep until age 25 then destroy }
	share with council { send reach; for advice; objection by pupil leaves nothing }
	share with police { send reach; for advice; objection by parent leaves nothing }
	share with shop { send reach; for advice; objection by parent until 16 then pupil stated from 2020-03-01 to 2020-06-30 leaves nothing }
	share with youth { send name; for safety; on transfer; every 12 months }
	share with youth { send name; for safety; on request }
	END
	ask() {
		printf "{\"date\":\"2026-01-15\",\"recipient\":\"%s\",\"purpose\":\"advice\",\"fields\":[\"name\"],\"pupil\":{\"age\":14},\"wishes\":[{\"kind\":\"objection\",\"by\":\"%s\",\"date\":\"%s\"}]}\n" "$@"
	} &&
	{
		ask council pupil 2025-01-01 && ask council parent 2025-01-01 &&
		ask police parent 2025-01-01 && ask police pupil 2025-01-01 &&
		ask shop parent 2020-04-01 && ask shop parent 2020-02-01 &&
		ask shop parent 2020-07-01
	} >requests &&
	{ hornbook decide --requests requests --notice who.notice --dictionary small.dictionary --today 2026-01-15 >answers || :; } &&
	sed "s/.*\"outcome\":\"\([a-z]*\)\".*/\1/" answers | tr "\n" " " >outcomes &&
	test "$(cat outcomes)" = "deny permit deny permit deny permit permit " &&
	hornbook notice who.notice --dictionary small.dictionary --layer short \
		--today 2026-01-15 --format markdown >actual 2>/dev/null &&
	present "Council\*\*.*Your child can object\." actual &&
	present "Police\*\*.*You can object\." actual && absent "Bookshop\*\*.*object" actual &&
	hornbook notice who.notice --dictionary small.dictionary \
		--today 2026-01-15 --format markdown >actual 2>/dev/null &&
	present "Your child can object to what goes to council\." actual &&
	present "You can object to what goes to police\." actual &&
	present "Objections made from 1 March 2020 to 30 June 2020 still count; others are not taken\." actual &&
	present "When .*\. We send it at most once in 1 year\.$" actual
'

test_expect_success 'neither what was read nor a link or pipe is written over' '
	cp "$SOURCE/demo/notices/other-department.notice" own.txt &&
	expect_status 2 hornbook notice own.txt --today 2026-01-15 --out own.txt 2>said &&
	present "write over what the command reads" said &&
	cmp own.txt "$SOURCE/demo/notices/other-department.notice" &&
	ln -s target.txt link.txt && mkfifo pipe &&
	expect_status 2 hornbook notice own.txt --today 2026-01-15 --out link.txt 2>said &&
	present "only an ordinary file is replaced" said && ! test -e target.txt &&
	expect_status 2 hornbook notice own.txt --today 2026-01-15 --out pipe 2>said &&
	test -p pipe
'

test_done
