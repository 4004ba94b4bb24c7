#include "guard/passage.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "guard/hidden.h"
#include "guard/scan.h"

enum {
	PASSAGE_TOKENS = 512,
	HEADER_CELLS = 64,
	HEADER_WORDS = 12,
	NOUN_NEAR = 4,     /* "three of the younger pupils" */
	NUMBER_DIGITS = 9, /* more are no count */
	YEAR_LEAST = 1900,
	YEAR_MOST = 2100,
};

struct passage_token {
	uint64_t word; /* 0: says nothing */
	uint64_t number;
	uint64_t context;
	struct spot from, to;
	uint32_t cell; /* from 0 in a row of a table */
	bool counts;   /* is a number that may be a count */
	bool percent;  /* or a percentage, in units of its last decimal */
	uint8_t decimals;
	bool needs_noun;
	bool people; /* is a word for those who are counted */
	bool joined; /* nothing but a space stands before it */
	bool done;
};

struct passage {
	struct scanner *scanner;
	struct passage_token tokens[PASSAGE_TOKENS];
	size_t count;
	uint32_t cell;
	bool is_row;
	bool has_header;
	uint64_t header[HEADER_CELLS][HEADER_WORDS];
};

int passage_make(struct passage **out, struct scanner *scanner)
{
	struct passage *passage =
		arena_array(scanner->report->arena, 1, sizeof(*passage));

	if (passage == NULL)
		return error_memory(scanner->error);
	passage->scanner = scanner;
	*out = passage;
	return 0;
}

/* --- numbers ---------------------------------------------------------------- */

static bool is_among(const struct token *token, const char *const *words,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(token_text(token), words[i]))
			return true;
	return false;
}

#define IS_AMONG(token, words) \
	is_among(token, words, sizeof(words) / sizeof((words)[0]))

static bool is_people(const struct token *token)
{
	static const char *const words[] = {
		"pupil",  "pupils",   "child",   "children", "learner",
		"boy",    "boys",     "girl",    "girls",    "learners",
		"people", "students", "student", "person",   "teenagers",
	};

	return IS_AMONG(token, words);
}

/* "Year 3", "page 12": a number that is a name. */
static bool names_number(const struct token *token)
{
	static const char *const words[] = {
		"year",   "years",     "stage",   "grade",    "page",
		"pages",  "section",   "table",   "figure",   "level",
		"aged",   "age",       "number",  "chapter",  "paragraph",
		"ks",     "class",     "term",    "january",  "february",
		"march",  "april",     "may",     "june",     "july",
		"august", "september", "october", "november", "december",
	};

	return IS_AMONG(token, words);
}

/* "3 March", "3 years". */
static bool counts_other(const struct token *token)
{
	static const char *const words[] = {
		"january",  "february", "march",  "april",      "may",
		"june",     "july",     "august", "september",  "october",
		"november", "december", "per",    "percent",    "years",
		"weeks",    "days",     "hours",  "inspectors", "lessons",
		"months",   "minutes",  "terms",  "schools",    "teachers",
	};

	return IS_AMONG(token, words);
}

/* "seven", "forty" -1: no number. */
static int word_number(const struct token *token)
{
	static const char *const small[] = {
		"zero",    "one",     "two",       "three",    "four",
		"five",    "six",     "seven",     "eight",    "nine",
		"ten",     "eleven",  "twelve",    "thirteen", "fourteen",
		"fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	};
	static const char *const tens[] = {"twenty", "thirty", "forty",
					   "fifty",  "sixty",  "seventy",
					   "eighty", "ninety"};
	static const char *const none[] = {"no", "none", "nobody"};

	for (int i = 0; i < 20; i++)
		if (slice_is(token_text(token), small[i]))
			return i;
	for (int i = 0; i < 8; i++)
		if (slice_is(token_text(token), tens[i]))
			return 20 + 10 * i;
	return IS_AMONG(token, none) ? 0 : -1;
}

/* NULL when it is not kept. */
static const struct token *beside(const struct scanner *scanner,
				  uint64_t number, int by)
{
	if (by > 0)
		return number + (uint64_t)by <= scanner->token_count
			       ? scanner_token(scanner, number + (uint64_t)by)
			       : NULL;
	return scanner_kept(scanner, number) >= (uint64_t)-by
		       ? scanner_token(scanner, number - (uint64_t)-by)
		       : NULL;
}

static bool is_thousands(const struct token *token, const struct token *next)
{
	return next != NULL && token->number && next->number &&
	       next->mark == ',' && next->length == 3 &&
	       next->from.line == token->to.line &&
	       next->from.column == token->to.column + 2;
}

static bool is_part_of_more(const struct token *token, const struct token *next)
{
	return token->number && next != NULL &&
	       (next->gap == GAP_NONE ||
		(next->number && next->gap <= GAP_DOT));
}

/* The number that ends with this token; false when it is none, or goes on. */
static bool read_digits(const struct scanner *scanner, uint64_t number,
			uint64_t *value)
{
	const struct token *token = scanner_token(scanner, number);
	const struct token *before = beside(scanner, number, -1);
	const struct token *next = beside(scanner, number, 1);
	uint64_t high = 0;

	if (token->length > NUMBER_DIGITS || is_part_of_more(token, next) ||
	    is_thousands(token, next) || token->gap == GAP_NONE ||
	    (before != NULL && before->number && token->gap <= GAP_DOT) ||
	    !slice_number(token_text(token), 999999999, value))
		return false;
	if (before != NULL && is_thousands(before, token) &&
	    slice_number(token_text(before), 999, &high))
		*value += high * 1000;
	else if (token->length == 4 && *value >= YEAR_LEAST &&
		 *value <= YEAR_MOST)
		return false;
	return true;
}

static bool read_words(const struct scanner *scanner, uint64_t number,
		       uint64_t *value, bool *needs_noun)
{
	const struct token *token = scanner_token(scanner, number);
	const struct token *before = beside(scanner, number, -1);
	const struct token *next = beside(scanner, number, 1);
	int read = word_number(token);
	int tens = before != NULL && token->gap <= GAP_SPACE
			   ? word_number(before)
			   : -1;

	if (read < 0)
		return false;
	/* "twenty" of "twenty-five". */
	if (read >= 20 && next != NULL && next->gap <= GAP_SPACE &&
	    word_number(next) > 0 && word_number(next) < 10)
		return false;
	if (tens >= 20 && read > 0 && read < 10)
		read += tens;
	*needs_noun = slice_is(token_text(token), "no") ||
		      slice_is(token_text(token), "one");
	*value = (uint64_t)read;
	return true;
}

static bool is_percent(const struct token *token, const struct token *next)
{
	return token->percent ||
	       (next != NULL && next->gap <= GAP_COMMA && next->mark == '%') ||
	       (next != NULL && next->gap <= GAP_SPACE &&
		slice_is(token_text(next), "percent"));
}

/* "3.5%" ends with a token of its decimals. */
static bool read_percent(const struct token *token, const struct token *before,
			 struct passage_token *out)
{
	uint64_t whole = 0;

	if (!token->number || token->gap == GAP_NONE ||
	    token->length > HIDDEN_DECIMALS ||
	    !slice_number(token_text(token), 999, &out->number))
		return false;
	if (before == NULL || !before->number || token->gap != GAP_DOT)
		return out->number <= 100;
	if (!slice_number(token_text(before), 100, &whole))
		return false;
	out->decimals = token->length;
	for (unsigned int d = 0; d < token->length; d++)
		whole *= 10;
	out->number += whole;
	return true;
}

static void read_number(const struct scanner *scanner, uint64_t number,
			struct passage_token *out)
{
	const struct token *token = scanner_token(scanner, number);
	const struct token *before = beside(scanner, number, -1);
	const struct token *next = beside(scanner, number, 1);

	if (before != NULL && token->gap <= GAP_SPACE && names_number(before))
		return;
	if (is_percent(token, next)) {
		out->percent = read_percent(token, before, out);
		return;
	}
	if (next != NULL && next->gap <= GAP_SPACE && counts_other(next))
		return;
	out->counts = token->number ? read_digits(scanner, number, &out->number)
				    : read_words(scanner, number, &out->number,
						 &out->needs_noun);
}

/* --- looking ---------------------------------------------------------------- */

struct looking {
	const struct passage *passage;
	size_t at;
};

static bool in_header(const struct passage *passage, uint32_t cell,
		      uint64_t word)
{
	for (size_t i = 0; i < HEADER_WORDS; i++)
		if (passage->header[cell][i] == word)
			return true;
	return false;
}

static bool has_word(const void *context, uint64_t word)
{
	const struct looking *looking = context;
	const struct passage *passage = looking->passage;
	size_t from = looking->at > SCAN_NEAR ? looking->at - SCAN_NEAR : 0;
	uint32_t cell = passage->tokens[looking->at].cell;

	for (size_t i = from;
	     i < passage->count && i <= looking->at + SCAN_NEAR; i++)
		if (i != looking->at && passage->tokens[i].word == word)
			return true;
	return passage->is_row && passage->has_header && cell < HEADER_CELLS &&
	       in_header(passage, cell, word);
}

static void found(struct scanner *scanner, const struct passage_token *token,
		  enum guard_kind kind, enum guard_severity severity,
		  const char *detail)
{
	struct guard_finding *finding = scanner_found_at(
		scanner, kind, severity, &token->from, &token->to, detail);

	if (finding != NULL)
		finding->context = token->context;
}

/* Whether what is counted are people: "three of the younger pupils". */
static bool counts_people(const struct passage *passage, size_t at)
{
	for (size_t i = at + 1; i < passage->count && i <= at + NOUN_NEAR &&
				passage->tokens[i].joined;
	     i++)
		if (passage->tokens[i].people)
			return true;
	return false;
}

static void look(struct passage *passage, size_t at)
{
	struct passage_token *token = &passage->tokens[at];
	struct scanner *scanner = passage->scanner;
	const struct guard *guard = scanner->guard;
	const struct looking looking = {passage, at};
	const struct hidden_near near = {has_word, &looking};
	bool people = counts_people(passage, at);

	token->done = true;
	if (token->percent && hidden_tells_percent(guard->hidden, token->number,
						   token->decimals, near))
		found(scanner, token, GUARD_PERCENTAGE, GUARD_ERROR,
		      "of the tables beside it");
	if (!token->counts || (token->needs_noun && !people))
		return;
	if (hidden_tells(guard->hidden, token->number, people, near))
		found(scanner, token, GUARD_HIDDEN_COUNT, GUARD_ERROR, "");
	else if (people && token->number > 0 &&
		 token->number < guard->threshold)
		found(scanner, token, GUARD_SMALL_COUNT, GUARD_NOTE,
		      "in the words of the text");
}

/* Those that all words around them have come of. */
static void look_all(struct passage *passage, size_t ahead)
{
	for (size_t i = 0; i + ahead < passage->count; i++)
		if (!passage->tokens[i].done)
			look(passage, i);
}

static void keep_header(struct passage *passage)
{
	memset(passage->header, 0, sizeof(passage->header));
	for (size_t i = 0; i < passage->count; i++) {
		const struct passage_token *token = &passage->tokens[i];
		uint64_t *words = passage->header[token->cell % HEADER_CELLS];
		size_t w = 0;

		if (token->cell >= HEADER_CELLS || token->word == 0)
			continue;
		while (w < HEADER_WORDS && words[w] != 0)
			w++;
		if (w < HEADER_WORDS)
			words[w] = token->word;
	}
}

/* A paragraph or row has ended. */
static void end_part(struct passage *passage)
{
	look_all(passage, 0);
	if (passage->count > 0) {
		if (!passage->is_row)
			passage->has_header = false;
		else if (!passage->has_header)
			keep_header(passage);
		passage->has_header = passage->is_row;
	}
	passage->count = 0;
	passage->cell = 0;
	passage->is_row = false;
}

static void make_room(struct passage *passage)
{
	size_t gone = PASSAGE_TOKENS - 2 * SCAN_NEAR;

	if (passage->count < PASSAGE_TOKENS)
		return;
	look_all(passage, SCAN_NEAR);
	memmove(passage->tokens, passage->tokens + gone,
		(PASSAGE_TOKENS - gone) * sizeof(*passage->tokens));
	passage->count -= gone;
}

void passage_take(struct passage *passage, uint64_t number)
{
	struct scanner *scanner = passage->scanner;
	const struct token *token = scanner_token(scanner, number);
	struct passage_token *taken;

	if (token->gap == GAP_BREAK)
		end_part(passage);
	if (token->gap == GAP_CELL) {
		passage->is_row = true;
		passage->cell++;
	}
	make_room(passage);
	taken = &passage->tokens[passage->count++];
	*taken = (struct passage_token){
		.word = hidden_word(token),
		.from = token->from,
		.to = token->to,
		.cell = passage->cell,
		.people = is_people(token),
		.joined = token->gap <= GAP_SPACE,
	};
	read_number(scanner, number, taken);
	if (taken->counts || taken->percent)
		taken->context = scanner_context(scanner, number, number);
}

void passage_end(struct passage *passage)
{
	end_part(passage);
	explicit_bzero(passage->tokens, sizeof(passage->tokens));
}
