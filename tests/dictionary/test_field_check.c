/*
 * One value of one field: what is good, the form it takes, and what is said of
 * the rest.
 */
#include "tests/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"

static struct dictionary *england;

static int load(void **state)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error;

	(void)state;
	assert_success(dictionary_load(&england, "dictionaries/england",
				       &findings, &error),
		       &error);
	assert_non_null(england);
	arena_release(&arena);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	dictionary_free(england);
	return 0;
}

struct row {
	const char *field;
	const char *value;
	const char *form;  /* NULL: refused */
	const char *wants; /* a part of what is said then */
};

static const struct row ROWS[] = {
	/* UPN */
	{"pupil.upn", "B801200005001", "B801200005001", NULL},
	{"pupil.upn", " B801200005001\r", "B801200005001", NULL},
	{"pupil.upn", "J82312342600Z", "J82312342600Z", NULL},
	{"pupil.upn", "A801200005001", NULL, "rule 1510"},
	{"pupil.upn", "I823123426001", NULL, "rule 1510"},
	{"pupil.upn", "N999123426001", NULL, "rule 1530"},
	{"pupil.upn", "BA01200005001", NULL, "rule 1530"},
	{"pupil.upn", "X80120000A001", NULL, "rule 1540"},
	{"pupil.upn", "M82312342600I", NULL, "rule 1550"},
	{"pupil.upn", "B80120000500", NULL, "13 characters"},
	{"pupil.upn", "b801200005001", NULL, "rule 1510"},
	/* ULN */
	{"pupil.uln", "1000000043", "1000000043", NULL},
	{"pupil.uln", "1000000042", NULL, "learner number"},
	{"pupil.uln", "9999999999", NULL, "learner number"},
	/* dates */
	{"pupil.birth-date", "2010-02-28", "2010-02-28", NULL},
	{"pupil.birth-date", "28/02/2010", "2010-02-28", NULL},
	{"pupil.birth-date", "29/02/2010", NULL, "yyyy-mm-dd or dd/mm/yyyy"},
	{"pupil.birth-date", "2010-2-28", NULL, "wants a date"},
	{"pupil.birth-date", "20100228", NULL, "wants a date"},
	/* flags */
	{"medical.flag", "Y", "true", NULL},
	{"medical.flag", "Yes", "true", NULL},
	{"medical.flag", "1", "true", NULL},
	{"medical.flag", "TRUE", "true", NULL},
	{"medical.flag", "n", "false", NULL},
	{"medical.flag", "No", "false", NULL},
	{"medical.flag", "0", "false", NULL},
	{"medical.flag", "false", "false", NULL},
	{"medical.flag", "2", NULL, "true or false"},
	{"medical.flag", "maybe", NULL, "true or false"},
	/* codes: exactly, ignoring case, by their label */
	{"pupil.sex", "F", "F", NULL},
	{"pupil.sex", "f", "F", NULL},
	{"pupil.sex", "female", "F", NULL},
	{"pupil.sex", "X", NULL, "a code of 'sex'"},
	{"ethnicity", "WBRI", "WBRI", NULL},
	{"ethnicity", "white - british", "WBRI", NULL},
	{"ethnicity", "Meaning not published", NULL, "a code of 'ethnicity'"},
	{"first-language", "pnjg", "PNJG", NULL},
	{"youth-support-agreement", "yes", "Yes", NULL},
	{"enrolment.year-group", "r", "R", NULL},
	{"enrolment.year-group", "Year 11", "11", NULL},
	{"enrolment.year-group", "15", NULL, "a code of 'year-group'"},
	{"attendance-code.code", "\\", "\\", NULL},
	{"attendance-code.code", "#", "#", NULL},
	{"pupil.home-authority", "Kent", "886", NULL},
	/* postcodes, schools, areas */
	{"pupil.postcode", "ct179bl", "CT17 9BL", NULL},
	{"pupil.postcode", "CT17", NULL, "wants a postcode"},
	{"enrolment.destination", "886/1101", "8861101", NULL},
	{"enrolment.destination", "xxxxxxx", "XXXXXXX", NULL},
	{"enrolment.destination", "886", NULL, "seven digits"},
	{"pupil.lsoa", "E01000001", "E01000001", NULL},
	{"pupil.lsoa", "E02000001", NULL, "lower layer"},
	/* numbers */
	{"exclusion.sessions", "4", "4", NULL},
	{"exclusion.sessions", "0004", "4", NULL},
	{"exclusion.sessions", "000", "0", NULL},
	{"exclusion.sessions", "-3", "-3", NULL},
	{"exclusion.sessions", "-0", "0", NULL},
	{"measurement.height", "110.5", "110.5", NULL},
	{"measurement.height", "110.", NULL, "a number"},
	{"measurement.height", ".5", NULL, "a number"},
	{"measurement.height", "1.2.3", NULL, "a number"},
	{"exclusion.sessions", "-", NULL, "a number"},
	{"exclusion.sessions", "4 ", "4", NULL},
	{"exclusion.sessions", "4x", NULL, "a number"},
	{"exclusion.sessions", "12345", NULL, "room for 4 digits"},
	/* texts */
	{"pupil.surname", "  O'Brien-Nuñez ", "O'Brien-Nuñez", NULL},
	{"pupil.surname", "A\nB", NULL, "control characters"},
	{"pupil.surname", "A\x7f", NULL, "control characters"},
	{"pupil.surname", "A\xc2\x85", NULL, "control characters"},
	{"pupil.surname", "A\xff", NULL, "UTF-8"},
	{"pupil.uci", "12345678901234", NULL, "room for 13 bytes"},
	{"medical.notes", "one\r\ntwo\nthree", "one\ntwo\nthree", NULL},
	{"medical.notes", "one\rtwo", NULL, "control characters"},
	{"medical.notes", "one\ttwo", NULL, "control characters"},
	/* no value is no value, for every type */
	{"pupil.surname", "", NULL, "wants a value"},
	{"pupil.surname", " \t ", NULL, "wants a value"},
	{"pupil.sex", "", NULL, "wants a value"},
};

static uint16_t field_of(const char *name)
{
	uint16_t field = dictionary_find(england, KIND_FIELD, slice_of(name));

	if (field == DICTIONARY_NONE)
		fail_msg("no field %s", name);
	return field;
}

static void values_take_one_form(void **state)
{
	struct builder out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		const struct row *row = &ROWS[i];
		struct error error = {0};
		int result;

		builder_add_text(&out, "left over");
		result = field_check(england, field_of(row->field),
				     slice_of(row->value), DATE_NONE, &out,
				     &error);
		if ((result == 0) != (row->form != NULL))
			fail_msg("row %zu: %s", i, row->field);
		if (result == 0) {
			assert_slice(builder_slice(&out), row->form);
			continue;
		}
		assert_int_equal(out.len, 0);
		assert_int_equal(error.code, ERROR_INPUT);
		if (strstr(error.message, row->wants) == NULL ||
		    strncmp(error.message, row->field, strlen(row->field)) != 0)
			fail_msg("row %zu: %s", i, error.message);
	}
	builder_release(&out);
}

/* What came is personal data and must not be in what is said. */
static void refusals_do_not_repeat_the_value(void **state)
{
	struct builder out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		const struct row *row = &ROWS[i];
		struct error error = {0};

		if (row->form != NULL || strlen(row->value) < 6)
			continue;
		assert_int_equal(field_check(england, field_of(row->field),
					     slice_of(row->value), DATE_NONE,
					     &out, &error),
				 -1);
		assert_null(strstr(error.message, row->value));
		assert_null(strstr(error.hint, row->value));
	}
	builder_release(&out);
}

static int check_on(const char *field, const char *value, int32_t on)
{
	struct builder out = {0};
	int result = field_check(england, field_of(field), slice_of(value), on,
				 &out, NULL);

	builder_release(&out);
	return result;
}

static void codes_must_be_valid_on_the_date(void **state)
{
	int32_t change = date_from_civil(2024, 8, 19);

	(void)state;
	assert_int_equal(check_on("attendance-code.code", "Y1", change), 0);
	assert_int_equal(check_on("attendance-code.code", "Y1", change - 1),
			 -1);
	assert_int_equal(check_on("attendance-code.code", "H", change - 1), 0);
	assert_int_equal(check_on("attendance-code.code", "H", change), -1);
	assert_int_equal(check_on("attendance-code.code", "H", DATE_NONE), 0);
	assert_int_equal(check_on("attendance-code.code", "C", change), 0);
	assert_int_equal(check_on("exclusion.category", "FIXD",
				  date_from_civil(2021, 9, 1)),
			 -1);
}

/* The published vectors, among them authorities that do not exist. */
static void upn_vectors(void **state)
{
	uint16_t field = field_of("pupil.upn");
	struct builder content = {0};
	struct builder out = {0};
	struct error error;
	struct slice rest;
	unsigned int bad_authorities = 0;

	(void)state;
	assert_success(file_read("tests/dictionary/vectors/upn_vectors.csv",
				 1 << 20, &content, &error),
		       &error);
	rest = builder_slice(&content);
	(void)slice_cut(&rest, '\n');
	while (rest.len > 0) {
		struct slice row = slice_cut(&rest, '\n');
		struct slice upn = slice_cut(&row, ',');
		struct slice expect;

		(void)slice_cut(&row, ',');
		expect = slice_cut(&row, ',');
		assert_int_equal(field_check(england, field, upn, DATE_NONE,
					     &out, &error) == 0,
				 slice_is(expect, "valid"));
		if (!slice_is(expect, "bad_la"))
			continue;
		bad_authorities++;
		assert_non_null(strstr(error.message, "rule 1530"));
	}
	assert_int_equal(bad_authorities, 2);
	builder_release(&content);
	builder_release(&out);
}

/* Every code of every set is good for itself. */
static void every_code_is_good(void **state)
{
	struct builder out = {0};

	(void)state;
	for (uint16_t i = 0; i < england->field_count; i++) {
		const struct field *field = &england->fields[i];
		const struct code_set *set;

		if (field->type != FIELD_CODE)
			continue;
		set = &england->code_sets[field->codes];
		for (uint16_t c = 0; c < set->count; c++) {
			struct slice code = set->codes[c].code;

			assert_int_equal(field_check(england, i, code,
						     DATE_NONE, &out, NULL),
					 0);
			assert_true(slice_equal(builder_slice(&out), code));
		}
	}
	builder_release(&out);
}

static void memory_may_run_out(void **state)
{
	struct builder out = {0};
	struct error error;

	(void)state;
	memory_fail_at(1);
	assert_int_equal(field_check(england, field_of("pupil.surname"),
				     SLICE("Example"), DATE_NONE, &out, &error),
			 -1);
	memory_fail_at(0);
	assert_int_equal(error.code, ERROR_MEMORY);
	builder_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_take_one_form),
		cmocka_unit_test(refusals_do_not_repeat_the_value),
		cmocka_unit_test(codes_must_be_valid_on_the_date),
		cmocka_unit_test(upn_vectors),
		cmocka_unit_test(every_code_is_good),
		cmocka_unit_test(memory_may_run_out),
	};

	return cmocka_run_group_tests_name("field check", tests, load, unload);
}
