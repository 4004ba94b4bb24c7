#include "formats/census_rules.h"

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/census_rules_table.h"
#include "formats/csv.h"

enum column {
	COLUMN_NUMBER,
	COLUMN_KIND,
	COLUMN_TERMS,
	COLUMN_SCHOOLS,
	COLUMN_WHO,
	COLUMN_EACH,
	COLUMN_FIELDS,
	COLUMN_WHEN,
	COLUMN_MESSAGE,
	COLUMN_STANDING,
	COLUMN_SOURCE,
	COLUMNS,
};

static const char *const headings[] = {
	[COLUMN_NUMBER] = "number",   [COLUMN_KIND] = "kind",
	[COLUMN_TERMS] = "terms",     [COLUMN_SCHOOLS] = "schools",
	[COLUMN_WHO] = "who",         [COLUMN_EACH] = "each",
	[COLUMN_FIELDS] = "fields",   [COLUMN_WHEN] = "broken when",
	[COLUMN_MESSAGE] = "message", [COLUMN_STANDING] = "standing",
	[COLUMN_SOURCE] = "source",
};

static const char *const kinds[] = {"error", "query"};

static const char *const whos[] = {
	[WHO_ALL] = "all",       [WHO_ON] = "on",   [WHO_OFF] = "off",
	[WHO_HEADER] = "header", [WHO_END] = "end",
};

static const char *const standings[] = {
	[STANDING_PUBLISHED] = "published",
	[STANDING_UNCONFIRMED] = "unconfirmed",
	[STANDING_OWN] = "own",
};

static const char *const terms[] = {
	[CENSUS_AUTUMN] = "AUT",
	[CENSUS_SPRING] = "SPR",
	[CENSUS_SUMMER] = "SUM",
};

const char *census_standing_name(enum census_standing standing)
{
	return standings[standing];
}

struct table {
	struct census_rules *rules;
	struct csv csv;
	struct csv_row row;
	size_t capacity;
	struct error *error;
};

static int fail_at(struct table *table, enum column column, uint32_t within,
		   const char *message)
{
	uint32_t line, at;

	csv_place(&table->csv, &table->row, column, &line, &at);
	error_set(table->error, ERROR_INPUT, "%s", message);
	return error_at(table->error, SLICE(""), line, at + within, 0);
}

/* The place of a word among several; the count when it is none of them. */
static size_t choose(struct slice word, const char *const *words, size_t count)
{
	size_t i = 0;

	while (i < count && !slice_is(word, words[i]))
		i++;
	return i;
}

static struct slice next_word(struct slice *rest)
{
	*rest = slice_trim(*rest);
	return slice_cut(rest, ' ');
}

static int read_terms(struct table *table, struct census_rule *rule)
{
	struct slice rest = table->row.fields[COLUMN_TERMS];

	while (rest.len > 0) {
		size_t term = choose(next_word(&rest), terms, 3);

		if (term == 3)
			return fail_at(table, COLUMN_TERMS, 0,
				       "a term is AUT, SPR or SUM");
		rule->terms |= (uint8_t)(1u << term);
	}
	if (rule->terms == 0)
		rule->terms = 7;
	return 0;
}

static void read_schools(struct table *table, struct census_rule *rule)
{
	rule->schools = slice_trim(rule->schools);
	if (slice_starts_with(rule->schools, SLICE("not "))) {
		rule->not_schools = true;
		rule->schools = slice_part(rule->schools, 4, rule->schools.len);
	}
	(void)table;
}

static int read_fields(struct table *table, struct census_rule *rule)
{
	struct slice rest = rule->fields;

	while (slice_trim(rest).len > 0) {
		struct slice word = next_word(&rest);
		uint16_t row = rule->who == WHO_HEADER
				       ? (uint16_t)census_heading_find(word)
				       : census_condition_row(word, rule->each);

		if (row == (rule->who == WHO_HEADER ? HEADINGS : LAYOUT_NO_ROW))
			return fail_at(table, COLUMN_FIELDS, 0,
				       "no element is called so");
		if (rule->row_count == CENSUS_RULE_FIELDS)
			return fail_at(table, COLUMN_FIELDS, 0,
				       "more than 8 fields");
		rule->rows[rule->row_count++] = row;
	}
	return 0;
}

static int read_each(struct table *table, struct census_rule *rule)
{
	struct slice name = table->row.fields[COLUMN_EACH];

	rule->each = LAYOUT_NO_ROW;
	if (name.len == 0)
		return 0;
	rule->each = census_row(name);
	if (rule->each == LAYOUT_NO_ROW ||
	    !layout_repeated(&census_rows[rule->each]) || rule->who > WHO_OFF)
		return fail_at(table, COLUMN_EACH, 0,
			       "no element that a pupil may have several of is "
			       "called so");
	return 0;
}

static int read_choices(struct table *table, struct census_rule *rule)
{
	const struct slice *fields = table->row.fields;
	size_t kind = choose(fields[COLUMN_KIND], kinds, 2);
	size_t who = choose(fields[COLUMN_WHO], whos, WHO_END + 1);
	size_t standing =
		choose(fields[COLUMN_STANDING], standings, STANDING_OWN + 1);
	bool marked = slice_ends_with(rule->number, SLICE("Q"));

	if (kind == 2)
		return fail_at(table, COLUMN_KIND, 0,
			       "the kind is error or query");
	if (who > WHO_END)
		return fail_at(table, COLUMN_WHO, 0,
			       "who is on, off, all, header or end");
	if (standing > STANDING_OWN)
		return fail_at(table, COLUMN_STANDING, 0,
			       "the standing is published, unconfirmed or own");
	if (rule->number.len == 0 || marked != (kind == 1))
		return fail_at(
			table, COLUMN_NUMBER, 0,
			"the number is missing; those of queries, and no "
			"others, end in Q");
	if (slice_starts_with(rule->number, SLICE("H")) !=
	    (standing == STANDING_OWN))
		return fail_at(table, COLUMN_NUMBER, 0,
			       "Hornbook's own numbers, and no others, begin "
			       "with H");
	rule->query = kind == 1;
	rule->who = (enum census_who)who;
	rule->standing = (enum census_standing)standing;
	return 0;
}

static int keep_texts(struct table *table, struct census_rule *rule)
{
	const struct slice *fields = table->row.fields;
	struct arena *arena = &table->rules->arena;

	rule->number = arena_copy(arena, fields[COLUMN_NUMBER]);
	rule->schools = arena_copy(arena, fields[COLUMN_SCHOOLS]);
	rule->fields = arena_copy(arena, fields[COLUMN_FIELDS]);
	rule->when = arena_copy(arena, fields[COLUMN_WHEN]);
	rule->message = arena_copy(arena, fields[COLUMN_MESSAGE]);
	rule->source = arena_copy(arena, fields[COLUMN_SOURCE]);
	if (rule->number.at == NULL || rule->schools.at == NULL ||
	    rule->fields.at == NULL || rule->when.at == NULL ||
	    rule->message.at == NULL || rule->source.at == NULL)
		return error_memory(table->error);
	return 0;
}

static int compile(struct table *table, struct census_rule *rule)
{
	struct error error = {0};

	if (rule->when.len > CENSUS_CONDITION_BYTES)
		return fail_at(table, COLUMN_WHEN, 0, "longer than 2000 bytes");
	if (census_condition_make(&rule->condition, rule->when, rule->each,
				  &table->rules->counters, &table->rules->arena,
				  &error) == 0)
		return 0;
	if (error.code == ERROR_MEMORY)
		return error_memory(table->error);
	return fail_at(table, COLUMN_WHEN, error.place.column - 1,
		       error.message);
}

static bool is_there(const struct census_rules *rules, struct slice number)
{
	for (size_t i = 0; i < rules->count; i++)
		if (slice_equal(rules->list[i].number, number))
			return true;
	return false;
}

static int read_rule(struct table *table)
{
	struct census_rules *rules = table->rules;
	struct census_rule *rule;

	if (table->row.count != COLUMNS)
		return fail_at(table, 0, 0, "the row has not 11 fields");
	if (rules->count == CENSUS_RULES_LIMIT)
		return fail_at(table, 0, 0, "more than 1000 rules");
	if (is_there(rules, table->row.fields[COLUMN_NUMBER]))
		return fail_at(table, COLUMN_NUMBER, 0,
			       "the number is given twice");
	rules->list = arena_grow(&rules->arena, rules->list, rules->count,
				 &table->capacity, sizeof(*rules->list));
	if (rules->list == NULL)
		return error_memory(table->error);
	rule = &rules->list[rules->count];
	*rule = (struct census_rule){0};
	if (keep_texts(table, rule) != 0 || read_choices(table, rule) != 0 ||
	    read_terms(table, rule) != 0 || read_each(table, rule) != 0 ||
	    read_fields(table, rule) != 0 || compile(table, rule) != 0)
		return -1;
	read_schools(table, rule);
	if (rule->message.len == 0)
		return fail_at(table, COLUMN_MESSAGE, 0,
			       "the message is missing");
	rules->count++;
	return 0;
}

static int read_headings(struct table *table)
{
	int result = csv_read(&table->csv, &table->row, table->error);

	if (result < 0)
		return -1;
	if (result == 0)
		return error_set(table->error, ERROR_INPUT,
				 "the table of rules is empty");
	for (size_t i = 0; i < COLUMNS; i++)
		if (i >= table->row.count ||
		    !slice_is(table->row.fields[i], headings[i])) {
			error_set(table->error, ERROR_INPUT,
				  "column %zu of the rules is not '%s'", i + 1,
				  headings[i]);
			return error_at(table->error, SLICE(""),
					table->row.line, 1, 0);
		}
	return 0;
}

static int read_rows(struct table *table)
{
	int result;

	if (read_headings(table) != 0)
		return -1;
	while ((result = csv_read(&table->csv, &table->row, table->error)) > 0)
		if (read_rule(table) != 0)
			return -1;
	return result;
}

int census_rules_read(struct census_rules *rules, struct slice text,
		      struct error *error)
{
	struct table *table;
	int result;

	*rules = (struct census_rules){0};
	table = memory_array(1, sizeof(*table));
	if (table == NULL)
		return error_memory(error);
	table->rules = rules;
	table->error = error;
	result = csv_begin(&table->csv, text, ',', error);
	if (result == 0)
		result = read_rows(table);
	csv_release(&table->csv);
	memory_free(table);
	return result;
}

int census_rules_own(struct census_rules *rules, struct error *error)
{
	struct builder text = {0};
	int result;

	*rules = (struct census_rules){0};
	for (size_t i = 0;
	     i < sizeof(census_rules_table) / sizeof(census_rules_table[0]);
	     i++)
		builder_add_text(&text, census_rules_table[i]);
	result = text.failed ? error_memory(error)
			     : census_rules_read(rules, builder_slice(&text),
						 error);
	builder_release(&text);
	return result;
}

void census_rules_release(struct census_rules *rules)
{
	arena_release(&rules->arena);
	*rules = (struct census_rules){0};
}
