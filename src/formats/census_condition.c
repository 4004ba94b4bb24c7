#include "formats/census_condition_parts.h"

#include <assert.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

enum {
	DEPTH_LIMIT = 20,
	WORDS_LIMIT = 64, /* in one list */
};

static const char *const derived_names[] = {
	[DERIVED_AGE] = "age",
	[DERIVED_AUGUST_AGE] = "august-age",
	[DERIVED_ATTENDANCE_AGE] = "attendance-age",
	[DERIVED_CENSUS_DAY] = "census-day",
	[DERIVED_CENSUS_YEAR] = "census-year",
	[DERIVED_LAST_CENSUS] = "last-census",
	[DERIVED_YEAR_START] = "year-start",
	[DERIVED_TERM_START] = "term-start",
	[DERIVED_ATTENDANCE_FROM] = "attendance-from",
	[DERIVED_EXCLUSIONS_FROM] = "exclusions-from",
	[DERIVED_EXCLUSIONS_TO] = "exclusions-to",
	[DERIVED_SUSPENDED] = "suspended-sessions",
	[DERIVED_PUPILS] = "pupils",
	[DERIVED_LEAVERS] = "leavers",
};

static_assert(sizeof(derived_names) / sizeof(derived_names[0]) == DERIVED_COUNT,
	      "each has a name");

/* --- names ----------------------------------------------------------------- */

enum census_heading census_heading_find(struct slice name)
{
	static const char *const names[] = {
		[HEADING_COLLECTION] = "Collection",
		[HEADING_TERM] = "Term",
		[HEADING_YEAR] = "Year",
		[HEADING_REFERENCE_DATE] = "ReferenceDate",
		[HEADING_LEVEL] = "SourceLevel",
		[HEADING_LEA] = "LEA",
		[HEADING_ESTAB] = "Estab",
		[HEADING_URN] = "URN",
		[HEADING_SOFTWARE] = "SoftwareCode",
		[HEADING_RELEASE] = "Release",
		[HEADING_SERIAL] = "SerialNo",
		[HEADING_VERSION] = "XVersion",
		[HEADING_DATE_TIME] = "DateTime",
		[HEADING_SCHOOL_NAME] = "SchoolName",
		[HEADING_PHASE] = "Phase",
	};

	for (int i = 0; i < HEADINGS; i++)
		if (slice_is(name, names[i]))
			return (enum census_heading)i;
	return HEADINGS;
}

uint16_t census_condition_row(struct slice name, uint16_t each)
{
	for (uint16_t row = each;
	     each != LAYOUT_NO_ROW && row + 1u < census_row_count &&
	     census_rows[row + 1].depth > census_rows[each].depth;
	     row++)
		if (slice_equal(census_rows[row + 1].element, name))
			return row + 1;
	return census_row(name);
}

/* --- compiling ------------------------------------------------------------- */

struct compiler {
	const char *begin;
	struct slice rest;
	struct slice token; /* empty at the end */
	uint16_t each;
	unsigned int depth;
	struct census_counters *counters;
	struct arena *arena;
	struct error *error;
	bool failed;
};

static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '/' || c == '\\' ||
	       c == '#' || c == '.';
}

static void next_token(struct compiler *compiler)
{
	struct slice *rest = &compiler->rest;
	size_t len = 0;

	while (rest->len > 0 && (rest->at[0] == ' ' || rest->at[0] == '\n'))
		*rest = slice_part(*rest, 1, rest->len);
	while (len < rest->len && in_name(rest->at[len]))
		len++;
	if (len == 0 && rest->len > 0) {
		len = 1;
		if (rest->len > 1 && (slice_starts_with(*rest, SLICE("<=")) ||
				      slice_starts_with(*rest, SLICE(">=")) ||
				      slice_starts_with(*rest, SLICE("<>"))))
			len = 2;
	}
	compiler->token = slice_part(*rest, 0, len);
	*rest = slice_part(*rest, len, rest->len);
}

static struct census_condition *fail(struct compiler *compiler,
				     const char *message)
{
	if (compiler->failed)
		return NULL;
	compiler->failed = true;
	error_set(compiler->error, ERROR_INPUT, "%s", message);
	error_at(compiler->error, SLICE(""), 1,
		 (uint32_t)(compiler->token.at - compiler->begin) + 1, 0);
	return NULL;
}

static struct census_condition *fail_memory(struct compiler *compiler)
{
	if (!compiler->failed)
		error_memory(compiler->error);
	compiler->failed = true;
	return NULL;
}

static struct census_condition *add(struct compiler *compiler,
				    enum operation operation)
{
	struct census_condition *made;

	if (compiler->failed)
		return NULL;
	made = arena_allocate(compiler->arena, sizeof(*made));
	if (made == NULL)
		return fail_memory(compiler);
	made->operation = (uint8_t)operation;
	return made;
}

static struct census_condition *join(struct compiler *compiler,
				     enum operation operation,
				     const struct census_condition *left,
				     const struct census_condition *right)
{
	struct census_condition *made = add(compiler, operation);

	if (made != NULL) {
		made->left = left;
		made->right = right;
	}
	return made;
}

static bool take(struct compiler *compiler, const char *word)
{
	if (compiler->failed || !slice_is(compiler->token, word))
		return false;
	next_token(compiler);
	return true;
}

static void need(struct compiler *compiler, const char *word)
{
	char message[40];

	if (take(compiler, word))
		return;
	(void)snprintf(message, sizeof(message), "'%s' is missing", word);
	fail(compiler, message);
}

static const struct census_condition *parse_or(struct compiler *compiler);

/* A name in brackets: the item whose number is meant. */
static struct census_condition *parse_count(struct compiler *compiler)
{
	struct census_condition *made = add(compiler, OP_COUNT);

	need(compiler, "(");
	if (made != NULL)
		made->number =
			census_condition_row(compiler->token, LAYOUT_NO_ROW);
	if (made != NULL && made->number == LAYOUT_NO_ROW)
		return fail(compiler, "no element is called so");
	next_token(compiler);
	need(compiler, ")");
	return made;
}

/* "pupils", or those of them who fulfil a condition. */
static struct census_condition *parse_pupils(struct compiler *compiler)
{
	struct census_condition *made;
	uint16_t each = compiler->each;

	if (!take(compiler, "(")) {
		made = add(compiler, OP_DERIVED);
		if (made != NULL)
			made->number = DERIVED_PUPILS;
		return made;
	}
	if (compiler->counters->count == CENSUS_COUNTERS)
		return fail(compiler, "too many counts of pupils");
	made = add(compiler, OP_COUNTER);
	compiler->each = LAYOUT_NO_ROW;
	if (made != NULL) {
		made->number = (uint16_t)compiler->counters->count++;
		compiler->counters->of[made->number] = parse_or(compiler);
	}
	compiler->each = each;
	need(compiler, ")");
	return made;
}

static struct census_condition *parse_name(struct compiler *compiler)
{
	struct census_condition *made = add(compiler, OP_DERIVED);
	struct slice name = compiler->token;
	uint16_t row;

	if (made == NULL)
		return NULL;
	if (census_number_or_date(name, &made->constant)) {
		made->operation = OP_NUMBER;
		next_token(compiler);
		return made;
	}
	for (uint16_t i = 0; i < DERIVED_COUNT; i++)
		if (slice_is(name, derived_names[i])) {
			made->number = i;
			next_token(compiler);
			return made;
		}
	row = census_condition_row(name, compiler->each);
	made->operation = OP_ROW;
	made->number = row;
	if (row == LAYOUT_NO_ROW) {
		made->operation = OP_HEADING;
		made->number = (uint16_t)census_heading_find(name);
		if (made->number == HEADINGS)
			return fail(compiler, "no element is called so");
	}
	next_token(compiler);
	return made;
}

static const struct census_condition *parse_operand(struct compiler *compiler)
{
	const struct census_condition *made;

	if (take(compiler, "count"))
		made = parse_count(compiler);
	else if (take(compiler, "pupils"))
		made = parse_pupils(compiler);
	else
		made = parse_name(compiler);
	while (!compiler->failed && (slice_is(compiler->token, "+") ||
				     slice_is(compiler->token, "-"))) {
		enum operation operation =
			slice_is(compiler->token, "+") ? OP_PLUS : OP_MINUS;

		next_token(compiler);
		made = join(compiler, operation, made, parse_name(compiler));
	}
	return made;
}

static const struct census_condition *
parse_list(struct compiler *compiler, const struct census_condition *operand)
{
	struct census_condition *made = join(compiler, OP_IN, operand, NULL);
	struct slice *words =
		arena_array(compiler->arena, WORDS_LIMIT, sizeof(*words));

	need(compiler, "(");
	if (words == NULL)
		return fail_memory(compiler);
	if (made == NULL)
		return NULL;
	made->words = words;
	while (!compiler->failed && compiler->token.len > 0 &&
	       !slice_is(compiler->token, ")") && made->count < WORDS_LIMIT) {
		words[made->count++] = compiler->token;
		next_token(compiler);
	}
	need(compiler, ")");
	return made;
}

/* Rows of the item, in brackets. */
static const struct census_condition *parse_rows(struct compiler *compiler,
						 enum operation operation)
{
	struct census_condition *made = add(compiler, operation);
	uint16_t *rows =
		arena_array(compiler->arena, WORDS_LIMIT, sizeof(*rows));

	if (rows == NULL)
		return fail_memory(compiler);
	if (made == NULL)
		return NULL;
	made->rows = rows;
	need(compiler, "(");
	while (!compiler->failed && compiler->token.len > 0 &&
	       !slice_is(compiler->token, ")") && made->count < WORDS_LIMIT) {
		uint16_t row =
			census_condition_row(compiler->token, compiler->each);

		if (row == LAYOUT_NO_ROW)
			return fail(compiler, "no element is called so");
		rows[made->count++] = row;
		next_token(compiler);
	}
	if (compiler->each == LAYOUT_NO_ROW ||
	    (operation == OP_OVERLAPS && made->count != 2))
		return fail(compiler, "this is asked of an item, over its rows "
				      "(of time: two)");
	need(compiler, ")");
	return made;
}

static const struct census_condition *
parse_breaks(struct compiler *compiler, const struct census_condition *operand)
{
	struct census_condition *made =
		join(compiler, OP_BREAKS, operand, NULL);
	struct slice *rule = arena_array(compiler->arena, 1, sizeof(*rule));

	if (rule == NULL)
		return fail_memory(compiler);
	if (made == NULL)
		return NULL;
	*rule = compiler->token;
	made->words = rule;
	next_token(compiler);
	return made;
}

static const struct census_condition *parse_test(struct compiler *compiler)
{
	static const struct {
		const char *word;
		enum operation operation;
	} words[] =
		{
			{"given", OP_GIVEN},       {"valid", OP_VALID},
			{"invalid", OP_INVALID},   {"repeated", OP_REPEATED},
			{"has-digits", OP_DIGITS},
		},
	  signs[] = {
		  {"<", OP_LESS},      {"<=", OP_AT_MOST}, {">", OP_MORE},
		  {">=", OP_AT_LEAST}, {"=", OP_EQUAL},    {"<>", OP_UNEQUAL},
	  };
	const struct census_condition *operand;

	if (take(compiler, "overlaps"))
		return parse_rows(compiler, OP_OVERLAPS);
	if (take(compiler, "repeats"))
		return parse_rows(compiler, OP_REPEATS);
	operand = parse_operand(compiler);
	if (take(compiler, "missing"))
		return join(compiler, OP_NOT,
			    join(compiler, OP_GIVEN, operand, NULL), NULL);
	if (take(compiler, "in"))
		return parse_list(compiler, operand);
	if (take(compiler, "breaks"))
		return parse_breaks(compiler, operand);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (take(compiler, words[i].word))
			return join(compiler, words[i].operation, operand,
				    NULL);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (take(compiler, signs[i].word))
			return join(compiler, signs[i].operation, operand,
				    parse_operand(compiler));
	return fail(compiler, "what is asked of it is not said");
}

static const struct census_condition *parse_not(struct compiler *compiler)
{
	const struct census_condition *made;

	if (compiler->failed)
		return NULL;
	if (++compiler->depth > DEPTH_LIMIT)
		return fail(compiler, "too many brackets");
	if (take(compiler, "not")) {
		made = join(compiler, OP_NOT, parse_not(compiler), NULL);
	} else if (take(compiler, "(")) {
		made = parse_or(compiler);
		need(compiler, ")");
	} else {
		made = parse_test(compiler);
	}
	compiler->depth--;
	return made;
}

static const struct census_condition *parse_and(struct compiler *compiler)
{
	const struct census_condition *made = parse_not(compiler);

	while (take(compiler, "and"))
		made = join(compiler, OP_AND, made, parse_not(compiler));
	return made;
}

static const struct census_condition *parse_or(struct compiler *compiler)
{
	const struct census_condition *made = parse_and(compiler);

	while (take(compiler, "or"))
		made = join(compiler, OP_OR, made, parse_and(compiler));
	return made;
}

int census_condition_make(const struct census_condition **out,
			  struct slice text, uint16_t each,
			  struct census_counters *counters, struct arena *arena,
			  struct error *error)
{
	struct compiler compiler = {
		.begin = text.at,
		.rest = text,
		.each = each,
		.counters = counters,
		.arena = arena,
		.error = error,
	};

	next_token(&compiler);
	*out = parse_or(&compiler);
	if (!compiler.failed && compiler.token.len > 0)
		fail(&compiler, "a word too many");
	return compiler.failed ? -1 : 0;
}
