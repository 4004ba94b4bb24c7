/*
 * What schools, authorities and agencies return: the cases of the .test files of
 * tests/formats/returns.  A case names a `format` and gives either a `file` to
 * be read, or `records` to be written (empty lines between them), which must
 * read back as they were unless `again` says what comes instead; `fields` are
 * those released, else all; `known` is the format that a file is taken for.  Each is done
 * once more with memory running out at every step.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/data.h"
#include "tests/formats/records.h"

enum { RECORDS = 16 };

static struct dictionary *england;
static char path[64];

static const struct format *format_of(const struct data_case *test)
{
	const struct format *format =
		format_find(slice_trim(data_text(test, "format")));

	assert_non_null(format);
	return format;
}

static int32_t date_of(const struct data_case *test)
{
	struct slice text = slice_trim(data_text(test, "date"));
	int32_t date = sample_date();

	if (text.len > 0)
		assert_true(date_parse(text, &date));
	return date;
}

/* Without carriage returns, which a .test file does not show. */
static void add_lines(struct builder *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\r')
			builder_add_byte(out, text.at[i]);
}

/* --- reading -------------------------------------------------------------- */

static int read_once(const struct data_case *test, struct slice file,
		     struct notebook *notebook, struct error *error)
{
	notebook->reading.today = date_of(test);
	notebook->reading.unnamed = data_text(test, "unnamed").len > 0;
	return format_of(test)->read(&notebook->reading, file, error);
}

static void read_starved(const struct data_case *test, struct slice file)
{
	for (uint64_t n = 1;; n++) {
		struct notebook notebook;
		struct error error = {0};
		bool failed;
		int result;

		notebook_init(&notebook, england);
		(void)builder_reserve(&notebook.text, 1 << 20);
		memory_fail_at(n);
		result = read_once(test, file, &notebook, &error);
		failed = memory_failed();
		memory_fail_at(0);
		notebook_release(&notebook);
		if (!failed)
			return;
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

static void read_case(const struct data_case *test, struct slice file,
		      struct builder *text)
{
	struct notebook notebook;
	struct error error = {0};
	char said[1024];

	if (data_text(test, "known").len > 0)
		assert_slice(slice_trim(data_text(test, "known")),
			     format_detect(file)->name);
	notebook_init(&notebook, england);
	if (read_once(test, file, &notebook, &error) != 0) {
		error_text(&error, said, sizeof(said));
		builder_add_format(&notebook.text, "error: %s\n", said);
	} else if (notebook.reading.rejected > 0) {
		builder_add_format(&notebook.text, "%u of %u rejected\n",
				   (unsigned int)notebook.reading.rejected,
				   (unsigned int)notebook.reading.records);
	}
	builder_add(text, builder_slice(&notebook.text));
	notebook_release(&notebook);
	read_starved(test, file);
}

/* --- writing -------------------------------------------------------------- */

static size_t parse_records(const struct data_case *test,
			    struct record records[RECORDS], struct arena *arena)
{
	struct slice rest = data_text(test, "records");
	size_t count = 0;

	while (rest.len > 0) {
		size_t end = 0;

		while (end < rest.len &&
		       !slice_starts_with(slice_part(rest, end, rest.len),
					  SLICE("\n\n")))
			end++;
		assert_in_range(count, 0, RECORDS - 1);
		records[count] =
			parse_record(england, arena, slice_part(rest, 0, end));
		count++;
		records[count - 1].number = count;
		rest = slice_part(rest, end + 2, rest.len);
	}
	return count;
}

static struct writing frame_of(const struct data_case *test,
			       const struct record *records, size_t count)
{
	struct writing frame = {
		.dictionary = england,
		.controller = SLICE("Hawthorn & Elm School"),
		.laestab = SLICE("8861101"),
		.date = date_of(test),
		.time = "10:00:00",
		.serial = 1,
	};

	struct slice fields = slice_trim(data_text(test, "fields"));

	while (fields.len > 0) {
		uint16_t field = dictionary_find(england, KIND_FIELD,
						 slice_cut(&fields, ' '));

		assert_int_not_equal(field, DICTIONARY_NONE);
		field_set_add(&frame.fields, field);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t items[CATEGORY_LIMIT] = {0};

		for (uint32_t s = 0; s < records[i].count; s++) {
			const struct section *section = &records[i].sections[s];
			uint32_t *most = &frame.most_items[section->category];

			items[section->category] += section->count;
			if (items[section->category] > *most)
				*most = items[section->category];
		}
	}
	return frame;
}

static int write_once(const struct data_case *test,
		      const struct record *records, size_t count,
		      struct output *output, struct error *error)
{
	const struct format *format = format_of(test);
	const struct writing frame = frame_of(test, records, count);
	struct writer *writer = NULL;

	if (format->open(&writer, &frame, output, error) != 0)
		return -1;
	if (format->write(writer, records, count, error) != 0) {
		format->abandon(writer);
		return -1;
	}
	return format->close(writer, error);
}

static void write_starved(const struct data_case *test,
			  const struct record *records, size_t count)
{
	for (uint64_t n = 1;; n++) {
		struct error error = {0};
		struct output *output;
		bool failed;
		int result;

		assert_success(output_open(&output, path, 0600, &error),
			       &error);
		memory_fail_at(n);
		result = write_once(test, records, count, output, &error);
		failed = memory_failed();
		memory_fail_at(0);
		output_abandon(output);
		if (!failed)
			return;
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

static void read_again(const struct data_case *test,
		       const struct record *records, size_t count,
		       struct slice file)
{
	struct slice again = data_text(test, "again");
	struct builder expected = {0}, actual = {0};
	struct notebook notebook;
	struct error error = {0};
	struct slice rest, line;

	notebook_init(&notebook, england);
	assert_success(read_once(test, file, &notebook, &error), &error);
	if (again.len > 0)
		builder_add(&expected, again);
	else
		for (size_t i = 0; i < count; i++)
			write_record(&expected, england, &records[i]);
	rest = builder_slice(&notebook.text);
	while (rest.len > 0) {
		line = slice_cut(&rest, '\n');
		if (slice_starts_with(line, SLICE("record ")))
			continue;
		builder_add(&actual, line);
		builder_add_byte(&actual, '\n');
	}
	assert_string_equal(builder_text(&actual), builder_text(&expected));
	notebook_release(&notebook);
	builder_release(&expected);
	builder_release(&actual);
}

static void write_case(const struct data_case *test, struct builder *text)
{
	struct arena arena = {0};
	struct record records[RECORDS];
	size_t count = parse_records(test, records, &arena);
	struct builder file = {0}, name = {0};
	struct error error = {0};
	struct output *output;
	char said[1024];

	const struct writing frame = frame_of(test, records, count);

	assert_success(format_of(test)->file_name(&frame, &name, &error),
		       &error);
	builder_add(text, builder_slice(&name));
	builder_add_byte(text, '\n');
	assert_success(output_open(&output, path, 0600, &error), &error);
	if (write_once(test, records, count, output, &error) != 0) {
		output_abandon(output);
		error_text(&error, said, sizeof(said));
		builder_add_format(text, "error: %s\n", said);
	} else {
		assert_success(output_commit(output, &error), &error);
		assert_success(file_read(path, 1 << 26, &file, &error), &error);
		add_lines(text, builder_slice(&file));
		read_again(test, records, count, builder_slice(&file));
		write_starved(test, records, count);
		/* What was written is known again as what it is. */
		assert_ptr_equal(format_detect(builder_slice(&file)),
				 format_of(test));
	}
	builder_release(&file);
	builder_release(&name);
	arena_release(&arena);
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct builder text = {0}, expected = {0};

	if (data_text(test, "records").len > 0)
		write_case(test, &text);
	else
		read_case(test, data_text(test, "file"), &text);
	builder_add(&expected, data_text(test, "expected"));
	/* cmocka would cut it. */
	if (!slice_equal(builder_slice(&text), builder_slice(&expected)))
		fprintf(stderr, "--- actual of %s\n%s--- end\n", test->label,
			builder_text(&text));
	assert_string_equal(builder_text(&text), builder_text(&expected));
	builder_release(&text);
	builder_release(&expected);
}

int main(void)
{
	char directory[] = SCRATCH "returns-XXXXXX";
	int failures;

	england = load_england();
	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/out", directory);
	failures = data_run("returns", "tests/formats/returns", check);
	dictionary_free(england);
	return directory_remove(directory, NULL) == 0 ? failures : 1;
}
