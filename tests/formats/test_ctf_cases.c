/*
 * What is read from a Common Transfer File and what is rejected: the cases in
 * the .test files of tests/formats/ctf.  A case gives a whole `file`, or the
 * `pupils` that stand in an otherwise good one, from line 11 on.
 */
#include "tests/test.h"

#include "formats/ctf.h"
#include "tests/data.h"
#include "tests/formats/records.h"

static struct dictionary *england;

static void build_file(const struct data_case *test, struct builder *file)
{
	struct slice pupils = data_text(test, "pupils");
	struct slice qualifier = slice_trim(data_text(test, "qualifier"));

	if (pupils.len == 0) {
		builder_add(file, data_text(test, "file"));
		return;
	}
	builder_add_text(file, "<CTfile>\n<Header>\n"
			       "<CTFversion>25.0</CTFversion>\n"
			       "<DocumentQualifier>");
	builder_add(file, qualifier.len > 0 ? qualifier : SLICE("partial"));
	builder_add_text(
		file,
		"</DocumentQualifier>\n"
		"<SourceSchool><LEA>886</LEA>\n"
		"<Estab>1101</Estab>\n"
		"</SourceSchool>\n<SupplierID/>\n</Header>\n<CTFpupilData>\n");
	builder_add(file, pupils);
	builder_add_text(file, "</CTFpupilData>\n</CTfile>\n");
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct notebook notebook;
	struct builder file = {0};
	struct builder expected = {0};
	struct error error = {0};
	char text[1024];

	build_file(test, &file);
	notebook_init(&notebook, england);
	if (ctf_read(&notebook.reading, builder_slice(&file), &error) != 0) {
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
	failures = data_run("Common Transfer File", "tests/formats/ctf", check);
	dictionary_free(england);
	return failures;
}
