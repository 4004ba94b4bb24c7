#include "formats/csv_mapping.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

struct mapper {
	struct csv_mapping *mapping;
	const struct csv_names *names;
	int32_t today;
	struct arena *arena;
	struct error *error;
	uint32_t line;
};

static int fault(struct mapper *mapper, const char *what)
{
	error_set(mapper->error, ERROR_INPUT, "%s", what);
	return error_at(mapper->error, SLICE("mapping file"), mapper->line, 0,
			0);
}

static int unknown_name(struct mapper *mapper, struct slice name)
{
	struct slice nearest = csv_names_nearest(mapper->names, name);

	error_set(mapper->error, ERROR_INPUT, "there is no field '%.*s'",
		  (int)(name.len < 100 ? name.len : 100), name.at);
	if (nearest.len > 0)
		error_hint(mapper->error, "did you mean %.*s?",
			   SLICE_ARGS(nearest));
	return error_at(mapper->error, SLICE("mapping file"), mapper->line, 0,
			0);
}

static int find_target(struct mapper *mapper, struct slice name,
		       struct csv_target *target)
{
	*target = csv_names_find(mapper->names, name);
	if (!target->exact && target->role != CSV_PERIOD)
		return unknown_name(mapper, name);
	return 0;
}

static int make_key(struct mapper *mapper, struct slice column,
		    struct slice *key)
{
	char bytes[CSV_KEY_BYTES];

	*key = arena_copy(mapper->arena, csv_key(column, bytes));
	if (key->at == NULL)
		return error_memory(mapper->error);
	return 0;
}

/* The first `mark` that is not between quotation marks; text.len when there
 * is none. */
static size_t find_outside(struct slice text, struct slice mark)
{
	bool quoted = false;

	for (size_t i = 0; i + mark.len <= text.len; i++) {
		if (text.at[i] == '"')
			quoted = !quoted;
		else if (!quoted &&
			 slice_equal(slice_part(text, i, i + mark.len), mark))
			return i;
	}
	return text.len;
}

/* The name of a column, without its quotation marks. */
static struct slice column_name(struct slice text)
{
	text = slice_trim(text);
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"')
		return slice_part(text, 1, text.len - 1);
	return text;
}

static int add_column(struct mapper *mapper, struct slice column,
		      struct slice name)
{
	struct csv_mapping *mapping = mapper->mapping;
	struct csv_column_rule rule = {.column = column_name(column),
				       .line = mapper->line};

	name = slice_trim(name);
	if (rule.column.len == 0)
		return fault(mapper, "no column before '='");
	if (slice_is(name, "ignore"))
		rule.target = (struct csv_target){.role = CSV_IGNORED};
	else if (find_target(mapper, name, &rule.target) != 0)
		return -1;
	rule.target.exact = true;
	if (make_key(mapper, rule.column, &rule.key) != 0)
		return -1;
	for (size_t i = 0; i < mapping->column_count; i++)
		if (slice_equal(mapping->columns[i].key, rule.key))
			return fault(mapper, "this column was mapped before");
	mapping->columns = arena_grow(
		mapper->arena, mapping->columns, mapping->column_count,
		&mapping->column_capacity, sizeof(*mapping->columns));
	if (mapping->columns == NULL)
		return error_memory(mapper->error);
	mapping->columns[mapping->column_count++] = rule;
	return 0;
}

static int add_value(struct mapper *mapper, struct slice left,
		     struct slice right)
{
	struct csv_mapping *mapping = mapper->mapping;
	size_t colon = find_outside(left, SLICE(":"));
	struct csv_value_rule rule = {.line = mapper->line};

	rule.column = column_name(slice_part(left, 0, colon));
	rule.from = column_name(slice_part(left, colon + 1, left.len));
	rule.to = column_name(right);
	if (colon == left.len || rule.column.len == 0)
		return fault(mapper, "a value's mapping is "
				     "'Column: value -> value'");
	if (make_key(mapper, rule.column, &rule.key) != 0)
		return -1;
	mapping->values =
		arena_grow(mapper->arena, mapping->values, mapping->value_count,
			   &mapping->value_capacity, sizeof(*mapping->values));
	if (mapping->values == NULL)
		return error_memory(mapper->error);
	mapping->values[mapping->value_count++] = rule;
	return 0;
}

/* Checks a default and brings it into canonical form. */
static int check_default(struct mapper *mapper, struct csv_default *rule)
{
	struct builder canonical = {0};
	int result;

	if (rule->target.role != CSV_FIELD)
		return 0;
	result = field_check(mapper->names->dictionary, rule->target.field,
			     rule->value, mapper->today, &canonical,
			     mapper->error);
	if (result == 0) {
		rule->value =
			arena_copy(mapper->arena, builder_slice(&canonical));
		if (canonical.failed || rule->value.at == NULL)
			result = error_memory(mapper->error);
	} else if (mapper->error == NULL ||
		   mapper->error->code != ERROR_MEMORY) {
		error_at(mapper->error, SLICE("mapping file"), mapper->line, 0,
			 0);
	}
	builder_release(&canonical);
	return result;
}

static int add_default(struct mapper *mapper, struct slice name,
		       struct slice value)
{
	struct csv_mapping *mapping = mapper->mapping;
	struct csv_default rule = {.line = mapper->line,
				   .value = column_name(value)};
	const struct field *fields = mapper->names->dictionary->fields;

	if (find_target(mapper, slice_trim(name), &rule.target) != 0)
		return -1;
	if (rule.target.role == CSV_FIELD &&
	    fields[rule.target.field].type == FIELD_UPN)
		return fault(mapper, "a unique pupil number has no default");
	if (rule.value.len == 0)
		return fault(mapper, "no value after 'default'");
	if (check_default(mapper, &rule) != 0)
		return -1;
	mapping->defaults = arena_grow(
		mapper->arena, mapping->defaults, mapping->default_count,
		&mapping->default_capacity, sizeof(*mapping->defaults));
	if (mapping->defaults == NULL)
		return error_memory(mapper->error);
	mapping->defaults[mapping->default_count++] = rule;
	return 0;
}

/* Cuts the next part of a date format: a run of d, m or y, or one other
 * character. */
static struct slice next_part(struct slice *format)
{
	char first = format->at[0];
	size_t length = 1;
	struct slice part;

	while ((first == 'd' || first == 'm' || first == 'y') &&
	       length < format->len && format->at[length] == first)
		length++;
	part = slice_part(*format, 0, length);
	*format = slice_part(*format, length, format->len);
	return part;
}

static int set_date_format(struct mapper *mapper, struct slice format)
{
	unsigned int days = 0, months = 0, years = 0;
	struct slice rest = format;

	while (rest.len > 0) {
		struct slice part = next_part(&rest);

		if (slice_is(part, "dd") || slice_is(part, "d"))
			days++;
		else if (slice_is(part, "mm") || slice_is(part, "m") ||
			 slice_is(part, "mmm"))
			months++;
		else if (slice_is(part, "yyyy"))
			years++;
		else if (part.at[0] == 'd' || part.at[0] == 'm' ||
			 part.at[0] == 'y')
			return fault(mapper, "a date format is made of dd or "
					     "d, mm, m or mmm, and yyyy");
	}
	if (days != 1 || months != 1 || years != 1)
		return fault(mapper, "a date format has one day, one month and "
				     "one year of four digits");
	mapper->mapping->date_format = format;
	return 0;
}

static int read_line(struct mapper *mapper, struct slice line)
{
	static const struct slice date_word = SLICE_INIT("date-format ");
	static const struct slice default_word = SLICE_INIT(" default ");
	size_t at;

	line = slice_trim(line);
	if (line.len == 0 || line.at[0] == '#')
		return 0;
	if (slice_starts_with(line, date_word))
		return set_date_format(
			mapper,
			slice_trim(slice_part(line, date_word.len, line.len)));
	at = find_outside(line, SLICE("->"));
	if (at < line.len)
		return add_value(mapper, slice_part(line, 0, at),
				 slice_part(line, at + 2, line.len));
	at = find_outside(line, SLICE("="));
	if (at < line.len)
		return add_column(mapper, slice_part(line, 0, at),
				  slice_part(line, at + 1, line.len));
	at = find_outside(line, default_word);
	if (at < line.len)
		return add_default(
			mapper, slice_part(line, 0, at),
			slice_part(line, at + default_word.len, line.len));
	return fault(mapper, "not a statement of a mapping file: 'Column = "
			     "field', 'Column: value -> value', 'field default "
			     "value' or 'date-format dd/mm/yyyy'");
}

int csv_mapping_read(struct csv_mapping *mapping, struct slice text,
		     const struct csv_names *names, int32_t today,
		     struct arena *arena, struct error *error)
{
	struct mapper mapper = {.mapping = mapping,
				.names = names,
				.today = today,
				.arena = arena,
				.error = error};

	*mapping = (struct csv_mapping){0};
	if (slice_starts_with(text, SLICE("\xef\xbb\xbf")))
		text = slice_part(text, 3, text.len);
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		mapper.line++;
		if (!text_is_utf8(line, NULL))
			return fault(&mapper, "the line is not UTF-8");
		if (read_line(&mapper, line) != 0)
			return -1;
	}
	return 0;
}

/* --- dates ---------------------------------------------------------------- */

struct slice csv_without_midnight(struct slice text)
{
	static const struct slice endings[] = {
		SLICE_INIT(" 00:00:00"), SLICE_INIT("T00:00:00"),
		SLICE_INIT(" 00:00"),    SLICE_INIT(" 0:00:00"),
		SLICE_INIT(" 0:00"),
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (slice_ends_with(text, endings[i]))
			return slice_part(text, 0, text.len - endings[i].len);
	return text;
}

static bool take_digits(struct slice *text, size_t least, size_t most,
			int *number)
{
	uint64_t value;
	size_t length = 0;

	while (length < text->len && length < most && text->at[length] >= '0' &&
	       text->at[length] <= '9')
		length++;
	if (length < least ||
	    !slice_number(slice_part(*text, 0, length), 9999, &value))
		return false;
	*number = (int)value;
	*text = slice_part(*text, length, text->len);
	return true;
}

static bool take_month(struct slice *text, int *month)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++) {
		struct slice name = {months + 3 * (ptrdiff_t)i, 3};

		if (!slice_equal_ignoring_case(slice_part(*text, 0, 3), name))
			continue;
		*month = i + 1;
		*text = slice_part(*text, 3, text->len);
		return true;
	}
	return false;
}

static bool take_part(struct slice *text, struct slice part,
		      struct civil *civil)
{
	switch (part.at[0]) {
	case 'd':
		return take_digits(text, part.len, 2, &civil->day);
	case 'm':
		if (part.len == 3)
			return take_month(text, &civil->month);
		return take_digits(text, part.len, 2, &civil->month);
	case 'y':
		return take_digits(text, 4, 4, &civil->year);
	default:
		if (!slice_starts_with(*text, part))
			return false;
		*text = slice_part(*text, part.len, text->len);
		return true;
	}
}

bool csv_date(struct slice text, struct slice format, int32_t *date)
{
	struct civil civil = {0};

	text = csv_without_midnight(text);
	while (format.len > 0)
		if (!take_part(&text, next_part(&format), &civil))
			return false;
	if (text.len > 0 || !date_valid(civil.year, civil.month, civil.day))
		return false;
	*date = date_from_civil(civil.year, civil.month, civil.day);
	return true;
}
