#include "tests/test.h"

#include "formats/csv_pupils.h"
#include "tests/data.h"
#include "tests/formats/pupils.h"

static struct dictionary *england;

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct shown shown = {.dictionary = england};
	struct arena arena = {0};
	struct reading reading = shown_reading(&shown);
	struct error error = {0};
	char text[1024];
	struct slice expected = data_text(test, "expected");

	reading.mapping = data_text(test, "mapping");
	reading.arena = &arena;
	if (csv_format.read(&reading, data_text(test, "file"), &error) != 0) {
		error_text(&error, text, sizeof(text));
		builder_add_format(&shown.text, "failed: %s\n", text);
	} else {
		builder_add_format(&shown.text, "%u seen, %u rejected\n",
				   (unsigned int)reading.records,
				   (unsigned int)reading.rejected);
	}
	if (!slice_equal(builder_slice(&shown.text), expected))
		fail_msg("got\n%.*snot\n%.*s",
			 SLICE_ARGS(builder_slice(&shown.text)),
			 SLICE_ARGS(expected));
	builder_release(&shown.text);
	arena_release(&arena);
}

int main(void)
{
	int failures;

	england = load_england();
	if (england == NULL)
		return 1;
	failures =
		data_run("csv pupils", "tests/formats/csv_pupils", check_case);
	dictionary_free(england);
	return failures;
}
