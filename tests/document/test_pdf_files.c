/* The documents of render/ as PDF: poppler and qpdf find their words, and no fault. */
#include "tests/data.h"
#include "tests/test.h"

#include "base/builder.h"
#include "document/pdf.h"
#include "tests/document/compose.h"
#include "tests/document/pdf_tools.h"

static void check_document(void **state)
{
	const struct data_case *test = *state;
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder plain = {0}, sources = {0};

	assert_success(
		compose(&document, data_text(test, "document"), &arena, &error),
		&error);
	if (pdf_write(&document, false, &plain, &error) != 0) {
		/* Chinese, and the like */
		assert_non_null(strstr(error.message, "no character U+"));
		assert_int_equal(plain.len, 0);
	} else {
		pdf_check_words(&document, builder_slice(&plain));
		pdf_check_says("qpdf --check", builder_slice(&plain),
			       "No syntax or stream encoding errors");
		assert_success(pdf_write(&document, true, &sources, &error),
			       &error);
	}
	builder_release(&plain);
	builder_release(&sources);
	arena_release(&arena);
}

int main(void)
{
	return data_run("publish pdf files", "tests/document/render",
			check_document);
}
