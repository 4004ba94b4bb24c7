/* The values of a file of counts, and the groups in which they lie. */
#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/count_file_parts.h"
#include "tables/table_figure.h"

/* --- groups -------------------------------------------------------------------------- */

struct group {
	struct slice code, parent, label;
};

struct groups {
	struct group *list;
	size_t count, capacity;
	struct numbering codes; /* of list[i] */
};

static int read_group(struct groups *groups, const struct csv_row *row,
		      const size_t columns[3], struct arena *arena,
		      struct error *error)
{
	struct group group = {{"", 0}, {"", 0}, {"", 0}};
	struct slice *const texts[] = {&group.code, &group.parent,
				       &group.label};
	uint32_t number;

	for (size_t i = 0; i < 3; i++) {
		if (columns[i] >= row->count)
			continue;
		*texts[i] = arena_copy(
			arena,
			slice_trim(csv_unguarded(row->fields[columns[i]])));
		if (texts[i]->at == NULL)
			return error_memory(error);
	}
	if (slice_empty(group.code))
		return 0;
	if (numbering_add(&groups->codes, group.code, &number, error) != 0)
		return -1;
	if (number < groups->count) {
		error_set(error, ERROR_INPUT, "the hierarchy has a code twice");
		return error_at(error, (struct slice){NULL, 0}, row->line, 0,
				0);
	}
	groups->list = arena_grow(arena, groups->list, groups->count,
				  &groups->capacity, sizeof(group));
	if (groups->list == NULL)
		return error_memory(error);
	groups->list[groups->count++] = group;
	return 0;
}

static int read_groups(struct groups *groups, struct slice bytes,
		       struct csv *csv, struct arena *arena,
		       struct error *error)
{
	static const char *const names[] = {"code", "parent", "label"};
	size_t columns[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
	struct csv_row row;
	int found;

	if (csv_begin(csv, bytes, 0, error) != 0 ||
	    (found = csv_read(csv, &row, error)) < 0)
		return -1;
	for (size_t i = 0; found > 0 && i < row.count; i++)
		for (size_t k = 0; k < 3; k++)
			if (slice_equal_ignoring_case(slice_trim(row.fields[i]),
						      slice_of(names[k])))
				columns[k] = i;
	if (columns[0] == SIZE_MAX || columns[1] == SIZE_MAX)
		return error_set(error, ERROR_INPUT,
				 "a hierarchy has the columns code and parent "
				 "(and perhaps label)");
	while ((found = csv_read(csv, &row, error)) > 0)
		if (read_group(groups, &row, columns, arena, error) != 0)
			return -1;
	return found;
}

/* --- classifications ----------------------------------------------------------------- */

struct entries {
	struct classification_entry *list;
	size_t count, capacity;
	struct numbering codes;
};

static int add_entry(struct entries *entries, struct slice code,
		     struct slice label, struct slice parent,
		     struct arena *arena, struct error *error)
{
	uint32_t number;

	if (numbering_add(&entries->codes, code, &number, error) != 0)
		return -1;
	if (number < entries->count)
		return 0;
	entries->list = arena_grow(arena, entries->list, entries->count,
				   &entries->capacity, sizeof(*entries->list));
	if (entries->list == NULL)
		return error_memory(error);
	entries->list[entries->count++] =
		(struct classification_entry){code, label, parent};
	return 0;
}

/* A code and all groups in which it lies. */
static int add_with_groups(struct entries *entries, const struct groups *groups,
			   struct slice code, struct slice label,
			   struct arena *arena, struct error *error)
{
	for (size_t depth = 0; depth <= groups->count; depth++) {
		struct slice parent = {"", 0};
		uint32_t number = numbering_find(&groups->codes, code);

		if (number != UINT32_MAX) {
			parent = groups->list[number].parent;
			if (slice_empty(label))
				label = groups->list[number].label;
		}
		if (figure_is_total(parent))
			parent = (struct slice){"", 0};
		if (add_entry(entries, code, label, parent, arena, error) != 0)
			return -1;
		if (slice_empty(parent))
			return 0;
		code = parent;
		label = (struct slice){"", 0};
	}
	return 0;
}

static int make_dimension(struct reading *reading, struct dimension *dimension,
			  struct groups *groups, struct error *error)
{
	struct entries entries = {0};
	int result = 0;

	for (uint32_t i = 0; result == 0 && i < dimension->codes.count; i++)
		result = add_with_groups(
			&entries, groups, dimension->codes.texts[i],
			dimension->labels[i], reading->arena, error);
	if (result == 0)
		result = classification_make(&dimension->classification,
					     dimension->name, dimension->name,
					     entries.list, entries.count,
					     reading->arena, error);
	numbering_release(&entries.codes);
	return result;
}

int count_file_dimensions(struct reading *reading, struct error *error)
{
	struct groups groups = {0};
	struct csv *csv = NULL;
	int result = 0;

	if (reading->asked->hierarchy.at != NULL) {
		csv = memory_array(1, sizeof(*csv));
		if (csv == NULL)
			return error_memory(error);
		result = read_groups(&groups, reading->asked->hierarchy, csv,
				     reading->arena, error);
		csv_release(csv);
		memory_free(csv);
	}
	for (size_t d = 0; result == 0 && d < reading->dimension_count; d++)
		result = make_dimension(reading, &reading->dimensions[d],
					&groups, error);
	numbering_release(&groups.codes);
	return result;
}
