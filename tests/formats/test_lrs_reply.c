/*
 * Replies of the learner registration's web service: the cases of
 * tests/formats/lrs_reply, each read also with memory that runs out at every
 * step.
 */
#include "tests/test.h"

#include "base/memory.h"
#include "formats/lrs_reply.h"
#include "tests/data.h"
#include "tests/formats/records.h"

static struct dictionary *england;

static void check_memory(struct slice file)
{
	for (uint64_t n = 1;; n++) {
		struct notebook notebook;
		struct error error = {0};
		int result;
		bool failed;

		notebook_init(&notebook, england);
		builder_reserve(&notebook.text, 1 << 16);
		memory_fail_at(n);
		result = lrs_reply_read(&notebook.reading, file, &error);
		failed = memory_failed();
		memory_fail_at(0);
		if (failed) {
			assert_int_equal(result, -1);
			assert_int_equal(error.code, ERROR_MEMORY);
		}
		notebook_release(&notebook);
		if (!failed)
			return;
	}
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct slice file = data_text(test, "file");
	struct builder expected = {0};
	struct notebook notebook;
	struct error error = {0};
	char text[1024];

	notebook_init(&notebook, england);
	if (lrs_reply_read(&notebook.reading, file, &error) != 0) {
		error_text(&error, text, sizeof(text));
		builder_add_format(&notebook.text, "error: %s\n", text);
	} else if (notebook.reading.rejected > 0) {
		builder_add_format(&notebook.text, "%u of %u rejected\n",
				   (unsigned int)notebook.reading.rejected,
				   (unsigned int)notebook.reading.records);
	}
	builder_add(&expected, data_text(test, "read"));
	assert_string_equal(builder_text(&notebook.text),
			    builder_text(&expected));
	if (error.code == ERROR_NONE)
		assert_ptr_equal(format_detect(file), &lrs_reply_format);
	notebook_release(&notebook);
	builder_release(&expected);
	check_memory(file);
}

int main(void)
{
	int failures;

	england = load_england();
	failures = data_run("replies of the learner registration",
			    "tests/formats/lrs_reply", check);
	dictionary_free(england);
	return failures;
}
