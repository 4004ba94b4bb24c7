/*
 * The files of the learner registration: the cases of tests/formats/lrs.  A
 * case gives a `file` and what is `read` from it, or `records` (an empty line
 * between) and the rows that are `written` of them.
 *
 * In a file "@lrs-batch" stands for that format's headings, and "+ A=x; B=y"
 * for a row that has these cells and no others.  So are written rows shown.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "formats/csv.h"
#include "formats/lrs.h"
#include "tests/data.h"
#include "tests/formats/lrs_files.h"
#include "tests/formats/records.h"

static struct dictionary *england;
static char directory[] = SCRATCH "lrs-XXXXXX";
static char path[64];

static const struct lrs_layout *layout_called(struct slice name)
{
	const struct format *format = format_find(name);

	assert_non_null(format);
	assert_non_null(lrs_layout_of(format));
	return lrs_layout_of(format);
}

/* --- files made of the cases' short hand -------------------------------------- */

static void add_headings(struct builder *file, const struct lrs_layout *layout)
{
	struct slice row[LRS_COLUMNS];

	for (size_t i = 0; i < layout->count; i++)
		row[i] = layout->columns[i].heading;
	csv_add_row(file, row, NULL, layout->count);
}

static void add_cells(struct builder *file, const struct lrs_layout *layout,
		      struct slice line)
{
	struct slice row[LRS_COLUMNS] = {{NULL, 0}};

	while (line.len > 0) {
		struct slice value = slice_cut(&line, ';');
		struct slice heading = slice_trim(slice_cut(&value, '='));
		size_t i = 0;

		while (i < layout->count &&
		       !slice_equal(layout->columns[i].heading, heading))
			i++;
		assert_true(i < layout->count);
		row[i] = slice_trim(value);
	}
	csv_add_row(file, row, NULL, layout->count);
}

static void build_file(struct builder *file, struct slice text)
{
	const struct lrs_layout *layout = NULL;

	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		if (slice_starts_with(line, SLICE("@"))) {
			layout = layout_called(slice_part(line, 1, line.len));
			add_headings(file, layout);
		} else if (slice_starts_with(line, SLICE("+"))) {
			assert_non_null(layout);
			add_cells(file, layout, slice_part(line, 1, line.len));
		} else {
			builder_add(file, line);
			builder_add_byte(file, '\n');
		}
	}
}

/* --- reading -------------------------------------------------------------------- */

static void read_into(struct notebook *notebook, struct slice file)
{
	struct error error = {0};
	char text[1024];

	notebook->reading.file_name = SLICE("LRB_10012345_200120261000.CSV");
	if (lrs_read(&notebook->reading, file, &error) != 0) {
		error_text(&error, text, sizeof(text));
		builder_add_format(&notebook->text, "error: %s\n", text);
		return;
	}
	if (notebook->reading.rejected > 0)
		builder_add_format(&notebook->text, "%u of %u rejected\n",
				   (unsigned int)notebook->reading.rejected,
				   (unsigned int)notebook->reading.records);
}

static void check_read(const struct data_case *test)
{
	struct notebook notebook;
	struct builder file = {0}, expected = {0};

	build_file(&file, data_text(test, "file"));
	notebook_init(&notebook, england);
	notebook.reading.unnamed = data_text(test, "unnamed").len > 0;
	read_into(&notebook, builder_slice(&file));
	builder_add(&expected, data_text(test, "read"));
	assert_string_equal(builder_text(&notebook.text),
			    builder_text(&expected));
	notebook_release(&notebook);
	builder_release(&file);
	builder_release(&expected);
}

/* --- writing --------------------------------------------------------------------- */

enum { RECORDS = 4 };

static size_t parse_records(struct record *records, struct arena *arena,
			    struct slice text)
{
	size_t count = 0;

	while (text.len > 0) {
		size_t end = 0;

		while (end + 1 < text.len &&
		       (text.at[end] != '\n' || text.at[end + 1] != '\n'))
			end++;
		assert_true(count < RECORDS);
		records[count++] = parse_record(england, arena,
						slice_part(text, 0, end + 1));
		text = slice_part(text, end + 2, text.len);
	}
	return count;
}

/* The rows of a file, each with what is in its cells. */
static void show_rows(struct builder *out, const struct lrs_layout *layout,
		      struct slice file)
{
	struct csv csv;
	struct csv_row row;
	struct error error = {0};

	assert_success(csv_begin(&csv, file, ',', &error), &error);
	assert_int_equal(csv_read(&csv, &row, &error), 1);
	assert_int_equal(row.count, layout->count);
	while (csv_read(&csv, &row, &error) == 1) {
		assert_int_equal(row.count, layout->count);
		builder_add_text(out, "+");
		for (size_t i = 0; i < row.count; i++)
			if (row.fields[i].len > 0)
				builder_add_format(
					out, " %.*s=%.*s;",
					SLICE_ARGS(layout->columns[i].heading),
					SLICE_ARGS(row.fields[i]));
		builder_add_text(out, "\n");
	}
	csv_release(&csv);
}

static void check_written(const struct data_case *test)
{
	const struct lrs_layout *layout =
		layout_called(slice_trim(data_text(test, "format")));
	struct arena arena = {0};
	struct record records[RECORDS];
	size_t count =
		parse_records(records, &arena, data_text(test, "records"));
	struct builder file = {0}, actual = {0}, expected = {0};
	struct error error = {0};
	char text[1024];

	if (lrs_write_file(path, england, layout->format, records, count,
			   &error) != 0) {
		error_text(&error, text, sizeof(text));
		builder_add_format(&actual, "error: %s\n", text);
	} else {
		assert_success(file_read(path, 1 << 20, &file, &error), &error);
		show_rows(&actual, layout, builder_slice(&file));
		assert_ptr_equal(format_detect(builder_slice(&file)),
				 layout->format);
	}
	builder_add(&expected, data_text(test, "written"));
	assert_string_equal(builder_text(&actual), builder_text(&expected));
	builder_release(&file);
	builder_release(&actual);
	builder_release(&expected);
	arena_release(&arena);
}

static void check(void **state)
{
	const struct data_case *test = *state;

	if (data_text(test, "records").len > 0)
		check_written(test);
	else
		check_read(test);
}

int main(void)
{
	int failures;

	england = load_england();
	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/out.csv", directory);
	failures = data_run("learner registration", "tests/formats/lrs", check);
	dictionary_free(england);
	directory_remove(directory, NULL);
	return failures;
}
