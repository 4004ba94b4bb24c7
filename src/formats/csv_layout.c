#include "formats/csv_layout.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "formats/format.h"

/* Bytes of a header in a message. */
enum { HEADER_BYTES = 100 };

struct layouter {
	struct csv_layout *layout;
	struct reading *reading;
	const struct csv *csv;
	const struct csv_row *row;
	struct csv_names names;
	struct arena *arena;
	struct error *error;
};

/* --- warnings ------------------------------------------------------------- */

static int warn(struct layouter *layouter, size_t column,
		struct builder *message)
{
	struct rejection rejection = {.warning = true,
				      .message = builder_slice(message)};
	int result;

	if (message->failed) {
		result = error_memory(layouter->error);
	} else {
		if (column != CSV_NO_COLUMN) {
			rejection.field =
				layouter->layout->columns[column].header;
			csv_place(layouter->csv, layouter->row, column,
				  &rejection.line, &rejection.column);
		}
		result = layouter->reading->reject(layouter->reading->context,
						   &rejection, layouter->error);
	}
	builder_release(message);
	return result;
}

static int warn_unknown(struct layouter *layouter, size_t column)
{
	struct slice header = layouter->layout->columns[column].header;
	struct slice nearest = csv_names_nearest(&layouter->names, header);
	struct builder message = {0};

	if (header.len == 0)
		builder_add_text(&message, "a column without a header");
	else
		builder_add_text(&message, "a column of no known field");
	builder_add_text(&message, "; it is ignored");
	if (header.len > 0 && nearest.len > 0)
		builder_add_format(&message, " (did you mean %.*s?)",
				   SLICE_ARGS(nearest));
	return warn(layouter, column, &message);
}

static int warn_again(struct layouter *layouter, size_t column, size_t first)
{
	struct slice header = layouter->layout->columns[first].header;
	struct builder message = {0};

	builder_add_format(&message,
			   "says what the column '%.*s' says; it is ignored",
			   SLICE_ARGS(header));
	return warn(layouter, column, &message);
}

static int warn_unused(struct layouter *layouter, struct slice column,
		       uint32_t line)
{
	struct builder message = {0};

	builder_add_format(
		&message,
		"line %u of the mapping file names a column '%.*s' "
		"that the file does not have",
		line,
		(int)(column.len < HEADER_BYTES ? column.len : HEADER_BYTES),
		column.at);
	return warn(layouter, CSV_NO_COLUMN, &message);
}

/* --- columns -------------------------------------------------------------- */

/* At most HEADER_BYTES, not ending inside a character. */
static struct slice short_header(struct slice text)
{
	size_t length = text.len;

	if (length > HEADER_BYTES) {
		length = HEADER_BYTES;
		while (length > 0 &&
		       ((unsigned char)text.at[length] & 0xc0) == 0x80)
			length--;
	}
	return slice_part(text, 0, length);
}

static bool same_target(const struct csv_target *a, const struct csv_target *b)
{
	return a->role == b->role && a->field == b->field &&
	       a->category == b->category && a->item == b->item &&
	       (a->role != CSV_PERIOD || a->numbered == b->numbered);
}

/* Another column that means the same. */
static size_t find_same(const struct csv_layout *layout, size_t column)
{
	const struct csv_target *target = &layout->columns[column].target;

	for (size_t i = 0; i < layout->count; i++)
		if (i != column &&
		    same_target(&layout->columns[i].target, target))
			return i;
	return CSV_NO_COLUMN;
}

static struct csv_column_rule *find_rule(struct csv_layout *layout,
					 struct slice key)
{
	for (size_t i = 0; i < layout->mapping.column_count; i++)
		if (slice_equal(layout->mapping.columns[i].key, key))
			return &layout->mapping.columns[i];
	return NULL;
}

static int read_header(struct layouter *layouter, size_t i)
{
	struct csv_layout *layout = layouter->layout;
	struct csv_column *column = &layout->columns[i];
	struct slice header = slice_trim(layouter->row->fields[i]);
	char bytes[CSV_KEY_BYTES];

	column->header = arena_copy(layouter->arena, short_header(header));
	column->key = arena_copy(layouter->arena, csv_key(header, bytes));
	if (column->header.at == NULL || column->key.at == NULL)
		return error_memory(layouter->error);
	for (size_t j = 0; j < layout->mapping.value_count; j++) {
		struct csv_value_rule *rule = &layout->mapping.values[j];

		if (slice_equal(rule->key, column->key))
			rule->used = column->has_values = true;
	}
	return 0;
}

static int two_columns(struct layouter *layouter, size_t a, size_t b)
{
	const struct csv_layout *layout = layouter->layout;
	size_t second = a > b ? a : b;
	uint32_t line, column;

	error_set(layouter->error, ERROR_INPUT,
		  "the columns '%.*s' and '%.*s' mean the same field",
		  SLICE_ARGS(layout->columns[a < b ? a : b].header),
		  SLICE_ARGS(layout->columns[second].header));
	error_hint(layouter->error, "map one of them to 'ignore'");
	csv_place(layouter->csv, layouter->row, second, &line, &column);
	return error_at(layouter->error, layouter->reading->file_name, line,
			column, 0);
}

/* What the mapping and the dictionary's own names say. */
static int find_exact(struct layouter *layouter, size_t i)
{
	struct csv_layout *layout = layouter->layout;
	struct csv_column *column = &layout->columns[i];
	struct csv_column_rule *rule = find_rule(layout, column->key);
	size_t same;

	if (rule != NULL) {
		rule->used = true;
		column->target = rule->target;
	} else {
		struct csv_target target =
			csv_names_find(&layouter->names, column->header);

		if (!target.exact)
			return 0;
		column->target = target;
	}
	if (column->target.role == CSV_IGNORED)
		return 0;
	same = find_same(layout, i);
	return same == CSV_NO_COLUMN ? 0 : two_columns(layouter, same, i);
}

/* What everybody calls the rest.  Exports often hold the same field twice
 * ("Surname", "Legal surname"): the first stands. */
static int find_alias(struct layouter *layouter, size_t i)
{
	struct csv_layout *layout = layouter->layout;
	struct csv_column *column = &layout->columns[i];
	size_t same;

	if (column->target.role != CSV_UNKNOWN)
		return 0;
	column->target = csv_names_find(&layouter->names, column->header);
	if (column->target.role == CSV_UNKNOWN)
		return 0;
	same = find_same(layout, i);
	if (same == CSV_NO_COLUMN)
		return 0;
	column->target.role = CSV_IGNORED;
	return warn_again(layouter, i, same);
}

static int find_columns(struct layouter *layouter)
{
	struct csv_layout *layout = layouter->layout;

	layout->count = layouter->row->count;
	layout->columns = arena_array(layouter->arena, layout->count,
				      sizeof(*layout->columns));
	if (layout->columns == NULL)
		return error_memory(layouter->error);
	for (size_t i = 0; i < layout->count; i++)
		if (read_header(layouter, i) != 0 ||
		    find_exact(layouter, i) != 0)
			return -1;
	return 0;
}

static int find_aliases(struct layouter *layouter)
{
	for (size_t i = 0; i < layouter->layout->count; i++)
		if (find_alias(layouter, i) != 0)
			return -1;
	return 0;
}

/* Said only when the first row is known to be headers: otherwise it is a
 * pupil's data. */
static int warn_of_columns(struct layouter *layouter)
{
	struct csv_layout *layout = layouter->layout;
	struct csv_mapping *mapping = &layout->mapping;

	for (size_t i = 0; i < layout->count; i++)
		if (layout->columns[i].target.role == CSV_UNKNOWN &&
		    warn_unknown(layouter, i) != 0)
			return -1;
	for (size_t i = 0; i < mapping->column_count; i++)
		if (!mapping->columns[i].used &&
		    warn_unused(layouter, mapping->columns[i].column,
				mapping->columns[i].line) != 0)
			return -1;
	for (size_t i = 0; i < mapping->value_count; i++)
		if (!mapping->values[i].used &&
		    warn_unused(layouter, mapping->values[i].column,
				mapping->values[i].line) != 0)
			return -1;
	return 0;
}

/* A column of unique pupil numbers by any of its names. */
static int find_upn(struct layouter *layouter)
{
	struct csv_layout *layout = layouter->layout;
	const struct field *upn =
		dictionary_field(layout->dictionary, SLICE("pupil.upn"));

	layout->upn_column = CSV_NO_COLUMN;
	for (size_t i = 0; upn != NULL && i < layout->count; i++) {
		struct csv_column *column = &layout->columns[i];
		struct csv_target target = column->target;

		if (target.role == CSV_UNKNOWN)
			target = csv_names_find(&layouter->names,
						column->header);
		if (target.role == CSV_FIELD &&
		    target.field == upn - layout->dictionary->fields) {
			layout->upn_column = i;
			break;
		}
	}
	if (layout->upn_column != CSV_NO_COLUMN || layouter->reading->unnamed)
		return 0;
	error_set(layouter->error, ERROR_INPUT,
		  "no column holds the unique pupil number");
	error_hint(layouter->error, "give it the header 'UPN', or write "
				    "'Column = pupil.upn' in a mapping file");
	return error_at(layouter->error, layouter->reading->file_name,
			layouter->row->line, 0, 0);
}

/* --- groups --------------------------------------------------------------- */

static struct csv_group *find_group(struct csv_layout *layout,
				    uint16_t category, uint32_t item)
{
	for (size_t i = 0; i < layout->group_count; i++)
		if (layout->groups[i].category == category &&
		    layout->groups[i].item == item)
			return &layout->groups[i];
	return NULL;
}

static struct csv_group *add_group(struct csv_layout *layout, uint16_t category,
				   uint32_t item)
{
	const struct category *entry =
		&layout->dictionary->categories[category];
	struct csv_group *group = find_group(layout, category, item);

	if (group != NULL)
		return group;
	group = &layout->groups[layout->group_count++];
	*group = (struct csv_group){.category = category,
				    .item = item,
				    .repeated = entry->each.len > 0,
				    .by_period = entry->by.len > 0,
				    .period_column = CSV_NO_COLUMN};
	return group;
}

/* How well a period's target fits a group: 0 not at all, 3 by item. */
static int period_fits(const struct csv_target *target,
		       const struct csv_group *group)
{
	if (target->role != CSV_PERIOD)
		return 0;
	if (target->category == DICTIONARY_NONE)
		return 1;
	if (target->category != group->category)
		return 0;
	if (!target->numbered)
		return 2;
	return target->item == group->item ? 3 : 0;
}

static int find_period(struct layouter *layouter, struct csv_group *group)
{
	struct csv_layout *layout = layouter->layout;
	const struct category *category =
		&layout->dictionary->categories[group->category];
	int best = 0;

	for (size_t i = 0; i < layout->count; i++) {
		int fit = period_fits(&layout->columns[i].target, group);

		if (fit <= best)
			continue;
		best = fit;
		group->period_column = i;
	}
	best = 0;
	for (size_t i = 0; i < layout->mapping.default_count; i++) {
		struct csv_default *rule = &layout->mapping.defaults[i];
		int fit = period_fits(&rule->target, group);

		if (fit <= best)
			continue;
		best = fit;
		group->period_default = csv_academic_year(rule->value);
		if (group->period_default.len > 0)
			continue;
		error_set(layouter->error, ERROR_INPUT,
			  "a period is an academic year, like 2025 or 2025/26");
		return error_at(layouter->error, SLICE("mapping file"),
				rule->line, 0, 0);
	}
	if (group->period_column != CSV_NO_COLUMN ||
	    group->period_default.len > 0)
		return 0;
	error_set(layouter->error, ERROR_INPUT,
		  "no column says to which academic year '%.*s' belongs",
		  SLICE_ARGS(category->label));
	error_hint(layouter->error,
		   "add a column 'Academic year', or write "
		   "'%.*s.period default 2025' in a mapping "
		   "file",
		   SLICE_ARGS(category->name));
	return error_at(layouter->error, layouter->reading->file_name,
			layouter->row->line, 0, 0);
}

static int find_groups(struct layouter *layouter)
{
	struct csv_layout *layout = layouter->layout;
	const struct csv_mapping *mapping = &layout->mapping;

	layout->groups = arena_array(layouter->arena,
				     layout->count + mapping->default_count,
				     sizeof(*layout->groups));
	if (layout->groups == NULL)
		return error_memory(layouter->error);
	for (size_t i = 0; i < layout->count; i++) {
		struct csv_column *column = &layout->columns[i];

		if (column->target.role == CSV_FIELD)
			column->group =
				(size_t)(add_group(layout,
						   column->target.category,
						   column->target.item) -
					 layout->groups);
	}
	/* One-item categories that only the mapping speaks of. */
	for (size_t i = 0; i < mapping->default_count; i++) {
		const struct csv_target *target = &mapping->defaults[i].target;
		const struct category *category;

		if (target->role != CSV_FIELD)
			continue;
		category = &layout->dictionary->categories[target->category];
		if (category->each.len == 0)
			add_group(layout, target->category, 0);
	}
	for (size_t i = 0; i < layout->group_count; i++)
		if (layout->groups[i].by_period &&
		    find_period(layouter, &layout->groups[i]) != 0)
			return -1;
	return 0;
}

/* Whether all columns but the UPN are of one item of one category. */
static void find_list(struct csv_layout *layout)
{
	const struct csv_group *only = NULL;

	layout->list = DICTIONARY_NONE;
	/* Without it no two rows are known to be one pupil's. */
	if (layout->upn_column == CSV_NO_COLUMN)
		return;
	for (size_t i = 0; i < layout->count; i++) {
		const struct csv_column *column = &layout->columns[i];

		if (i == layout->upn_column)
			continue;
		if (column->target.role == CSV_FIELD) {
			const struct csv_group *group =
				&layout->groups[column->group];

			if (column->target.numbered || !group->repeated ||
			    (only != NULL && only != group))
				return;
			only = group;
		}
	}
	if (only != NULL)
		layout->list = only->category;
}

int csv_layout_make(struct csv_layout *layout, struct reading *reading,
		    const struct csv *csv, const struct csv_row *header,
		    struct arena *arena, struct error *error)
{
	struct layouter layouter = {.layout = layout,
				    .reading = reading,
				    .csv = csv,
				    .row = header,
				    .arena = arena,
				    .error = error};

	*layout = (struct csv_layout){.dictionary = reading->dictionary};
	if (csv_names_make(&layouter.names, reading->dictionary, arena,
			   error) != 0 ||
	    csv_mapping_read(&layout->mapping, reading->mapping,
			     &layouter.names, reading->today, arena,
			     error) != 0 ||
	    find_columns(&layouter) != 0 || find_upn(&layouter) != 0 ||
	    find_aliases(&layouter) != 0 || find_groups(&layouter) != 0 ||
	    warn_of_columns(&layouter) != 0)
		return -1;
	find_list(layout);
	return 0;
}

/* --- values --------------------------------------------------------------- */

struct slice csv_layout_value(const struct csv_layout *layout,
			      const struct csv_column *column,
			      struct slice value)
{
	if (!column->has_values)
		return value;
	for (size_t i = 0; i < layout->mapping.value_count; i++) {
		const struct csv_value_rule *rule = &layout->mapping.values[i];

		if (slice_equal(rule->key, column->key) &&
		    slice_equal_ignoring_case(rule->from, value))
			return rule->to;
	}
	return value;
}

struct slice csv_academic_year(struct slice text)
{
	const struct slice none = {NULL, 0};
	uint64_t start, end;
	struct slice rest;

	text = slice_trim(text);
	if (text.len < 4 ||
	    !slice_number(slice_part(text, 0, 4), 2999, &start) || start < 1800)
		return none;
	if (text.len == 4)
		return text;
	rest = slice_part(text, 4, text.len);
	if (rest.at[0] == '/' || rest.at[0] == '-')
		rest = slice_part(rest, 1, rest.len);
	if (!slice_number(rest, 3000, &end) ||
	    (rest.len == 2 ? end != (start + 1) % 100
			   : rest.len != 4 || end != start + 1))
		return none;
	return slice_part(text, 0, 4);
}
