#include "language/reader.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"

/*
 * Patterns (grammar.h) are read as they stand, one element at a time: a fixed
 * word, an argument in capitals, or a group in [ ], ( ) or { }.  They are
 * short, and nothing has to be built before or freed after.
 */

/* Of one statement: arguments without label, all arguments, fixed words. */
enum { DIRECT_ARGUMENTS = 4, ARGUMENTS = 32, PATTERN_WORDS = 64 };

struct match {
	struct reader *reader;
	struct argument list[ARGUMENTS];
	size_t count;
	unsigned int direct;  /* arguments without a label so far */
	struct argument word; /* a fixed word that awaits its argument */
	bool has_word;
	const char *behind; /* what follows the choice being matched */
	bool faulty;        /* a fault was told, but reading goes on */
};

static bool is_argument(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool is_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || byte == '-';
}

static const char *skip_spaces(const char *at)
{
	while (*at == ' ')
		at++;
	return at;
}

/* The word or capitals at `at`. */
static struct slice element_name(const char *at)
{
	size_t len = 0;

	while (is_argument(at[len]) || is_word(at[len]))
		len++;
	return (struct slice){at, len};
}

/* What follows the element at `at`. */
static const char *after_element(const char *at)
{
	unsigned int depth = 0;

	if (is_argument(*at) || is_word(*at))
		return skip_spaces(at + element_name(at).len);
	do {
		if (strchr("[({", *at) != NULL)
			depth++;
		else if (strchr("])}", *at) != NULL)
			depth--;
		at++;
	} while (depth > 0 && *at != '\0');
	return skip_spaces(at);
}

/* Whether a sequence ends at `at`. */
static bool sequence_ends(const char *at)
{
	return *at == '\0' || strchr("])}|", *at) != NULL;
}

/* The alternative after the one at `at`, or NULL. */
static const char *next_alternative(const char *at)
{
	while (!sequence_ends(at))
		at = after_element(at);
	return *at == '|' ? skip_spaces(at + 1) : NULL;
}

static bool argument_begins(const struct reader *reader, struct slice name)
{
	enum token_kind kind = reader->token.kind;

	if (slice_is(name, "STRING"))
		return kind == TOKEN_STRING;
	if (slice_is(name, "NUMBER"))
		return kind == TOKEN_NUMBER;
	if (slice_is(name, "DATE"))
		return kind == TOKEN_DATE;
	if (slice_is(name, "VALUES") &&
	    (kind == TOKEN_STRING || kind == TOKEN_NUMBER))
		return true;
	if (slice_is(name, "CONDITION") && kind == TOKEN_LEFT)
		return true;
	return kind == TOKEN_NAME;
}

/*
 * Whether the next token can begin the sequence at `at`; with `words_only`
 * only fixed words count.
 */
static bool begins(const struct reader *reader, const char *at, bool words_only)
{
	if (reader_at_end(reader))
		return false;
	for (; !sequence_ends(at); at = after_element(at)) {
		const char *inside = skip_spaces(at + 1);

		if (is_word(*at))
			return slice_equal(
				token_text(reader->source, &reader->token),
				element_name(at));
		if (is_argument(*at))
			return !words_only &&
			       argument_begins(reader, element_name(at));
		for (; inside != NULL; inside = next_alternative(inside))
			if (begins(reader, inside, words_only))
				return true;
		if (*at == '(')
			return false;
	}
	return false;
}

static const char *describe_argument(struct slice name)
{
	if (slice_is(name, "STRING"))
		return "a text in quotes";
	if (slice_is(name, "NUMBER"))
		return "a number";
	if (slice_is(name, "DATE"))
		return "a date";
	if (slice_is(name, "VALUES"))
		return "a code";
	if (slice_is(name, "CONDITION"))
		return "a condition";
	return "a name";
}

static void describe(const char *at, struct builder *out)
{
	if (is_argument(*at))
		builder_add_text(out, describe_argument(element_name(at)));
	else
		builder_add_format(out, "'%.*s'", SLICE_ARGS(element_name(at)));
}

/* Tells that the element at `at` should stand here. */
static bool expected(struct match *match, const char *at)
{
	struct builder wanted = {0};
	const char *next;

	if (*at == '(') {
		for (at = skip_spaces(at + 1); at != NULL; at = next) {
			next = next_alternative(at);
			if (wanted.len > 0)
				builder_add_text(&wanted,
						 next != NULL ? ", " : " or ");
			describe(at, &wanted);
		}
	} else {
		describe(at, &wanted);
	}
	reader_expected(match->reader, builder_text(&wanted));
	match->reader->failed = match->reader->failed || wanted.failed;
	builder_release(&wanted);
	return false;
}

/* A pattern has room for fewer arguments than ARGUMENTS unless an option is
 * repeated, and then the statement is faulty anyway. */
static void push(struct match *match, const struct argument *argument)
{
	if (match->count < ARGUMENTS)
		match->list[match->count++] = *argument;
}

/* A fixed word that no argument followed stands for itself. */
static void flush_word(struct match *match)
{
	if (match->has_word)
		push(match, &match->word);
	match->has_word = false;
}

static bool match_word(struct match *match, const char *at)
{
	struct reader *reader = match->reader;
	struct slice word = element_name(at);

	if (reader_at_end(reader) || reader->token.kind != TOKEN_NAME ||
	    !slice_equal(token_text(reader->source, &reader->token), word))
		return expected(match, at);
	flush_word(match);
	match->word = (struct argument){
		.kind = ARGUMENT_WORD,
		.label = word,
		.range = reader_range(reader, reader->token.start,
				      reader->token.end),
	};
	match->has_word = true;
	reader_take(reader);
	return true;
}

static struct slice take_label(struct match *match)
{
	static const struct slice direct[DIRECT_ARGUMENTS] = {
		SLICE_INIT(""),
		SLICE_INIT("1"),
		SLICE_INIT("2"),
		SLICE_INIT("3"),
	};

	if (match->has_word) {
		match->has_word = false;
		return match->word.label;
	}
	if (match->direct < DIRECT_ARGUMENTS - 1)
		return direct[match->direct++];
	return direct[DIRECT_ARGUMENTS - 1];
}

static bool token_is_reserved(const struct reader *reader)
{
	return reader->token.kind == TOKEN_NAME &&
	       reader_is_reserved(token_text(reader->source, &reader->token));
}

static bool reserved_fault(struct reader *reader)
{
	findings_add(
		reader->findings, SEVERITY_ERROR, "reserved-word",
		reader_range(reader, reader->token.start, reader->token.end),
		"'%.*s' joins conditions and cannot be a name",
		SLICE_ARGS(token_text(reader->source, &reader->token)));
	return false;
}

/* One name or text after another; `after` is what the pattern goes on with. */
static bool read_list(struct match *match, struct argument *argument,
		      const char *at, const char *after, bool many)
{
	struct reader *reader = match->reader;
	struct name *names;

	for (;;) {
		struct name name;

		if (reader_at_end(reader) ||
		    !argument_begins(reader, element_name(at)))
			return expected(match, at);
		if (token_is_reserved(reader))
			return reserved_fault(reader);
		if (!reader_name(reader, &reader->token, &name))
			return false;
		names = arena_grow(reader->arena, reader->names,
				   argument->name_count, &reader->name_capacity,
				   sizeof(*names));
		if (names == NULL) {
			reader->failed = true;
			return false;
		}
		reader->names = names;
		names[argument->name_count++] = name;
		reader_take(reader);
		if (!many || reader_at_end(reader) ||
		    reader->token.kind != TOKEN_COMMA)
			break;
		reader_take(reader);
		/* "a, b, and held categories" */
		if (token_is_reserved(reader) && begins(reader, after, true))
			break;
	}
	argument->names = reader_keep(reader, names, argument->name_count,
				      sizeof(*names));
	return argument->names != NULL;
}

static bool read_argument(struct match *match, const char *at,
			  const char *after, struct argument *argument)
{
	struct reader *reader = match->reader;
	struct slice name = element_name(at);
	struct slice text = token_text(reader->source, &reader->token);

	if (slice_is(name, "CONDITION")) {
		argument->kind = ARGUMENT_CONDITION;
		return read_condition(reader, &argument->condition);
	}
	if (slice_is(name, "NUMBER")) {
		argument->kind = ARGUMENT_NUMBER;
		if (!reader_number(reader, &reader->token, &argument->number))
			return false;
	} else if (slice_is(name, "DATE")) {
		argument->kind = ARGUMENT_DATE;
		date_parse(text, &argument->date);
	} else {
		argument->kind = slice_is(name, "NAMES")    ? ARGUMENT_NAMES
				 : slice_is(name, "VALUES") ? ARGUMENT_VALUES
				 : slice_is(name, "STRING") ? ARGUMENT_STRING
							    : ARGUMENT_NAME;
		return read_list(match, argument, at, after,
				 argument->kind == ARGUMENT_NAMES ||
					 argument->kind == ARGUMENT_VALUES);
	}
	reader_take(reader);
	return true;
}

static bool match_argument(struct match *match, const char *at,
			   const char *after)
{
	struct reader *reader = match->reader;
	uint32_t start = reader->token.start;
	struct argument argument = {0};

	if (reader_at_end(reader) || !argument_begins(reader, element_name(at)))
		return expected(match, at);
	argument.label = take_label(match);
	if (!read_argument(match, at, after, &argument))
		return false;
	argument.range = reader_range(reader, start, reader->last.end);
	if (argument.name_count > 0)
		argument.range.end =
			argument.names[argument.name_count - 1].range.end;
	push(match, &argument);
	return true;
}

static bool match_sequence(struct match *match, const char *at);

static bool match_choice(struct match *match, const char *at, const char *after)
{
	const char *alternative = skip_spaces(at + 1);
	const char *outer = match->behind;
	bool matched;

	while (alternative != NULL &&
	       !begins(match->reader, alternative, false))
		alternative = next_alternative(alternative);
	if (alternative == NULL)
		return expected(match, at);
	match->behind = after;
	matched = match_sequence(match, alternative);
	match->behind = outer;
	return matched;
}

static void tell_repeated(struct match *match)
{
	struct reader *reader = match->reader;

	findings_add(
		reader->findings, SEVERITY_ERROR, "repeated-option",
		reader_range(reader, reader->token.start, reader->token.end),
		"'%.*s' stands here a second time",
		SLICE_ARGS(token_text(reader->source, &reader->token)));
	match->faulty = true;
}

static bool match_options(struct match *match, const char *at)
{
	uint32_t used = 0;

	for (;;) {
		const char *option = skip_spaces(at + 1);
		uint32_t bit = 1;

		while (option != NULL &&
		       !begins(match->reader, option, false)) {
			option = next_alternative(option);
			bit <<= 1;
		}
		if (option == NULL)
			return true;
		if ((used & bit) != 0)
			tell_repeated(match);
		used |= bit;
		if (!match_sequence(match, option))
			return false;
	}
}

/*
 * What may be left out is there when it can begin with the next token, unless
 * it is an argument and the token is a fixed word that may follow it
 * (controller "..." authority in kent; needs terms where academy).
 */
static bool match_optional(struct match *match, const char *at,
			   const char *after)
{
	const char *inside = skip_spaces(at + 1);

	if (!begins(match->reader, inside, false))
		return true;
	if (sequence_ends(after) && match->behind != NULL)
		after = match->behind;
	if (is_argument(*inside) && begins(match->reader, after, true))
		return true;
	return match_sequence(match, inside);
}

static bool match_element(struct match *match, const char *at,
			  const char *after)
{
	switch (*at) {
	case '[':
		return match_optional(match, at, after);
	case '(':
		return match_choice(match, at, after);
	case '{':
		return match_options(match, at);
	default:
		break;
	}
	if (is_argument(*at))
		return match_argument(match, at, after);
	return match_word(match, at);
}

static bool match_sequence(struct match *match, const char *at)
{
	while (!sequence_ends(at)) {
		const char *after = after_element(at);

		if (!match_element(match, at, after))
			return false;
		at = after;
	}
	return true;
}

/* The pattern's fixed words, for hints. */
static size_t pattern_words(const char *at, struct slice words[PATTERN_WORDS])
{
	size_t count = 0;

	while (*at != '\0' && count < PATTERN_WORDS) {
		if (is_word(*at))
			words[count++] = element_name(at);
		at += is_word(*at) || is_argument(*at) ? element_name(at).len
						       : 1;
	}
	return count;
}

bool read_arguments(struct reader *reader, const char *pattern,
		    struct statement *statement)
{
	struct match match = {.reader = reader};
	struct slice words[PATTERN_WORDS];

	if (!match_sequence(&match, pattern))
		return false;
	flush_word(&match);
	if (!reader_at_end(reader))
		return reader_unexpected(reader, words,
					 pattern_words(pattern, words));
	statement->arguments = reader_keep(reader, match.list, match.count,
					   sizeof(*match.list));
	statement->argument_count = match.count;
	return !match.faulty && !reader->failed;
}
