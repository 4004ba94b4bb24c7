#include "base/builder.h"
#include "base/error.h"
#include "demo/promise_examine.h"

/*
 * A family's copy is the same as page, document and table: what people read stands
 * in the table too, and must stand in the others in its order.
 */

enum { TABLE_COLUMNS = 32 };

/* Without spaces and line ends: a line may have been broken anywhere. */
static void add_close(struct slice text, struct builder *out)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > ' ')
			builder_add_byte(out, text.at[i]);
}

/* The rows of the table, one after the other, below its head. */
struct table {
	struct arena arena;
	struct slice rest;
	struct slice cells[TABLE_COLUMNS];
	size_t columns;
	size_t value;   /* the column that has what is held */
	size_t meaning; /* and what people read of it */
	const char *fault;
};

static bool table_next(struct table *table)
{
	size_t count;

	arena_clear(&table->arena);
	if (!promise_next_cells(&table->rest, table->cells, TABLE_COLUMNS,
				&count, &table->arena, &table->fault))
		return false;
	if (count != table->columns)
		table->fault = "a row has not as many cells as there are "
			       "columns";
	return table->fault == NULL;
}

static size_t column_called(const struct table *table, const char *name)
{
	size_t column = 0;

	while (column < table->columns && !slice_is(table->cells[column], name))
		column++;
	return column;
}

static bool table_begin(struct table *table, struct slice bytes)
{
	*table = (struct table){.rest = bytes};
	if (!promise_next_cells(&table->rest, table->cells, TABLE_COLUMNS,
				&table->columns, &table->arena, &table->fault))
		return false;
	table->value = column_called(table, "Value");
	table->meaning = column_called(table, "Meaning");
	if (table->value == table->columns || table->meaning == table->columns)
		table->fault = "it has no column of values, or of meanings";
	return table->fault == NULL;
}

static bool take_away(struct slice *text, struct slice wanted)
{
	const char *at =
		wanted.len == 0 || text->len < wanted.len
			? NULL
			: memmem(text->at, text->len, wanted.at, wanted.len);

	if (at != NULL)
		*text = slice_part(*text, (size_t)(at - text->at) + wanted.len,
				   text->len);
	return at != NULL;
}

/* How many of the table's values do not stand in the text one after the other, as
 * people read them. */
static size_t count_missing(struct examination *examination, struct slice text,
			    struct slice table_bytes, struct builder *value)
{
	struct table table;
	size_t missing = 0;

	if (table_begin(&table, table_bytes))
		while (table_next(&table)) {
			builder_clear(value);
			add_close(table.cells[table.meaning], value);
			ask(examination);
			missing += !take_away(&text, builder_slice(value));
		}
	arena_release(&table.arena);
	return missing;
}

static int examine_page(struct examination *examination,
			const struct promise_file *file, struct slice table,
			struct error *error)
{
	struct builder page = {0}, close = {0}, value = {0};
	const char *fault = NULL;
	size_t missing = 0;
	int result = promise_page_text(file, &page, &fault, error);

	add_close(builder_slice(&page), &close);
	if (result == 0 && fault == NULL)
		missing = count_missing(examination, builder_slice(&close),
					table, &value);
	if (result == 0 && (page.failed || close.failed || value.failed))
		result = error_memory(error);
	examination->file = file;
	if (missing > 0)
		object(examination, "%zu values of the data are not in it",
		       missing);
	examination->file = NULL;
	builder_release(&page);
	builder_release(&close);
	builder_release(&value);
	return result;
}

/* What a spreadsheet would take for a formula stands behind a mark. */
static bool is_value(const struct table *table, struct slice value)
{
	struct slice cell = table->cells[table->value];

	return slice_equal(cell, value) ||
	       (slice_starts_with(cell, SLICE("'")) &&
		slice_equal(slice_part(cell, 1, cell.len), value));
}

static int examine_table(struct examination *examination,
			 const struct promise_file *file,
			 const struct slice *values, size_t count,
			 struct error *error)
{
	struct table table;
	size_t rows = 0, others = 0;

	if (table_begin(&table, file->bytes))
		for (; table_next(&table); rows++)
			others +=
				rows < count && !is_value(&table, values[rows]);
	arena_release(&table.arena);
	ask(examination);
	if (table.fault != NULL && strcmp(table.fault, "memory") == 0)
		return error_memory(error);
	examination->file = file;
	if (table.fault != NULL)
		object(examination, "the file is not to be read: %s",
		       table.fault);
	else if (rows != count)
		object(examination, "it has not as many values as the data");
	else if (others > 0)
		object(examination,
		       "%zu values of it are not those of the data", others);
	examination->file = NULL;
	return 0;
}

const struct promise_file *
promise_file_called(const struct promise_evidence *evidence, const char *ending)
{
	for (size_t i = 0; i < evidence->file_count; i++)
		if (slice_ends_with(evidence->files[i].name, slice_of(ending)))
			return &evidence->files[i];
	return NULL;
}

int examine_copy_files(struct examination *examination,
		       const struct slice *values, size_t count,
		       struct error *error)
{
	static const char *const pages[] = {".html", ".pdf"};
	const struct promise_evidence *evidence = examination->evidence;
	const struct promise_file *table =
		promise_file_called(evidence, ".csv");

	if (table == NULL) {
		ask(examination);
		/* A page alone has its data in it; a whole copy has a table. */
		if (promise_file_called(evidence, ".json") != NULL)
			object(examination, "missing: the table of a copy");
		return 0;
	}
	if (examine_table(examination, table, values, count, error) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		const struct promise_file *page =
			promise_file_called(evidence, pages[i]);

		if (page != NULL &&
		    examine_page(examination, page, table->bytes, error) != 0)
			return -1;
	}
	return 0;
}
