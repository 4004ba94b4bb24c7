#include "formats/csv_pupils.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/csv_kind.h"

enum { FLUSH_BYTES = 1 << 16 };

#define NO_COLUMN UINT32_MAX

/* Where a category's items stand in a row. */
struct place_of_items {
	uint32_t items;  /* as many as there are columns for */
	uint32_t stride; /* columns of one item */
	uint32_t period; /* column of the first item's period, or NO_COLUMN */
};

struct writer {
	const struct dictionary *dictionary;
	struct output *output;
	struct arena arena;
	struct builder out;
	uint32_t count;              /* columns */
	uint32_t first[FIELD_LIMIT]; /* a field's column in item 1 */
	struct place_of_items places[CATEGORY_LIMIT];
	struct slice *row;
	enum csv_kind *kinds;
};

static bool is_repeated(const struct category *category)
{
	return category->each.len > 0 || category->by.len > 0;
}

/* "parent[2].surname"; only categories with several items are numbered. */
static struct slice column_name(struct writer *writer, struct slice name,
				const struct category *category, uint32_t item)
{
	struct builder text = {0};
	struct slice rest = name;
	struct slice word = slice_cut(&rest, '.');
	struct slice copy;

	if (!is_repeated(category))
		return name;
	builder_add(&text, word);
	builder_add_format(&text, "[%u]", item + 1);
	if (rest.len > 0) {
		builder_add_byte(&text, '.');
		builder_add(&text, rest);
	}
	copy = (struct slice){NULL, 0};
	if (!text.failed)
		copy = arena_copy(&writer->arena, builder_slice(&text));
	builder_release(&text);
	return copy;
}

/* Gives each field of a category its column in the first item. */
static void place_category(struct writer *writer, const struct writing *writing,
			   uint16_t index)
{
	const struct category *category =
		&writer->dictionary->categories[index];
	struct place_of_items *place = &writer->places[index];
	uint32_t column = writer->count;

	place->items = is_repeated(category) ? writing->most_items[index] : 1;
	place->period = NO_COLUMN;
	if (place->items == 0)
		return;
	if (category->by.len > 0)
		column++;
	for (uint16_t i = 0; i < category->field_count; i++) {
		uint16_t field = (uint16_t)(category->first_field + i);

		if (field_set_has(&writing->fields, field))
			writer->first[field] = column++;
	}
	place->stride = column - writer->count;
	if (category->by.len > 0 && place->stride == 1)
		place->stride = 0; /* a period of nothing */
	else if (category->by.len > 0)
		place->period = writer->count;
}

static int place_all(struct writer *writer, const struct writing *writing,
		     struct error *error)
{
	uint64_t count = 0;

	for (uint16_t i = 0; i < FIELD_LIMIT; i++)
		writer->first[i] = NO_COLUMN;
	for (uint16_t i = 0; i < writer->dictionary->category_count; i++) {
		place_category(writer, writing, i);
		count += (uint64_t)writer->places[i].items *
			 writer->places[i].stride;
		if (count > CSV_COLUMNS)
			return error_set(
				error, ERROR_INPUT,
				"more than %d columns: some pupils "
				"have too many of '%.*s' for a CSV "
				"file",
				(int)CSV_COLUMNS,
				SLICE_ARGS(writer->dictionary->categories[i]
						   .label));
		writer->count = (uint32_t)count;
	}
	if (count == 0)
		return error_set(error, ERROR_INPUT,
				 "no field to write to a CSV file");
	return 0;
}

/* Names the columns of a category in writer->row. */
static int name_category(struct writer *writer, uint16_t index,
			 struct error *error)
{
	const struct dictionary *dictionary = writer->dictionary;
	const struct category *category = &dictionary->categories[index];
	const struct place_of_items *place = &writer->places[index];

	for (uint32_t item = 0; item < place->items; item++) {
		uint32_t shift = item * place->stride;

		for (uint16_t i = 0; i < category->field_count; i++) {
			uint16_t field = (uint16_t)(category->first_field + i);
			uint32_t column = writer->first[field];

			if (column == NO_COLUMN)
				continue;
			writer->kinds[column + shift] =
				csv_kind_of(dictionary->fields[field].type);
			writer->row[column + shift] = column_name(
				writer, dictionary->fields[field].name,
				category, item);
			if (writer->row[column + shift].at == NULL)
				return error_memory(error);
		}
		if (place->period != NO_COLUMN) {
			struct slice name =
				dictionary->fields[category->first_field].name;
			struct builder text = {0};

			builder_add(&text, slice_cut(&name, '.'));
			builder_add_format(&text, "[%u].period", item + 1);
			writer->kinds[place->period + shift] = CSV_NUMBER;
			writer->row[place->period + shift] = arena_copy(
				&writer->arena, builder_slice(&text));
			builder_release(&text);
			if (writer->row[place->period + shift].len == 0)
				return error_memory(error);
		}
	}
	return 0;
}

static int write_header(struct writer *writer, struct error *error)
{
	writer->row = arena_array(&writer->arena, writer->count,
				  sizeof(*writer->row));
	writer->kinds = arena_array(&writer->arena, writer->count,
				    sizeof(*writer->kinds));
	if (writer->row == NULL || writer->kinds == NULL)
		return error_memory(error);
	for (uint16_t i = 0; i < writer->dictionary->category_count; i++)
		if (writer->places[i].stride > 0 &&
		    name_category(writer, i, error) != 0)
			return -1;
	csv_add_row(&writer->out, writer->row, NULL, writer->count);
	return writer->out.failed ? error_memory(error) : 0;
}

int csv_pupils_open(struct writer **out, const struct writing *writing,
		    struct output *output, struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));

	if (writer == NULL)
		return error_memory(error);
	writer->dictionary = writing->dictionary;
	writer->output = output;
	if (place_all(writer, writing, error) != 0 ||
	    write_header(writer, error) != 0) {
		csv_pupils_abandon(writer);
		return -1;
	}
	*out = writer;
	return 0;
}

static int too_many(const struct writer *writer, uint16_t category,
		    struct error *error)
{
	return error_set(
		error, ERROR_INPUT,
		"a record holds more of '%.*s' than the columns that "
		"were asked for",
		SLICE_ARGS(writer->dictionary->categories[category].label));
}

static inline void place_item(struct writer *writer, const struct item *item,
			      uint32_t shift)
{
	for (uint32_t i = 0; i < item->count; i++) {
		uint32_t column = writer->first[item->values[i].field];

		if (column != NO_COLUMN)
			writer->row[column + shift] = item->values[i].text;
	}
}

static int place_record(struct writer *writer, const struct record *record,
			struct error *error)
{
	uint16_t category = DICTIONARY_NONE;
	uint32_t next = 0;

	memset(writer->row, 0, writer->count * sizeof(*writer->row));
	/* Sections of one category follow each other. */
	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];
		const struct place_of_items *place =
			&writer->places[section->category];

		if (section->category != category)
			next = 0;
		category = section->category;
		if (place->stride == 0)
			continue;
		if (section->count > place->items - next)
			return too_many(writer, category, error);
		for (uint32_t j = 0; j < section->count; j++, next++) {
			place_item(writer, &section->items[j],
				   next * place->stride);
			if (place->period != NO_COLUMN)
				writer->row[place->period +
					    next * place->stride] =
					section->period;
		}
	}
	return 0;
}

int csv_pupils_write(struct writer *writer, const struct record *records,
		     size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (place_record(writer, &records[i], error) != 0)
			return -1;
		csv_add_row(&writer->out, writer->row, writer->kinds,
			    writer->count);
		if (output_drain(writer->output, &writer->out, FLUSH_BYTES,
				 error) != 0)
			return -1;
	}
	return 0;
}

int csv_pupils_close(struct writer *writer, struct error *error)
{
	int result = output_drain(writer->output, &writer->out, 0, error);

	csv_pupils_abandon(writer);
	return result;
}

void csv_pupils_abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	arena_release(&writer->arena);
	builder_release(&writer->out);
	memory_free(writer);
}
