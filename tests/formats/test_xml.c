#include "tests/test.h"

#include <stdlib.h>

#include "base/builder.h"
#include "base/memory.h"
#include "formats/xml.h"

/* Writes down what the reader tells: "<a>" and "text</a>" with ! for leaves. */
struct notes {
	struct builder text;
	struct builder names; /* of open elements, each behind a '/' */
	uint64_t elements;
	bool silent;
};

static int on_start(void *context, struct xml_reader *reader, struct slice name,
		    struct error *error)
{
	struct notes *notes = context;

	(void)reader;
	(void)error;
	notes->elements++;
	if (notes->silent)
		return 0;
	builder_add_byte(&notes->text, '<');
	builder_add(&notes->text, name);
	builder_add_byte(&notes->text, '>');
	return 0;
}

static int on_end(void *context, struct xml_reader *reader, struct slice text,
		  bool leaf, struct error *error)
{
	struct notes *notes = context;

	(void)reader;
	(void)error;
	if (notes->silent)
		return 0;
	builder_add(&notes->text, slice_trim(text));
	builder_add(&notes->text, leaf ? SLICE("!") : SLICE("/"));
	return 0;
}

static int read_into(struct notes *notes, struct slice bytes,
		     struct error *error)
{
	const struct xml_events events = {on_start, on_end, NULL, notes};

	return xml_read(&events, bytes, SLICE("file.xml"), error);
}

static void assert_reads(struct slice bytes, const char *expected)
{
	struct notes notes = {0};
	struct error error = {0};

	assert_success(read_into(&notes, bytes, &error), &error);
	assert_string_equal(builder_text(&notes.text), expected);
	builder_release(&notes.text);
}

static void assert_refused(struct slice bytes, unsigned int line,
			   unsigned int column, const char *words)
{
	struct notes notes = {.silent = true};
	struct error error = {0};
	char text[1024];

	assert_int_equal(read_into(&notes, bytes, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	error_text(&error, text, sizeof(text));
	if (strstr(text, words) == NULL)
		fail_msg("'%s' does not speak of '%s'", text, words);
	if (line != 0 &&
	    (error.place.line != line || error.place.column != column))
		fail_msg("at %u:%u, not at %u:%u", error.place.line,
			 error.place.column, line, column);
}

static void test_elements_and_text(void **state)
{
	(void)state;
	assert_reads(SLICE("<a>\n <b>x &amp; y</b>\n <c/>\n</a>"),
		     "<a><b>x & y!<c>!/");
	assert_reads(SLICE("<?xml version=\"1.0\"?><!-- c --><a><![CDATA[<]]>"
			   "</a>\n"),
		     "<a><!");
}

static void test_encodings(void **state)
{
	(void)state;
	assert_reads(SLICE("\xEF\xBB\xBF<a>\xC3\xA9</a>"), "<a>\xC3\xA9!");
	assert_reads(SLICE("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
			   "<a>\xC3\xA9</a>"),
		     "<a>\xC3\xA9!");
	assert_reads(SLICE("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
			   "<a>\xE9</a>"),
		     "<a>\xC3\xA9!");
	/* 0x92 is the apostrophe of word processors */
	assert_reads(SLICE("<?xml version=\"1.0\" encoding=\"Windows-1252\"?>"
			   "<a>O\x92N\xE9</a>"),
		     "<a>O\xE2\x80\x99N\xC3\xA9!");
}

static void test_wrong_encoding(void **state)
{
	(void)state;
	assert_refused(SLICE("<a>\n<b>\xE9t\xE9</b></a>"), 2, 4, "encoding");
	assert_refused(SLICE("<?xml version=\"1.0\" "
			     "encoding=\"windows-1252\"?><a>\x81</a>"),
		       1, 49, "encoding");
	assert_refused(SLICE("<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>"),
		       1, 1, "encoding");
	assert_refused(SLICE("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>"),
		       1, 1, "encoding");
	assert_refused(SLICE("\xFF\xFE<\0a\0/\0>\0"), 1, 1, "UTF-16");
	assert_refused(SLICE("\0\0\0\0"), 1, 1, "binary");
}

static void test_truncation(void **state)
{
	static const char whole[] =
		"<?xml version=\"1.0\"?>\n<a>\n<b>x</b></a>";
	struct notes notes = {.silent = true};

	(void)state;
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		struct error error = {0};
		struct slice part = {whole, len};

		assert_int_equal(read_into(&notes, part, &error), -1);
		assert_int_equal(error.code, ERROR_INPUT);
		assert_true(len == 0 || error.place.line > 0);
	}
	assert_refused(SLICE("<a>\n<b>x</b>\n"), 0, 0, "ends in the middle");
	assert_refused(SLICE(""), 1, 1, "empty");
}

static void test_broken(void **state)
{
	(void)state;
	assert_refused(SLICE("<a>\n  <b></c></a>"), 2, 8, "mismatched tag");
	assert_refused(SLICE("<a/><b/>"), 1, 5, "not well-formed");
	assert_refused(SLICE("<a>&nbsp;</a>"), 1, 4, "undefined entity");
	assert_refused(SLICE("surname,forename\n"), 1, 1, "not well-formed");
	assert_refused(SLICE("<a>\xC3\xA9\xC3\xA9<</a>"), 1, 7,
		       "not well-formed");
}

static void test_doctype(void **state)
{
	static const char *const attacks[] = {
		/* billion_laughs.xml */
		"<!DOCTYPE lolz [<!ENTITY a \"ha\">"
		"<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
		"<lolz>&c;</lolz>",
		/* external_entity.xml */
		"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
		"<a>&x;</a>",
		/* parameter_entity.xml */
		"<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://192.0.2.1/e.dtd\">"
		"%p;]><a/>",
		/* external_dtd.xml */
		"<!DOCTYPE a SYSTEM \"http://192.0.2.1/a.dtd\"><a/>",
		/* quadratic_blowup.xml */
		"<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxxxxxxxxxxxxxxxxxxx\">]>"
		"<a>&x;&x;&x;</a>",
		/* bare_doctype.xml */
		"<!DOCTYPE a><a/>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
		assert_refused(slice_of(attacks[i]), 0, 0, "DOCTYPE");
}

static void repeat(struct builder *out, const char *text, size_t count)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < count; i++)
		builder_add(out, (struct slice){text, length});
}

static void test_deep_nesting(void **state)
{
	struct builder text = {0};

	(void)state;
	repeat(&text, "<a>", XML_DEPTH_LIMIT);
	repeat(&text, "</a>", XML_DEPTH_LIMIT);
	{
		struct notes notes = {.silent = true};
		struct error error = {0};

		assert_success(read_into(&notes, builder_slice(&text), &error),
			       &error);
		assert_int_equal(notes.elements, XML_DEPTH_LIMIT);
	}
	builder_clear(&text);
	repeat(&text, "<a>", 1000000);
	assert_refused(builder_slice(&text), 1, XML_DEPTH_LIMIT * 3 + 1,
		       "nested");
	builder_release(&text);
}

static void test_long_text(void **state)
{
	struct builder text = {0};

	(void)state;
	builder_add_text(&text, "<a>\n<b>");
	repeat(&text, "x", XML_TEXT_LIMIT);
	builder_add_text(&text, "</b></a>");
	{
		struct notes notes = {.silent = true};
		struct error error = {0};

		assert_success(read_into(&notes, builder_slice(&text), &error),
			       &error);
	}
	builder_clear(&text);
	builder_add_text(&text, "<a>\n<b>");
	repeat(&text, "x", XML_TEXT_LIMIT + 1);
	builder_add_text(&text, "</b></a>");
	assert_refused(builder_slice(&text), 0, 0, "64 KiB");
	builder_release(&text);
}

static void test_attributes(void **state)
{
	struct builder text = {0};

	(void)state;
	assert_reads(SLICE("<a x='1' y=\"2\">z</a>"), "<a>z!");
	builder_add_text(&text, "<a");
	for (int i = 0; i < XML_ATTRIBUTES_LIMIT + 1; i++)
		builder_add_format(&text, " a%d='1'", i);
	builder_add_text(&text, "/>");
	assert_refused(builder_slice(&text), 1, 1, "attributes");
	builder_clear(&text);
	builder_add_text(&text, "<a x='");
	repeat(&text, "x", XML_ATTRIBUTE_LIMIT + 1);
	builder_add_text(&text, "'/>");
	assert_refused(builder_slice(&text), 1, 1, "attributes");
	builder_clear(&text);
	builder_add_byte(&text, '<');
	repeat(&text, "x", XML_NAME_LIMIT + 1);
	builder_add_text(&text, "/>");
	assert_refused(builder_slice(&text), 1, 1, "name");
	builder_release(&text);
}

/* What stands in the way of bounded memory: one piece of markup that never
 * ends. */
static void test_endless_markup(void **state)
{
	static const char *const starts[] = {
		"", "<a><!--", "<a x='", "<a><?p ", "<",
	};
	static const char *const fillers[] = {
		" \n", "lorem ", "lorem ", "lorem ", "lorem",
	};
	enum { BYTES = 24 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		struct builder text = {0};

		builder_add_text(&text, starts[i]);
		repeat(&text, fillers[i], BYTES / strlen(fillers[i]));
		assert_refused(builder_slice(&text), 0, 0, "1 MiB");
		builder_release(&text);
	}
}

/* A large file of nothing is read in the memory that a small one needs. */
static void test_nothing_inside(void **state)
{
	struct builder text = {0};

	(void)state;
	builder_add_text(&text, "<a>");
	repeat(&text, " \n", 16 << 20);
	builder_add_text(&text, "</a>");
	assert_refused(builder_slice(&text), 0, 0, "64 KiB");
	builder_clear(&text);
	builder_add_text(&text, "<a>");
	repeat(&text, "<!-- -->\n<b/>\n", 1 << 20);
	builder_add_text(&text, "</a>");
	{
		struct notes notes = {.silent = true};
		struct error error = {0};

		assert_success(read_into(&notes, builder_slice(&text), &error),
			       &error);
		assert_int_equal(notes.elements, (1 << 20) + 1);
	}
	builder_release(&text);
}

static int place_end(void *context, struct xml_reader *reader,
		     struct slice text, bool leaf, struct error *error)
{
	uint32_t *places = context;

	(void)text;
	(void)error;
	if (!leaf)
		return 0;
	/* forwards, then back, then forwards again */
	xml_place(reader, xml_offset(reader), &places[0], &places[1]);
	xml_place(reader, 4, &places[2], &places[3]);
	xml_place(reader, xml_offset(reader), &places[4], &places[5]);
	return 0;
}

static int no_start(void *context, struct xml_reader *reader, struct slice name,
		    struct error *error)
{
	(void)context;
	(void)reader;
	(void)name;
	(void)error;
	return 0;
}

static void test_places(void **state)
{
	uint32_t places[6] = {0};
	const struct xml_events events = {no_start, place_end, NULL, places};
	struct error error = {0};

	(void)state;
	/* a column is a character, not a byte */
	assert_success(xml_read(&events,
				SLICE("<a>\n\n\n<b>\xC3\xA9\xC3\xA9</b></a>"),
				SLICE("f"), &error),
		       &error);
	assert_int_equal(places[0], 4);
	assert_int_equal(places[1], 6);
	assert_int_equal(places[2], 2);
	assert_int_equal(places[3], 1);
	assert_int_equal(places[4], 4);
	assert_int_equal(places[5], 6);
}

/* Asks where each element ends, and for some where one of those before
 * began. */
static int place_often(void *context, struct xml_reader *reader,
		       struct slice text, bool leaf, struct error *error)
{
	uint32_t *columns = context;
	uint64_t here = xml_offset(reader);
	uint32_t line, column;

	(void)text;
	(void)error;
	if (!leaf)
		return 0;
	xml_place(reader, here, &line, &column);
	assert_int_equal(line, 1);
	if (columns[0] > 0)
		assert_int_equal(column, columns[0] + 8);
	columns[0] = column;
	if (here < 1000 || here % 16 != 0)
		return 0;
	xml_place(reader, here - 9, &line, &column);
	assert_int_equal(column, columns[0] - 8);
	return 0;
}

/* Many systems write a file without a line end: 200 000 elements on one line
 * would take minutes if each place were counted from its start. */
static void test_places_on_one_line(void **state)
{
	uint32_t columns = 0;
	const struct xml_events events = {no_start, place_often, NULL,
					  &columns};
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	builder_add_text(&text, "<pupils>");
	for (int i = 0; i < 200000; i++)
		builder_add_text(&text, "<b>\xc3\xa9</b>");
	builder_add_text(&text, "</pupils>");
	assert_success(
		xml_read(&events, builder_slice(&text), SLICE(""), &error),
		&error);
	assert_int_equal(columns, 8 + 200000 * 8 - 3);
	builder_release(&text);
}

static int stop(void *context, struct xml_reader *reader, struct slice name,
		struct error *error)
{
	(void)context;
	(void)reader;
	return slice_is(name, "stop") ? error_set(error, ERROR_REFUSED, "halt")
				      : 0;
}

static int must_not_end(void *context, struct xml_reader *reader,
			struct slice text, bool leaf, struct error *error)
{
	(void)reader;
	(void)text;
	(void)leaf;
	(void)error;
	*(bool *)context = true;
	return 0;
}

static void test_stopped_by_the_caller(void **state)
{
	bool ended = false;
	const struct xml_events events = {stop, must_not_end, NULL, &ended};
	struct error error = {0};

	(void)state;
	assert_int_equal(xml_read(&events, SLICE("<a><stop/><b/></a>"),
				  SLICE("f"), &error),
			 -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_false(ended);
}

static void test_out_of_memory(void **state)
{
	static const char text[] = "<?xml version='1.0' "
				   "encoding='windows-1252'?><a><b x='1'>"
				   "\x92</b></a>";

	(void)state;
	for (uint64_t n = 1;; n++) {
		struct notes notes = {.silent = true};
		struct error error = {0};
		int result;
		bool failed;

		memory_fail_at(n);
		result = read_into(&notes, slice_of(text), &error);
		failed = memory_failed();
		memory_fail_at(0);
		if (!failed) {
			assert_success(result, &error);
			assert_true(n > 3);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

static void test_detection(void **state)
{
	const struct slice name = SLICE_INIT("CTfile");

	(void)state;
	assert_true(xml_starts_with_element(SLICE("<CTfile>"), name));
	assert_true(xml_starts_with_element(
		SLICE("\xEF\xBB\xBF<?xml version=\"1.0\"?>\r\n<!-- x -->\n"
		      "<CTfile xmlns=\"\">"),
		name));
	assert_false(xml_starts_with_element(SLICE("<CTfiles>"), name));
	assert_false(xml_starts_with_element(SLICE("<Message><CTfile>"), name));
	assert_false(xml_starts_with_element(SLICE("<!-- <CTfile>"), name));
	assert_false(xml_starts_with_element(SLICE("<CTfil"), name));
	assert_false(xml_starts_with_element(SLICE(""), name));
}

static void test_writing(void **state)
{
	struct builder out = {0};
	struct xml_writer xml = {.out = &out};

	(void)state;
	xml_declare(&xml);
	xml_open(&xml, SLICE("a"));
	xml_open(&xml, SLICE("empty"));
	xml_open(&xml, SLICE("emptier"));
	xml_value(&xml, SLICE("v"), SLICE(""));
	xml_close(&xml);
	xml_close(&xml);
	xml_open(&xml, SLICE("b"));
	xml_value(&xml, SLICE("v"), SLICE("<x> & \"y\"\r"));
	xml_number(&xml, SLICE("n"), 42);
	xml_close(&xml);
	xml_open(&xml, SLICE("begun"));
	xml_begin(&xml);
	xml_close(&xml);
	xml_close(&xml);
	assert_string_equal(builder_text(&out),
			    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<a>\n"
			    "  <b>\n"
			    "    <v>&lt;x&gt; &amp; &quot;y&quot;&#13;</v>\n"
			    "    <n>42</n>\n"
			    "  </b>\n"
			    "  <begun>\n"
			    "  </begun>\n"
			    "</a>\n");
	builder_release(&out);
}

/* Whatever bytes a value holds, the file stays XML. */
static void test_writing_any_bytes(void **state)
{
	struct builder out = {0};
	struct xml_writer xml = {.out = &out};
	struct notes notes = {.silent = true};
	struct error error = {0};

	(void)state;
	xml_open(&xml, SLICE("a"));
	for (int byte = 0; byte < 256; byte++) {
		char text[2] = {(char)byte, 'x'};

		xml_value(&xml, SLICE("v"), (struct slice){text, 2});
	}
	xml_value(&xml, SLICE("v"),
		  SLICE("\xEF\xBF\xBF \xED\xA0\x80 \xC0\x80"));
	xml_close(&xml);
	assert_success(read_into(&notes, builder_slice(&out), &error), &error);
	assert_int_equal(notes.elements, 258);
	builder_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elements_and_text),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_wrong_encoding),
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_doctype),
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_endless_markup),
		cmocka_unit_test(test_nothing_inside),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_on_one_line),
		cmocka_unit_test(test_stopped_by_the_caller),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_detection),
		cmocka_unit_test(test_writing),
		cmocka_unit_test(test_writing_any_bytes),
	};

	return cmocka_run_group_tests_name("XML", tests, NULL, NULL);
}
