#include "formats/lrs.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "formats/csv.h"

enum { FLUSH_BYTES = 1 << 16 };

struct writer {
	const struct dictionary *dictionary;
	const struct lrs_layout *layout;
	struct output *output;
	struct builder out;
	uint16_t fields[LRS_COLUMNS]; /* of the columns */
	uint16_t list;                /* category of the rows' items */
	uint64_t records;
};

/* --- one value ---------------------------------------------------------------- */

/* ISO/IEC 5218, as the registration has it. */
static struct slice sex_digit(struct slice code)
{
	static const struct {
		struct slice code, digit;
	} digits[] = {
		{SLICE_INIT("M"), SLICE_INIT("1")},
		{SLICE_INIT("F"), SLICE_INIT("2")},
		{SLICE_INIT("U"), SLICE_INIT("0")},
	};

	for (size_t i = 0; i < sizeof(digits) / sizeof(digits[0]); i++)
		if (slice_equal(code, digits[i].code))
			return digits[i].digit;
	return (struct slice){NULL, 0};
}

/* The first `most` characters. */
static struct slice cut(struct slice text, unsigned int most)
{
	struct slice rest = text;
	uint32_t character;

	if (most == 0 || text.len <= most)
		return text;
	while (most > 0 && rest.len > 0 && text_next(&rest, &character))
		most--;
	return (struct slice){text.at, text.len - rest.len};
}

static struct slice shown(const struct lrs_column *column, struct slice text)
{
	if (column->kind == LRS_SEX)
		text = sex_digit(text);
	if (slice_empty(text) && column->otherwise != NULL)
		return slice_of(column->otherwise);
	return cut(text, column->most);
}

/* --- rows --------------------------------------------------------------------- */

static int write_row(struct writer *writer, const struct record *record,
		     const struct item *item, struct error *error)
{
	struct slice row[LRS_COLUMNS] = {{NULL, 0}};
	const struct lrs_layout *layout = writer->layout;

	for (size_t i = 0; i < layout->count; i++) {
		const struct lrs_column *column = &layout->columns[i];
		uint16_t field = writer->fields[i];
		struct slice text = {NULL, 0};

		if (field != DICTIONARY_NONE && item != NULL &&
		    writer->dictionary->fields[field].category == writer->list)
			text = item_text(item, field);
		else if (field != DICTIONARY_NONE)
			text = record_text(record, writer->dictionary, field);
		row[i] = shown(column, text);
		if (!column->mandatory || !slice_empty(row[i]))
			continue;
		error_set(error, ERROR_REFUSED,
			  "the %llu. learner of the file has no %.*s, which "
			  "the registration must have",
			  (unsigned long long)writer->records,
			  SLICE_ARGS(column->heading));
		return error_hint(error, "complete the record, or leave the "
					 "pupil out with --pupils");
	}
	csv_add_row(&writer->out, row, NULL, layout->count);
	return 0;
}

/* A learner of whom no learning is told has one row all the same. */
static int write_items(struct writer *writer, const struct record *record,
		       struct error *error)
{
	uint64_t rows = 0;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category != writer->list)
			continue;
		for (uint32_t i = 0; i < section->count; i++, rows++)
			if (write_row(writer, record, &section->items[i],
				      error) != 0)
				return -1;
	}
	return rows > 0 ? 0 : write_row(writer, record, NULL, error);
}

int lrs_write(struct writer *writer, const struct record *records, size_t count,
	      struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		int result;

		writer->records++;
		result = writer->layout->list
				 ? write_items(writer, &records[i], error)
				 : write_row(writer, &records[i], NULL, error);
		if (result != 0 || output_drain(writer->output, &writer->out,
						FLUSH_BYTES, error) != 0)
			return -1;
	}
	return 0;
}

/* --- the file ------------------------------------------------------------------ */

static int write_top(struct writer *writer, const struct writing *writing,
		     struct error *error)
{
	const struct lrs_layout *layout = writer->layout;
	struct slice row[LRS_COLUMNS] = {{NULL, 0}};
	struct builder name = {0};

	for (size_t i = 0; i < layout->count; i++)
		row[i] = layout->columns[i].heading;
	csv_add_row(&writer->out, row, NULL, layout->count);
	if (lrs_file_name(layout, writing, &name, error) != 0) {
		builder_release(&name);
		return -1;
	}
	if (layout->file_row) {
		memset(row, 0, sizeof(row));
		row[0] = SLICE("2A");
		row[1] = builder_slice(&name);
		row[2] = writing->ukprn;
		csv_add_row(&writer->out, row, NULL, layout->count);
	}
	builder_release(&name);
	return writer->out.failed ? error_memory(error) : 0;
}

int lrs_open(struct writer **out, const struct lrs_layout *layout,
	     const struct writing *writing, struct output *output,
	     struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));

	if (writer == NULL)
		return error_memory(error);
	writer->dictionary = writing->dictionary;
	writer->layout = layout;
	writer->output = output;
	writer->list = dictionary_find(writing->dictionary, KIND_CATEGORY,
				       SLICE("qualifications"));
	for (size_t i = 0; i < layout->count; i++)
		writer->fields[i] =
			lrs_field(writing->dictionary, &layout->columns[i]);
	if (write_top(writer, writing, error) != 0) {
		lrs_abandon(writer);
		return -1;
	}
	*out = writer;
	return 0;
}

int lrs_close(struct writer *writer, struct error *error)
{
	int result = output_drain(writer->output, &writer->out, 0, error);

	lrs_abandon(writer);
	return result;
}

void lrs_abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->out);
	memory_free(writer);
}
