/*
 * The guard's promises that no text shows: pieces, encodings, sizes, memory,
 * faults, the register, accepted findings.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "guard/allow.h"
#include "guard/guard.h"
#include "guard/names.h"
#include "language/diagnostic.h"
#include "register/register.h"
#include "register/secret.h"
#include "tests/test.h"

enum { SMALL_INDEX = 1 << 20, MANY_NAMES = 30000 };

static const struct known_pupil anna = {
	.pupil = 7,
	.forename = SLICE_INIT("Anna"),
	.surname = SLICE_INIT("Trevelyan"),
	.birth = DATE_NONE,
};

struct feed {
	struct slice bytes;
	size_t most;     /* bytes at a time */
	uint64_t repeat; /* how often all of it comes again */
	size_t at;
};

static int feed_bytes(void *context, char *bytes, size_t size, size_t *count,
		      struct error *error)
{
	struct feed *feed = context;
	size_t length = feed->bytes.len - feed->at;

	(void)error;
	if (length == 0 && feed->repeat > 0) {
		feed->repeat--;
		feed->at = 0;
		length = feed->bytes.len;
	}
	if (length > size)
		length = size;
	if (length > feed->most)
		length = feed->most;
	if (length > 0)
		memcpy(bytes, feed->bytes.at + feed->at, length);
	feed->at += length;
	*count = length;
	return 0;
}

static int scan_fed(struct feed *feed, enum guard_format format,
		    struct guard_report *report, struct arena *arena,
		    struct error *error)
{
	struct guard guard = {.threshold = 10,
			      .today = date_from_civil(2026, 1, 15)};
	struct name_index *index = NULL;
	int result = name_index_make(&index, NAME_INDEX_BYTES, error);

	guard.names = index;
	if (result == 0)
		result = name_index_add(index, &anna, error);
	if (result == 0)
		result = guard_scan(&guard, SLICE("a"), format, feed_bytes,
				    feed, report, arena, error);
	name_index_free(index);
	return result;
}

static int scan_text(struct slice text, enum guard_format format,
		     struct guard_report *report, struct arena *arena,
		     struct error *error)
{
	struct feed feed = {.bytes = text, .most = SIZE_MAX};

	return scan_fed(&feed, format, report, arena, error);
}

/* --- pieces and encodings --------------------------------------------------- */

static void pieces_equal_the_whole(void **state)
{
	static const struct slice text = SLICE_INIT(
		"<p>Zo\xc3\xab, \xe2\x80\x9c"
		"Anna\xe2\x80\x9d Tr\xe9v\xe9lyan</p> Anna\r\nTrevelyan "
		"\xf0\x9d\x90\x80nna Trevelyan \xf0\x9d");

	(void)state;
	for (size_t most = 1; most < 9; most++) {
		struct feed feed = {.bytes = text, .most = most};
		struct guard_report report;
		struct arena arena = {0};
		struct error error = {0};

		assert_success(
			scan_fed(&feed, GUARD_HTML, &report, &arena, &error),
			&error);
		assert_int_equal(report.count, 3);
		assert_int_equal(report.list[0].from.line, 1);
		assert_int_equal(report.list[0].from.column, 10);
		assert_int_equal(report.list[1].from.column, 30);
		assert_int_equal(report.list[1].to.line, 2);
		assert_int_equal(report.list[2].from.column, 11);
		assert_int_equal(report.list[0].pupil, 7);
		arena_release(&arena);
	}
}

static void wide_characters_are_text(void **state)
{
	static const struct slice texts[] = {
		SLICE_INIT("\xff\xfe"
			   "A\0n\0n\0a\0 \0T\0r\0e\0v\0e\0l\0y\0a\0n\0"),
		SLICE_INIT("\xfe\xff"
			   "\0A\0n\0n\0a\0 \0T\0r\0e\0v\0e\0l\0y\0a\0n"),
		SLICE_INIT("\xff\xfe\x35\xd8\x00\xdc" /* a bold letter A */
			   "n\0n\0a\0 \0T\0r\0e\0v\0e\0l\0y\0a\0n\0\x35\xd8"),
	};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (int format = GUARD_TEXT; format <= GUARD_CSV; format++) {
			struct guard_report report;
			struct arena arena = {0};
			struct error error = {0};

			assert_success(scan_text(texts[i],
						 (enum guard_format)format,
						 &report, &arena, &error),
				       &error);
			assert_int_equal(report.count, 1);
			assert_int_equal(report.list[0].from.column, 1);
			arena_release(&arena);
		}
}

static void a_nul_is_no_text(void **state)
{
	struct guard_report report;
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	assert_int_equal(scan_text(SLICE("ab\nc\0"), GUARD_TEXT, &report,
				   &arena, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(error.place.line, 2);
	assert_int_equal(error.place.column, 2);
	arena_release(&arena);
}

static void formats_are_told_by_name_and_beginning(void **state)
{
	static const struct {
		const char *name, *text;
		enum guard_format format;
	} rows[] = {
		{"a.CSV", "x", GUARD_CSV},
		{"a.html", "x", GUARD_HTML},
		{"a.md", "x", GUARD_MARKDOWN},
		{"a.txt", "<!doctype html>", GUARD_TEXT},
		{"a", "  <!DOCTYPE html><p>", GUARD_HTML},
		{"a", "<HTML>", GUARD_HTML},
		{"html", "x", GUARD_TEXT},
		{"", "", GUARD_TEXT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct feed feed = {.bytes = slice_of(rows[i].text),
				    .most = SIZE_MAX};
		struct guard guard = {0};
		struct guard_report report;
		struct arena arena = {0};
		struct error error = {0};

		assert_success(guard_scan(&guard, slice_of(rows[i].name),
					  GUARD_ANY, feed_bytes, &feed, &report,
					  &arena, &error),
			       &error);
		assert_int_equal(report.format, rows[i].format);
		arena_release(&arena);
	}
}

/* --- sizes ------------------------------------------------------------------ */

/* Twenty million characters without a line end, in the memory of a few. */
static void a_line_without_end_is_scanned(void **state)
{
	struct feed feed = {.bytes = SLICE("<b>words</b> &amp; Anna-x Trevel "
					   "<p title='"),
			    .most = SIZE_MAX,
			    .repeat = 100000};
	struct guard_report report;
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	assert_success(scan_fed(&feed, GUARD_HTML, &report, &arena, &error),
		       &error);
	assert_int_equal(report.count, 0);
	assert_true(report.bytes > 4000000);
	arena_release(&arena);
}

static void findings_beyond_many_are_counted(void **state)
{
	struct feed feed = {.bytes = SLICE("Anna Trevelyan;\n"),
			    .most = SIZE_MAX,
			    .repeat = GUARD_FINDINGS + 20};
	struct guard_report report;
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	assert_success(scan_fed(&feed, GUARD_TEXT, &report, &arena, &error),
		       &error);
	assert_int_equal(report.count, GUARD_FINDINGS);
	assert_true(report.more >= 21);
	arena_release(&arena);
}

static void more_names_than_fit_are_refused(void **state)
{
	struct name_index *index;
	struct error error = {0};
	int result = 0;

	(void)state;
	assert_success(name_index_make(&index, SMALL_INDEX, &error), &error);
	for (unsigned int i = 0; result == 0 && i < MANY_NAMES; i++) {
		char name[32];
		struct known_pupil pupil = anna;

		(void)snprintf(name, sizeof(name), "Ab%u", i);
		for (char *c = name + 2; *c != '\0'; c++)
			*c = (char)(*c - '0' + 'k');
		pupil.pupil = i + 1;
		pupil.surname = slice_of(name);
		result = name_index_add(index, &pupil, &error);
	}
	assert_int_equal(result, -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_true(name_index_bytes(index) <= SMALL_INDEX);
	name_index_free(index);
}

static void one_pupil_counts_once(void **state)
{
	struct known_pupil twice = anna;
	const struct name_fact *fact;
	struct name_index *index;
	struct error error = {0};

	(void)state;
	twice.preferred_forename = twice.forename;
	twice.former_surname = twice.surname;
	assert_success(name_index_make(&index, NAME_INDEX_BYTES, &error),
		       &error);
	assert_success(name_index_add(index, &twice, &error), &error);
	fact = name_index_pair(index, name_hash_of(SLICE("anna")),
			       name_hash_of(SLICE("trevelyan")));
	assert_non_null(fact);
	assert_int_equal(fact->others, 0);
	twice.pupil = 8;
	assert_success(name_index_add(index, &twice, &error), &error);
	fact = name_index_pair(index, name_hash_of(SLICE("anna")),
			       name_hash_of(SLICE("trevelyan")));
	assert_int_equal(fact->others, 1);
	assert_int_equal(fact->pupil, 7);
	assert_int_equal(
		name_index_part(index, name_hash_of(SLICE("trevelyan")))
			->family,
		2);
	name_index_free(index);
}

/* --- faults ----------------------------------------------------------------- */

static void memory_runs_out_anywhere(void **state)
{
	static const struct slice texts[] = {
		SLICE_INIT("<table><tr><th>Pupils<td>Anna Trevelyan<tr><td>A"
			   "<td>3</table><img alt='Trevelyan, Anna'>"),
		SLICE_INIT("Name,Pupils\n\"Anna\"\"\",Trevelyan\nA,3\n"),
		SLICE_INIT("| A | Pupils |\n| Anna | Trevelyan |\n| b | 3 |\n"),
	};
	static const enum guard_format formats[] = {GUARD_HTML, GUARD_CSV,
						    GUARD_MARKDOWN};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		uint64_t nth = 1;
		int result;

		do {
			struct guard_report report;
			struct arena arena = {0};
			struct error error = {0};

			memory_fail_at(nth++);
			result = scan_text(texts[i], formats[i], &report,
					   &arena, &error);
			if (!memory_failed())
				assert_success(result, &error);
			else if (result != 0)
				assert_int_equal(error.code, ERROR_MEMORY);
			memory_fail_at(0);
			if (result == 0)
				assert_true(report.count >= 2);
			arena_release(&arena);
		} while (result != 0);
		assert_true(nth > 5);
	}
}

/* --- the register ----------------------------------------------------------- */

struct office {
	struct dictionary *dictionary;
	struct secret *secret;
	struct pupil_register *pupils;
};

static void add_value(const struct office *office, struct record_maker *maker,
		      const char *field, const char *text)
{
	record_set(maker,
		   dictionary_find(office->dictionary, KIND_FIELD,
				   slice_of(field)),
		   (struct slice){NULL, 0}, 0, slice_of(text));
}

static void set_up(struct office *office)
{
	static const struct origin origin = {.kind = SLICE_INIT("csv"),
					     .name = SLICE_INIT("a.csv")};
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct record_maker maker;
	struct record record;
	struct import *import;
	struct import_counts counts;
	struct error error = {0};

	assert_success(dictionary_load(&office->dictionary,
				       "dictionaries/england", &findings,
				       &error),
		       &error);
	assert_success(secret_make(&office->secret, &error), &error);
	assert_success(register_open(&office->pupils, NULL, REGISTER_MEMORY,
				     office->secret, office->dictionary,
				     &error),
		       &error);
	assert_success(import_begin(&import, office->pupils, &origin, &error),
		       &error);
	maker = record_maker(office->dictionary, &arena);
	add_value(office, &maker, "pupil.upn", "G886200313024");
	add_value(office, &maker, "pupil.forename", "Anna");
	add_value(office, &maker, "pupil.surname", "Trevelyan");
	add_value(office, &maker, "pupil.former-surname", "Ashdown");
	add_value(office, &maker, "pupil.birth-date", "2009-03-12");
	add_value(office, &maker, "pupil.postcode", "CT9 5AW");
	add_value(office, &maker, "parent.forename", "Demelza");
	add_value(office, &maker, "parent.surname", "Carne");
	add_value(office, &maker, "contact.forename", "Jud");
	add_value(office, &maker, "contact.surname", "Paynter");
	add_value(office, &maker, "school.laestab", "8861101");
	add_value(office, &maker, "school.urn", "118800");
	add_value(office, &maker, "school.name", "Hop Garden School");
	assert_success(record_made(&maker, &record, &error), &error);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	arena_release(&arena);
}

static void tear_down(struct office *office)
{
	register_close(office->pupils);
	secret_free(office->secret);
	dictionary_free(office->dictionary);
}

static void note_progress(void *context, uint64_t done, uint64_t total)
{
	uint64_t *last = context;

	assert_true(done <= total);
	*last = done;
}

static void a_register_is_loaded_or_memory_is_out(void **state)
{
	struct office office = {0};
	uint64_t nth = 1, last = 0;
	int result;

	(void)state;
	set_up(&office);
	do {
		struct name_index *index = NULL;
		struct error error = {0};
		size_t at = 0;

		memory_fail_at(nth++);
		result = name_index_make(&index, NAME_INDEX_BYTES, &error);
		if (result == 0)
			result = name_index_load(index, office.pupils,
						 office.dictionary,
						 note_progress, &last, &error);
		memory_fail_at(0);
		if (result != 0) {
			assert_int_equal(error.code, ERROR_MEMORY);
			name_index_free(index);
			continue;
		}
		assert_int_equal(name_index_pupils(index), 1);
		assert_non_null(
			name_index_pair(index, name_hash_of(SLICE("anna")),
					name_hash_of(SLICE("ashdown"))));
		assert_non_null(
			name_index_birth(index, date_from_civil(2009, 3, 12),
					 name_hash_of(SLICE("8861101"))));
		assert_non_null(name_index_postcode(index, SLICE("CT9 5AW")));
		assert_true(name_index_next_school(
				    index,
				    name_hash_of(SLICE("hopgardenschool")),
				    &at) == name_hash_of(SLICE("8861101")));
		at = 0;
		assert_true(name_index_next_school(
				    index, name_hash_of(SLICE("118800")),
				    &at) == name_hash_of(SLICE("8861101")));
		assert_non_null(
			name_index_pair(index, name_hash_of(SLICE("demelza")),
					name_hash_of(SLICE("carne"))));
		assert_non_null(
			name_index_pair(index, name_hash_of(SLICE("jud")),
					name_hash_of(SLICE("paynter"))));
		name_index_free(index);
	} while (result != 0);
	assert_int_equal(last, 1);
	tear_down(&office);
}

/* --- accepted findings ------------------------------------------------------ */

static void accepted_findings_are_written_and_read(void **state)
{
	struct guard_finding finding = {.kind = GUARD_FULL_NAME,
					.from = {.line = 3, .column = 4},
					.context = 99};
	struct guard_finding other = finding;
	struct builder content = {0};
	struct arena arena = {0};
	struct allow allow, again, third;
	struct error error = {0};

	(void)state;
	allow_begin(&allow, &arena);
	assert_false(allow_has(&allow, SLICE("a.txt"), &finding));
	assert_success(allow_add(&allow, SLICE("a.txt"), &finding, &error),
		       &error);
	assert_success(allow_add(&allow, SLICE("a.txt"), &finding, &error),
		       &error);
	assert_int_equal(allow.count, 1);
	allow_write(&allow, &content);
	assert_success(
		allow_read(&again, builder_slice(&content), &arena, &error),
		&error);
	assert_true(allow_has(&again, SLICE("a.txt"), &finding));
	assert_false(allow_has(&again, SLICE("b.txt"), &finding));
	finding.from.line = 9;
	assert_true(allow_has(&again, SLICE("a.txt"), &finding));
	other.context = 98;
	assert_false(allow_has(&again, SLICE("a.txt"), &other));
	other = finding;
	other.kind = GUARD_PART_NAME;
	assert_false(allow_has(&again, SLICE("a.txt"), &other));
	/* Under another salt nothing is the same. */
	allow_begin(&third, &arena);
	third.list = again.list;
	third.count = again.count;
	assert_false(allow_has(&third, SLICE("a.txt"), &finding));
	builder_release(&content);
	arena_release(&arena);
}

static void accepting_fails_without_memory(void **state)
{
	static const struct slice content =
		SLICE_INIT("hornbook guard accepted 1\n"
			   "salt 00112233445566778899aabbccddeeff\n\n# why\n"
			   "upn 00112233445566778899aabbccddeeff a:1:2\n");
	const struct guard_finding finding = {.kind = GUARD_UPN};
	uint64_t nth = 1;
	int result;

	(void)state;
	do {
		struct arena arena = {0};
		struct allow allow;
		struct error error = {0};

		memory_fail_at(nth++);
		result = allow_read(&allow, content, &arena, &error);
		if (result == 0)
			result =
				allow_add(&allow, SLICE("a"), &finding, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		else
			assert_int_equal(allow.count, 2);
		arena_release(&arena);
	} while (result != 0);
	assert_true(nth > 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_equal_the_whole),
		cmocka_unit_test(wide_characters_are_text),
		cmocka_unit_test(a_nul_is_no_text),
		cmocka_unit_test(formats_are_told_by_name_and_beginning),
		cmocka_unit_test(a_line_without_end_is_scanned),
		cmocka_unit_test(findings_beyond_many_are_counted),
		cmocka_unit_test(more_names_than_fit_are_refused),
		cmocka_unit_test(one_pupil_counts_once),
		cmocka_unit_test(memory_runs_out_anywhere),
		cmocka_unit_test(a_register_is_loaded_or_memory_is_out),
		cmocka_unit_test(accepted_findings_are_written_and_read),
		cmocka_unit_test(accepting_fails_without_memory),
	};

	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
