/* The checker's own reading of a PDF, against what poppler reads in it. */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "demo/promise_read.h"
#include "document/pdf.h"
#include "tests/document/compose.h"
#include "tests/document/pdf_tools.h"

static const struct slice letters = SLICE_INIT(
	"title Letters\nauthor Elm\nseries\n"
	"section a | Llythyr at rieni Siân\n"
	"paragraph What is held of Zoë O'Neill-Gwŷn, who was born on 1 May, is "
	"told here in words enough for more than one line of the page.\n"
	"pairs\npair Postcode | CT9 5JG\nend\n"
	"table t | Results | -What | >Mark\nrow English | 101\n"
	"row Mathematics | 99\nend\nend\n"
	"section b | Another page\nparagraph “Quite good” – £5\nend\n");

static void write_letters(struct arena *arena, struct builder *out)
{
	struct document document;
	struct error error = {0};

	assert_success(compose(&document, letters, arena, &error), &error);
	assert_success(pdf_write(&document, false, out, &error), &error);
}

static void squeeze(struct slice text, struct builder *out)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > ' ')
			builder_add_byte(out, text.at[i]);
}

static void it_is_read_as_poppler_reads_it(void **state)
{
	struct builder pdf = {0}, ours = {0}, theirs = {0};
	struct builder squeezed = {0}, wanted = {0};
	struct arena arena = {0};
	struct error error = {0};
	const char *fault = NULL;

	(void)state;
	write_letters(&arena, &pdf);
	assert_success(
		promise_read_pdf(builder_slice(&pdf), &ours, &fault, &error),
		&error);
	assert_null(fault);
	assert_non_null(strstr(builder_text(&ours), "Zoë O'Neill-Gwŷn"));
	pdf_run_tool("f() { pdftotext -raw \"$1\" - | tr -d \"\\f\" | grep -vx "
		     "Elm; }; f",
		     builder_slice(&pdf), &theirs);
	squeeze(builder_slice(&ours), &squeezed);
	squeeze(builder_slice(&theirs), &wanted);
	assert_string_equal(builder_text(&squeezed), builder_text(&wanted));
	builder_release(&pdf);
	builder_release(&ours);
	builder_release(&theirs);
	builder_release(&squeezed);
	builder_release(&wanted);
	arena_release(&arena);
}

static void read_broken(struct slice bytes)
{
	struct builder text = {0};
	struct error error = {0};
	const char *fault = NULL;

	assert_success(promise_read_pdf(bytes, &text, &fault, &error), &error);
	builder_release(&text);
}

static void what_is_broken_is_no_harm(void **state)
{
	struct builder pdf = {0}, broken = {0};
	struct arena arena = {0};

	(void)state;
	write_letters(&arena, &pdf);
	for (size_t cut = 0; cut < pdf.len; cut += 1 + pdf.len / 60) {
		read_broken(slice_part(builder_slice(&pdf), 0, cut));
		builder_clear(&broken);
		builder_add(&broken, slice_part(builder_slice(&pdf), 0, cut));
		builder_add_byte(&broken, '<');
		builder_add(&broken,
			    slice_part(builder_slice(&pdf), cut + 1, pdf.len));
		read_broken(builder_slice(&broken));
	}
	builder_release(&pdf);
	builder_release(&broken);
	arena_release(&arena);
}

/* Objects as the reader knows them: two fonts with a table, and what names them. */
static void add_object(struct builder *pdf, int number, const char *entries,
		       struct slice content)
{
	builder_add_format(pdf, "%d 0 obj\n<< /Length %zu %s>>\nstream\n",
			   number, content.len, entries);
	builder_add(pdf, content);
	builder_add_text(pdf, "\nendstream\nendobj\n");
}

static const char *fault_of_faces(const char *faces, size_t times)
{
	struct builder pdf = {0}, named = {0}, text = {0};
	struct error error = {0};
	const char *fault = NULL;

	builder_add_text(&named, "5 0 6 18 <</ToUnicode 7 0 R>><</ToUnicode "
				 "7 0 R>><</Font<<");
	for (size_t i = 0; i < times; i++)
		builder_add_text(&named, faces);
	add_object(&pdf, 1, "/Type /ObjStm ", builder_slice(&named));
	add_object(&pdf, 7, "",
		   SLICE("1 beginbfchar\n<0001><0041>\nendbfchar\n"));
	add_object(&pdf, 2, "", SLICE("BT /F0 9 Tf 1 1 Td [<0001>] TJ ET\n"));
	assert_success(
		promise_read_pdf(builder_slice(&pdf), &text, &fault, &error),
		&error);
	if (fault == NULL)
		assert_string_equal(builder_text(&text), "A ");
	builder_release(&pdf);
	builder_release(&named);
	builder_release(&text);
	return fault;
}

/* A table of characters is made once, or thousands of names would take all memory
 * there is. */
static void a_face_is_one_font(void **state)
{
	(void)state;
	assert_null(fault_of_faces("/F0 5 0 R", 1));
	assert_null(fault_of_faces("/F0 5 0 R/F1 6 0 R", 1));
	assert_string_equal(fault_of_faces("/F0 5 0 R/F0 6 0 R", 1000),
			    "a face of it is two fonts");
	memory_fail_at(200);
	assert_null(fault_of_faces("/F0 5 0 R", 1000));
	memory_fail_at(0);
}

static void without_memory_it_fails(void **state)
{
	struct builder pdf = {0};
	struct arena arena = {0};
	struct error error;

	(void)state;
	write_letters(&arena, &pdf);
	for (uint64_t nth = 1;; nth += 1 + nth / 4) {
		struct builder text = {0};
		const char *fault = NULL;
		bool failed;
		int status;

		error = (struct error){0};
		memory_fail_at(nth);
		status = promise_read_pdf(builder_slice(&pdf), &text, &fault,
					  &error);
		failed = memory_failed();
		memory_fail_at(0);
		builder_release(&text);
		if (!failed) {
			assert_success(status, &error);
			break;
		}
		assert_int_equal(status, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	builder_release(&pdf);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_read_as_poppler_reads_it),
		cmocka_unit_test(what_is_broken_is_no_harm),
		cmocka_unit_test(a_face_is_one_font),
		cmocka_unit_test(without_memory_it_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
