#include "formats/census_condition.h"

#include <assert.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "formats/upn_rule.h"

enum {
	DEPTH_LIMIT = 20,
	WORDS_LIMIT = 64, /* in one list */
	SCALE = 1000,     /* numbers are held in thousandths */
	NUMBER_MOST = 100000000,
};

enum operation {
	/* conditions */
	OP_AND,
	OP_OR,
	OP_NOT,
	OP_GIVEN,
	OP_VALID,
	OP_INVALID,
	OP_BREAKS,
	OP_IN,
	OP_REPEATED,
	OP_DIGITS,
	OP_LESS,
	OP_AT_MOST,
	OP_MORE,
	OP_AT_LEAST,
	OP_EQUAL,
	OP_UNEQUAL,
	OP_OVERLAPS,
	OP_REPEATS,
	/* operands */
	OP_ROW,
	OP_HEADING,
	OP_NUMBER,
	OP_DERIVED,
	OP_COUNT,
	OP_COUNTER,
	OP_PLUS,
	OP_MINUS,
};

enum derived {
	DERIVED_AGE,
	DERIVED_AUGUST_AGE,
	DERIVED_ATTENDANCE_AGE,
	DERIVED_CENSUS_DAY,
	DERIVED_CENSUS_YEAR,
	DERIVED_LAST_CENSUS,
	DERIVED_YEAR_START,
	DERIVED_TERM_START,
	DERIVED_ATTENDANCE_FROM,
	DERIVED_EXCLUSIONS_FROM,
	DERIVED_EXCLUSIONS_TO,
	DERIVED_SUSPENDED,
	DERIVED_PUPILS,
	DERIVED_LEAVERS,
	DERIVED_COUNT,
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

struct census_condition {
	uint8_t operation;
	uint16_t number;  /* row, heading, derived, counter */
	int64_t constant; /* in thousandths */
	const struct census_condition *left, *right;
	const struct slice *words; /* of OP_IN; rows' names are resolved */
	const uint16_t *rows;      /* of OP_OVERLAPS and OP_REPEATS */
	size_t count;
};

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

static bool is_number(struct slice text, int64_t *thousandths)
{
	struct slice fraction = text;
	struct slice whole = slice_cut(&fraction, '.');
	uint64_t number, part = 0;
	int64_t scale = SCALE;

	if (!slice_number(whole, NUMBER_MOST, &number) || fraction.len > 3 ||
	    (whole.len < text.len && fraction.len == 0) ||
	    (fraction.len > 0 && !slice_number(fraction, 999, &part)))
		return false;
	for (size_t i = 0; i < fraction.len; i++)
		scale /= 10;
	*thousandths = (int64_t)number * SCALE + (int64_t)part * scale;
	return true;
}

static bool to_number(struct slice text, int64_t *thousandths)
{
	int32_t date;

	if (!date_parse(text, &date))
		return is_number(text, thousandths);
	*thousandths = (int64_t)date * SCALE;
	return true;
}

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
	if (to_number(name, &made->constant)) {
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

/* --- asking ---------------------------------------------------------------- */

void census_facts_pupil(struct census_facts *facts,
			const struct census_pupil *pupil)
{
	facts->pupil = pupil;
	facts->each = LAYOUT_NO_ROW;
	memset(facts->first, 0, sizeof(facts->first));
	for (size_t i = pupil->count; i-- > 0;)
		facts->first[pupil->values[i].row] = (uint32_t)i + 1;
}

/* The value of a row in one item. */
static const struct census_value *value_in(const struct census_facts *facts,
					   uint16_t row, uint16_t item)
{
	const struct census_pupil *pupil = facts->pupil;

	if (pupil == NULL || facts->first[row] == 0)
		return NULL;
	for (size_t i = facts->first[row] - 1; i < pupil->count; i++)
		if (pupil->values[i].row == row &&
		    pupil->values[i].item == item)
			return &pupil->values[i];
	return NULL;
}

static bool within(uint16_t row, uint16_t each)
{
	if (each == LAYOUT_NO_ROW || row <= each)
		return false;
	for (uint16_t i = each + 1; i <= row; i++)
		if (census_rows[i].depth <= census_rows[each].depth)
			return false;
	return true;
}

const struct census_value *census_facts_value(const struct census_facts *facts,
					      uint16_t row)
{
	return value_in(facts, row, within(row, facts->each) ? facts->item : 0);
}

static struct slice text_of(const struct census_facts *facts,
			    const struct census_condition *operand)
{
	const struct census_value *value;

	if (operand->operation == OP_HEADING)
		return facts->header != NULL
			       ? facts->header->text[operand->number]
			       : SLICE("");
	if (operand->operation != OP_ROW)
		return SLICE("");
	value = census_facts_value(facts, operand->number);
	return value != NULL ? value->text : SLICE("");
}

static bool row_date(const struct census_facts *facts, const char *name,
		     uint16_t item, int32_t *date)
{
	const struct census_value *value =
		value_in(facts, census_row(slice_of(name)), item);

	return value != NULL && date_parse(value->text, date);
}

static bool age_on(const struct census_facts *facts, int32_t on,
		   int64_t *number)
{
	int32_t birth;

	if (!row_date(facts, "DOB", 0, &birth))
		return false;
	*number = (int64_t)date_age(birth, on) * SCALE;
	return true;
}

/* The most sessions that a pupil was suspended for in one school year. */
static int64_t suspended_sessions(const struct census_facts *facts)
{
	uint16_t each = census_row(SLICE("TermlyExclusion"));
	uint16_t kind = census_condition_row(SLICE("Category"), each);
	uint16_t length = census_condition_row(SLICE("Sessions"), each);
	uint16_t items = facts->pupil != NULL ? facts->pupil->items[each] : 0;
	int64_t most = 0;

	for (uint16_t i = 0; i < items; i++) {
		int64_t sum = 0, sessions;
		int32_t from, start;

		if (!row_date(facts, "TermlyExclusion/StartDate", i, &from))
			continue;
		for (uint16_t j = 0; j < items; j++) {
			const struct census_value *what =
				value_in(facts, kind, j);
			const struct census_value *value =
				value_in(facts, length, j);

			if (value != NULL && what != NULL &&
			    !slice_is(what->text, "PERM") &&
			    row_date(facts, "TermlyExclusion/StartDate", j,
				     &start) &&
			    date_academic_year(start) ==
				    date_academic_year(from) &&
			    is_number(value->text, &sessions))
				sum += sessions;
		}
		most = sum > most ? sum : most;
	}
	return most;
}

static int32_t term_start(const struct census_return *census)
{
	int year = date_to_civil(census->reference_date).year;

	if (census->term == CENSUS_AUTUMN)
		return date_from_civil(year, 8, 1);
	return census->term == CENSUS_SPRING ? date_from_civil(year, 1, 1)
					     : census_easter(year) + 1;
}

static int32_t attendance_from(const struct census_return *census)
{
	int year = census->attendance_year;

	if (census->term == CENSUS_SPRING)
		return date_from_civil(year, 8, 1);
	return census->term == CENSUS_SUMMER ? date_from_civil(year + 1, 1, 1)
					     : census_easter(year + 1) + 1;
}

static bool derived_number(const struct census_facts *facts, uint16_t derived,
			   int64_t *number)
{
	const struct census_return *census = &facts->census;
	int32_t date;

	switch ((enum derived)derived) {
	case DERIVED_AGE:
		return age_on(facts, census->reference_date, number);
	case DERIVED_AUGUST_AGE:
		return age_on(facts,
			      date_from_civil(census->academic_year, 8, 31),
			      number);
	case DERIVED_ATTENDANCE_AGE:
		return age_on(facts,
			      date_from_civil(census->attendance_year, 8, 31),
			      number);
	case DERIVED_CENSUS_DAY:
		date = census->reference_date;
		break;
	case DERIVED_CENSUS_YEAR:
		*number = (int64_t)date_to_civil(census->reference_date).year *
			  SCALE;
		return true;
	case DERIVED_LAST_CENSUS:
		date = census_day_before(census);
		break;
	case DERIVED_YEAR_START:
		date = date_from_civil(census->academic_year, 9, 1);
		break;
	case DERIVED_TERM_START:
		date = term_start(census);
		break;
	case DERIVED_ATTENDANCE_FROM:
		date = attendance_from(census);
		break;
	case DERIVED_EXCLUSIONS_FROM:
		date = census->exclusions_from;
		break;
	case DERIVED_EXCLUSIONS_TO:
		date = census->exclusions_to;
		break;
	case DERIVED_SUSPENDED:
		*number = suspended_sessions(facts);
		return true;
	case DERIVED_PUPILS:
		*number = (int64_t)facts->pupils * SCALE;
		return true;
	case DERIVED_LEAVERS:
		*number = (int64_t)facts->leavers * SCALE;
		return true;
	case DERIVED_COUNT:
	default:
		return false;
	}
	*number = (int64_t)date * SCALE;
	return true;
}

static bool number_of(const struct census_facts *facts,
		      const struct census_condition *operand, int64_t *number)
{
	int64_t left, right;

	switch (operand->operation) {
	case OP_NUMBER:
		*number = operand->constant;
		return true;
	case OP_DERIVED:
		return derived_number(facts, operand->number, number);
	case OP_COUNT:
		*number = facts->pupil == NULL
				  ? 0
				  : (int64_t)facts->pupil
						    ->items[operand->number] *
					    SCALE;
		return true;
	case OP_COUNTER:
		*number = (int64_t)facts->counters->counted[operand->number] *
			  SCALE;
		return true;
	case OP_PLUS:
	case OP_MINUS:
		if (!number_of(facts, operand->left, &left) ||
		    !number_of(facts, operand->right, &right))
			return false;
		*number = operand->operation == OP_PLUS ? left + right
							: left - right;
		return true;
	default:
		return to_number(text_of(facts, operand), number);
	}
}

static bool compares(const struct census_facts *facts,
		     const struct census_condition *condition)
{
	int64_t left, right;

	if (!number_of(facts, condition->left, &left) ||
	    !number_of(facts, condition->right, &right))
		return false;
	switch (condition->operation) {
	case OP_LESS:
		return left < right;
	case OP_AT_MOST:
		return left <= right;
	case OP_MORE:
		return left > right;
	case OP_AT_LEAST:
		return left >= right;
	case OP_EQUAL:
		return left == right;
	default:
		return left != right;
	}
}

/* By the dictionary's field, on the day that the row's codes are of. */
static bool is_valid(struct census_facts *facts,
		     const struct census_condition *operand, struct slice text)
{
	const struct layout *layout = facts->layout;
	uint16_t field = operand->operation == OP_ROW
				 ? layout->field[operand->number][0]
				 : DICTIONARY_NONE;
	int32_t on = facts->census.reference_date;

	if (field == DICTIONARY_NONE)
		return true;
	if ((layout->rows[operand->number].flags & LAYOUT_HISTORIC) != 0)
		on = DATE_NONE;
	return field_check(layout->dictionary, field, text, on, &facts->scratch,
			   NULL) == 0;
}

static bool breaks(struct census_facts *facts,
		   const struct census_condition *condition)
{
	struct slice text = text_of(facts, condition->left);
	const char *rule;

	if (text.len == 0 || is_valid(facts, condition->left, text))
		return false;
	rule = upn_rule(text);
	return rule != NULL && slice_is(condition->words[0], rule);
}

static bool is_in(const struct census_facts *facts,
		  const struct census_condition *condition)
{
	struct slice text = text_of(facts, condition->left);

	for (size_t i = 0; i < condition->count; i++)
		if (slice_equal(condition->words[i], text))
			return true;
	return false;
}

static bool has_digits(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= '0' && text.at[i] <= '9')
			return true;
	return false;
}

/* The days of an item; what has no end goes on. */
static bool item_span(const struct census_facts *facts,
		      const struct census_condition *condition, uint16_t item,
		      int32_t *from, int32_t *to)
{
	const struct census_value *start =
		value_in(facts, condition->rows[0], item);
	const struct census_value *end =
		value_in(facts, condition->rows[1], item);

	*to = INT32_MAX;
	return start != NULL && date_parse(start->text, from) &&
	       (end == NULL || date_parse(end->text, to));
}

static bool overlaps(const struct census_facts *facts,
		     const struct census_condition *condition)
{
	int32_t from, to, other_from, other_to;

	if (!item_span(facts, condition, facts->item, &from, &to))
		return false;
	for (uint16_t i = 0; i < facts->item; i++)
		if (item_span(facts, condition, i, &other_from, &other_to) &&
		    from <= other_to && other_from <= to)
			return true;
	return false;
}

static bool same_item(const struct census_facts *facts,
		      const struct census_condition *condition, uint16_t item)
{
	for (size_t i = 0; i < condition->count; i++) {
		const struct census_value *mine =
			value_in(facts, condition->rows[i], facts->item);
		const struct census_value *other =
			value_in(facts, condition->rows[i], item);

		if (mine == NULL || other == NULL ||
		    !slice_equal(mine->text, other->text))
			return false;
	}
	return true;
}

static bool repeats(const struct census_facts *facts,
		    const struct census_condition *condition)
{
	for (uint16_t i = 0; i < facts->item; i++)
		if (same_item(facts, condition, i))
			return true;
	return false;
}

bool census_condition_holds(const struct census_condition *condition,
			    struct census_facts *facts)
{
	struct slice text;

	switch (condition->operation) {
	case OP_AND:
		return census_condition_holds(condition->left, facts) &&
		       census_condition_holds(condition->right, facts);
	case OP_OR:
		return census_condition_holds(condition->left, facts) ||
		       census_condition_holds(condition->right, facts);
	case OP_NOT:
		return !census_condition_holds(condition->left, facts);
	case OP_GIVEN:
		return text_of(facts, condition->left).len > 0;
	case OP_VALID:
	case OP_INVALID:
		text = text_of(facts, condition->left);
		return text.len > 0 &&
		       is_valid(facts, condition->left, text) ==
			       (condition->operation == OP_VALID);
	case OP_BREAKS:
		return breaks(facts, condition);
	case OP_IN:
		return is_in(facts, condition);
	case OP_REPEATED:
		return facts->repeated;
	case OP_DIGITS:
		return has_digits(text_of(facts, condition->left));
	case OP_OVERLAPS:
		return overlaps(facts, condition);
	case OP_REPEATS:
		return repeats(facts, condition);
	default:
		return compares(facts, condition);
	}
}
