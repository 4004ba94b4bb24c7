/*
 * What a school census says of pupils: the cases in the .test files of
 * tests/formats/school_census.  A case gives the `date` of the release, the
 * school's `phase` and `pupils` (see records.h) with a line "next" between
 * them; expected is what stands in <Pupils>, or the error.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "formats/school_census.h"
#include "formats/xml.h"
#include "tests/data.h"
#include "tests/formats/records.h"

enum { PUPILS_LIMIT = 8 };

static struct dictionary *england;
static char directory[] = SCRATCH "census-XXXXXX";
static char path[64];

static size_t parse_pupils(struct arena *arena, struct slice text,
			   struct record *records)
{
	size_t count = 0;

	while (text.len > 0 && count < PUPILS_LIMIT) {
		static const char separator[] = "\nnext\n";
		const char *end =
			memmem(text.at, text.len, separator, strlen(separator));
		size_t len = end != NULL ? (size_t)(end - text.at) : text.len;

		records[count] =
			parse_record(england, arena, slice_part(text, 0, len));
		records[count].number = count + 1;
		count++;
		text = slice_part(text, len + strlen(separator), text.len);
	}
	return count;
}

static int write_all(const struct writing *frame, const struct record *records,
		     size_t count, struct error *error)
{
	const struct format *format = &school_census_format;
	struct output *output;
	struct writer *writer;

	assert_success(output_open(&output, path, 0600, error), error);
	assert_success(format->open(&writer, frame, output, error), error);
	if (format->write(writer, records, count, error) != 0) {
		format->abandon(writer);
		output_abandon(output);
		return -1;
	}
	assert_success(format->close(writer, error), error);
	return output_commit(output, error);
}

static int start(void *context, struct xml_reader *reader, struct slice name,
		 struct error *error)
{
	(void)context;
	(void)reader;
	(void)name;
	(void)error;
	return 0;
}

static int end(void *context, struct xml_reader *reader, struct slice text,
	       bool leaf, struct error *error)
{
	(void)context;
	(void)reader;
	(void)text;
	(void)leaf;
	(void)error;
	return 0;
}

/* The lines within <Pupils>, without their first indentation. */
static void cut_pupils(struct slice file, struct builder *out)
{
	bool inside = false;

	while (file.len > 0) {
		struct slice line = slice_cut(&file, '\n');

		if (slice_is(line, "  </Pupils>"))
			inside = false;
		if (inside) {
			builder_add(out, slice_part(line, 4, line.len));
			builder_add_byte(out, '\n');
		}
		if (slice_is(line, "  <Pupils>"))
			inside = true;
	}
}

static void read_back(struct builder *out)
{
	const struct xml_events events = {start, end, NULL, NULL};
	struct builder file = {0};
	struct error error = {0};

	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_success(xml_read(&events, builder_slice(&file), SLICE("out.xml"),
				&error),
		       &error);
	cut_pupils(builder_slice(&file), out);
	builder_release(&file);
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct arena arena = {0};
	struct record records[PUPILS_LIMIT];
	struct builder out = {0}, expected = {0};
	struct error error = {0};
	struct writing frame = {
		.dictionary = england,
		.controller = SLICE("Hawthorn School"),
		.laestab = SLICE("8861101"),
		.setting_phase = slice_trim(data_text(test, "phase")),
		.time = "10:00:00",
		.serial = 1,
	};
	size_t count = parse_pupils(&arena, data_text(test, "pupils"), records);
	char text[1024];

	assert_true(
		date_parse(slice_trim(data_text(test, "date")), &frame.date));
	if (write_all(&frame, records, count, &error) != 0) {
		error_text(&error, text, sizeof(text));
		builder_add_format(&out, "error: %s\n", text);
	} else {
		read_back(&out);
	}
	builder_add(&expected, data_text(test, "expected"));
	assert_string_equal(builder_text(&out), builder_text(&expected));
	builder_release(&out);
	builder_release(&expected);
	arena_release(&arena);
}

int main(void)
{
	int failures;

	england = load_england();
	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/out.xml", directory);
	failures =
		data_run("school census", "tests/formats/school_census", check);
	dictionary_free(england);
	(void)directory_remove(directory, NULL);
	return failures;
}
