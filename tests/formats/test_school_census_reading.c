/*
 * What is read from a school census: the cases in the .test files of
 * tests/formats/school_census_read.  A case gives a whole `file`, or what stands
 * within <Pupils> of an otherwise good one, from line 8 on; a table that
 * authorities load has a `name`; one that is read with it, `beside`, and its name.
 */
#include "tests/test.h"

#include "formats/census_record.h"
#include "formats/school_census.h"
#include "tests/data.h"
#include "tests/formats/records.h"

static struct dictionary *england;

static void build_file(const struct data_case *test, struct builder *file)
{
	struct slice pupils = data_text(test, "pupils");

	if (pupils.len == 0) {
		builder_add(file, data_text(test, "file"));
		return;
	}
	builder_add_text(
		file,
		"<Message><Header><CollectionDetails>\n"
		"<Collection>SC</Collection><Term>SPR</Term>\n"
		"<Year>2026</Year><ReferenceDate>2026-01-15</ReferenceDate>\n"
		"</CollectionDetails><Source><SourceLevel>S</SourceLevel>\n"
		"<LEA>886</LEA><Estab>1101</Estab></Source></Header>\n"
		"<School><SchoolName>Hawthorn School</SchoolName></School>\n"
		"<Pupils>\n");
	builder_add(file, pupils);
	builder_add_text(file, "</Pupils>\n</Message>\n");
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct notebook notebook;
	struct builder file = {0};
	struct builder expected = {0};
	struct error error = {0};
	struct slice name = slice_trim(data_text(test, "name"));
	const struct format_file beside = {
		.name = slice_trim(data_text(test, "beside-name")),
		.bytes = data_text(test, "beside"),
	};
	const struct format *format =
		name.len > 0 ? &census_extract_format : &school_census_format;
	char text[1024];

	build_file(test, &file);
	notebook_init(&notebook, england);
	if (name.len > 0) {
		notebook.reading.file_name = name;
		notebook.reading.beside = &beside;
		notebook.reading.beside_count = beside.name.len > 0;
		assert_true(format->detect(builder_slice(&file)));
	}
	if (format->read(&notebook.reading, builder_slice(&file), &error) !=
	    0) {
		error_text(&error, text, sizeof(text));
		builder_add_format(&notebook.text, "error: %s\n", text);
	} else if (notebook.reading.rejected > 0) {
		builder_add_format(&notebook.text, "%u of %u rejected\n",
				   (unsigned int)notebook.reading.rejected,
				   (unsigned int)notebook.reading.records);
	}
	builder_add(&expected, data_text(test, "expected"));
	assert_string_equal(builder_text(&notebook.text),
			    builder_text(&expected));
	notebook_release(&notebook);
	builder_release(&file);
	builder_release(&expected);
}

int main(void)
{
	int failures;

	england = load_england();
	failures = data_run("school census read",
			    "tests/formats/school_census_read", check);
	dictionary_free(england);
	return failures;
}
