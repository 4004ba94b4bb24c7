# Makes docs/coverage.md; scripts/coverage.sh says how and from what.

function fault(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text >"/dev/stderr"
	faults++
}

function trim(text) {
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return text
}

# --- what there is to hold --------------------------------------------------------

function know(mark, title) {
	titles[mark] = title
	marks[++mark_count] = mark
	sections[mark] = section
}

FILENAME == "docs/requirements.md" {
	if (/^## /)
		section = substr($0, 4)
	if (/^\| (R-[0-9][0-9][0-9]|[FC][0-9][0-9]) \|/) {
		split($0, cells, / *\| */)
		know(cells[2], cells[2] ~ /^F/ ? cells[3] ": " cells[4] : cells[3])
	}
	next
}

# --- why no mark holds it ----------------------------------------------------------

# MARK CLASS SENTENCE
FILENAME == "docs/coverage-reasons.txt" {
	if (/^#/ || NF == 0)
		next
	if (!($1 in titles))
		fault("nothing is called " $1)
	if ($2 !~ /^(people|source|later|partly)$/)
		fault("'" $2 "' is no class of reasons")
	if ($1 in classes)
		fault($1 " has a reason already")
	classes[$1] = $2
	sentence = $0
	sub(/^[^ ]+ +[^ ]+ +/, "", sentence)
	if (sentence !~ /\.$/)
		fault("a reason is a sentence")
	reasons[$1] = sentence
	next
}

# --- marks --------------------------------------------------------------------------

# Where a line of rules stands, in words: its statement.
function statement(code,    words) {
	if (code ~ /^[^ ]/) {
		sub(/ *\{.*/, "", code)
		split(code, words, " ")
		if (words[1] == "share")
			head = code
		else if (words[1] == "receive")
			head = "receive " substr(code, index(code, "from "))
		else if (words[1] == "hold" || words[1] == "notice" ||
			 words[1] == "controller" || words[1] == "contact")
			head = words[1]
		else
			head = words[1] " " words[2]
		gsub(/,/, "", head)
		place = head
	} else {
		split(code, words, " ")
		if (words[1] == "field")
			place = words[1] " " words[2]
		else if (words[1] == "held" && head ~ /^body/)
			place = head
	}
}

function note(mark, kind, where) {
	if (!(mark in titles)) {
		fault("nothing is called " mark)
		return
	}
	if ((mark, kind, where) in noted)
		return
	noted[mark, kind, where] = 1
	held[mark, kind] = held[mark, kind] (held[mark, kind] == "" ? "" : ", ") where
	counts[mark, kind]++
}

function is_letter(text) {
	return text ~ /[A-Za-z0-9_]/
}

# All marks in the text, ranges written out.  A range that goes on in the next
# line is left in `begun`, with its first mark.
function note_all(text, kind, where,    mark, before, last, from, number) {
	last = ""
	gsub(/ +/, " ", text)
	if (begun != "" && FNR == begun_at + 1) {
		sub(/^[ \t]*[*#;]*[ \t]*/, "", text)
		if (sub(/^to /, "", text) || joined)
			text = begun " to " text
	}
	begun = ""
	joined = 0
	while (match(text, /(R-[0-9][0-9][0-9]|[FC][0-9][0-9])/)) {
		mark = substr(text, RSTART, RLENGTH)
		before = substr(text, 1, RSTART - 1)
		text = substr(text, RSTART + RLENGTH)
		if (is_letter(substr(before, length(before))) ||
		    is_letter(substr(text, 1, 1))) {
			last = ""
			continue
		}
		if (last != "" && before == " to ") {
			from = substr(last, length(last) - 2) + 0
			number = substr(mark, length(mark) - 2) + 0
			if (number <= from)
				fault("a range that does not rise: " last " to " mark)
			while (++from < number)
				note(sprintf("R-%03d", from), kind, where)
		}
		note(mark, kind, where)
		last = mark ~ /^R/ ? mark : ""
	}
	joined = text ~ /^ to *$/
	if (last != "" && text ~ /^( to)? *$/)
		begun = last
	begun_at = FNR
}

# The comment of a line of rules: what stands behind a # outside of quotes.
function comment_at(line,    i, quoted, byte) {
	for (i = 1; i <= length(line); i++) {
		byte = substr(line, i, 1)
		if (byte == "\"" && substr(line, i - 1, 1) != "\\")
			quoted = !quoted
		if (byte == "#" && !quoted)
			return i
	}
	return 0
}

function file_name(path) {
	sub(/.*\//, "", path)
	return path
}

FNR == 1 {
	place = head = waiting = begun = ""
}

FILENAME ~ /\.(dictionary|notice)$/ {
	kind = FILENAME ~ /^notices\// ? "notices" : "law"
	if (FILENAME !~ /^(notices|dictionaries)\//)
		kind = "tests"
	at = comment_at($0)
	comment = at ? substr($0, at) : ""
	code = at ? substr($0, 1, at - 1) : $0
	if (trim(code) == "") {
		# Above what it speaks of; an empty line ends it.
		waiting = at ? waiting " " substr(comment, 2) : ""
		next
	}
	statement(code)
	where = kind == "tests" ? FILENAME : file_name(FILENAME) " (" place ")"
	note_all(waiting " . " comment, kind, where)
	waiting = ""
	next
}

{
	note_all($0, FILENAME ~ /^src\// ? "code" : "tests", FILENAME)
}

# --- the page ------------------------------------------------------------------------

# A notice of the sources shows a contradiction; what answers it is law or code.
function is_held(mark) {
	return counts[mark, "law"] + counts[mark, "code"] + \
		(mark ~ /^C/ ? 0 : counts[mark, "notices"]) > 0
}

function state(mark) {
	if (is_held(mark))
		return mark in classes && classes[mark] == "partly" ? "partly" : \
			"held"
	return mark in classes ? classes[mark] : ""
}

# Several places in one file stand behind its name once.
function places(list,    parts, count, i, file, at, out, previous) {
	count = split(list, parts, ", ")
	for (i = 1; i <= count; i++) {
		at = index(parts[i], " (")
		file = at ? substr(parts[i], 1, at - 1) : parts[i]
		if (file == previous)
			sub(/\)$/, "; " substr(parts[i], at + 2), out)
		else
			out = out (out == "" ? "" : ", ") "`" file "`" \
				(at ? substr(parts[i], at) : "")
		previous = file
	}
	return out
}

function row(mark,    out) {
	if (counts[mark, "law"])
		out = "law: " places(held[mark, "law"])
	if (counts[mark, "notices"])
		out = out (out == "" ? "" : ". ") "notices: " places(held[mark, "notices"])
	if (counts[mark, "code"])
		out = out (out == "" ? "" : ". ") "code: " places(held[mark, "code"])
	if (counts[mark, "tests"])
		out = out (out == "" ? "" : ". ") "tests: " places(held[mark, "tests"])
	if (mark in reasons)
		out = out (out == "" ? "" : ". ") "*" words[classes[mark]] ":* " reasons[mark]
	printf "| %s | %s | %s |\n", mark, titles[mark], out
}

function check(mark) {
	FILENAME = "docs/requirements.md"
	if (state(mark) == "")
		complain(mark " is neither marked in a rule or in code nor has it a reason")
	else if (state(mark) == "held" && mark in classes)
		complain(mark " is marked and has a reason why it cannot be")
	else if (state(mark) == "partly" && !is_held(mark))
		complain(mark " is said to be held in part and is marked nowhere")
}

function complain(text) {
	printf "coverage: %s\n", text >"/dev/stderr"
	faults++
}

END {
	words["people"] = "a duty of people"
	words["source"] = "of the source, not a rule"
	words["later"] = "not enforced yet"
	words["partly"] = "in part"
	for (i = 1; i <= mark_count; i++) {
		check(marks[i])
		totals[substr(marks[i], 1, 1), state(marks[i])]++
	}
	print "# Coverage"
	print ""
	print "Made by `scripts/coverage.sh --write` from the marks in `dictionaries/`,"
	print "`notices/`, `src/` and `tests/`, and from `docs/coverage-reasons.txt`. Not to be"
	print "edited; a test holds it against what the marks say."
	print ""
	print "What a mark means stands in `docs/requirements.md`. *Held* is what a rule or the"
	print "code bears the mark of; *in part*, where something of it is missing, which is"
	print "said; *cannot be*, what is a fact about a source or a duty of people; *not yet*,"
	print "what belongs to something that is not built."
	print ""
	print "| | held | in part | cannot be | not yet | all |"
	print "|---|---:|---:|---:|---:|---:|"
	split("R F C", letters, " ")
	names["R"] = "requirements"
	names["F"] = "flows"
	names["C"] = "contradictions"
	for (i = 1; i <= 3; i++) {
		l = letters[i]
		printf "| %s | %d | %d | %d | %d | %d |\n", names[l], totals[l, "held"],
			totals[l, "partly"], totals[l, "people"] + totals[l, "source"],
			totals[l, "later"], totals[l, "held"] + totals[l, "partly"] + \
			totals[l, "people"] + totals[l, "source"] + totals[l, "later"]
	}
	for (i = 1; i <= mark_count; i++) {
		if (sections[marks[i]] != last_section) {
			last_section = sections[marks[i]]
			printf "\n## %s\n\n| | | held in |\n|---|---|---|\n", last_section
		}
		row(marks[i])
	}
	exit faults > 0
}
