#!/bin/sh
# Markdown, read by another's reader (cmark-gfm), is what the document says: random
# paragraphs of what means something to Markdown come out as in our HTML.
. "$(dirname "$0")/../cli/lib.sh"

# Prints a document of random paragraphs: random_document SEED COUNT
random_document() {
	awk -v seed="$1" -v count="$2" '
	function say(verb,    text, words_left) {
		text = ""
		for (words_left = rand() * 6; words_left > 0; words_left--)
			text = text words[1 + int(rand() * number)]
		return verb " " (text == "" ? "x" : text)
	}
	BEGIN {
		srand(seed)
		number = split("* ** _ __ ` `` [ ] ( ) < > & # + - = 1. 2) ~ ~~ " \
			"\\x7c \\ ! a b c ab , . : ; \" \x27 \\x20 \\x20 \\x20 é " \
			"&amp; http://x.y/ ![ ]( <b> -- --- === ### 10. 3) @ " \
			"\\x20\\x20 www.x.y", words, " ")
		for (i = 0; i < count; i++) {
			print "begin paragraph"
			for (runs = 1 + int(rand() * 5); runs > 0; runs--) {
				kind = int(rand() * 8)
				if (kind < 4) print say("text")
				else if (kind == 4) print say("strong") "a"
				else if (kind == 5) print say("code")
				else if (kind == 6) print say("link") \
					" | https://example.org/?a=(b)&copy;_*"
				else print "break"
			}
			print "end"
		}
	}'
}

# Takes away in what two writers of HTML may differ, and spaces where Markdown
# cannot hold them: at the ends of lines and of what is strong.
canonical() {
	tr '\n' '\001' |
		sed "s/<br \/>/<br>/g; s/<br>\x01/<br>/g; s/\x01/\n/g
			s/&#39;/'/g; s/<!-- -->//g" |
		sed 's/ *\(<\/*strong>\) */\1/g; s/<strong><\/strong>//g
			s/  */ /g; s/ *<br>\( *<br>\)*/<br>/g; s/<br> */<br>/g; s/<p> */<p>/
			s/<p><br>/<p>/; s/ *<\/p>/<\/p>/; s/<br><\/p>/<\/p>/' |
		grep -v '^<p></p>$'
}

test_expect_success 'the text that is shown is the document, whatever it holds' '
	for seed in 1 2 3; do
		random_document $seed 400 >random.document &&
		"$COMPOSE_DOCUMENT" random.document html >random.html &&
		sed -n "/<main/,/<\/main>/p" random.html | sed "1d;\$d" |
			canonical >expected &&
		"$COMPOSE_DOCUMENT" random.document markdown >random.md &&
		cmark-gfm --unsafe -e table -e strikethrough random.md >read &&
		sed 1d read | canonical >actual &&
		[ "$(wc -l <actual)" -gt 300 ] && expect expected || return 1
	done
'

test_done
