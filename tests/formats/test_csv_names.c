#include "tests/test.h"

#include "formats/csv_names.h"
#include "tests/formats/pupils.h"

struct names_row {
	const char *label;
	const char *header;
	const char *field; /* NULL: unknown */
	uint32_t number;   /* 0: not numbered */
};

static const struct names_row rows[] = {
	{"the dictionary's name", "pupil.surname", "pupil.surname", 0},
	{"the name with other punctuation", "Pupil_Surname", "pupil.surname",
	 0},
	{"an alias", "D.O.B", "pupil.birth-date", 0},
	{"an alias with a digit of its own", "Address line 3",
	 "pupil.address-line-3", 0},
	{"a person's number before a digit of the field",
	 "Parent 2 address line 3", "parent.address-line-3", 2},
	{"a person's number after the part", "Guardian postcode 2",
	 "parent.postcode", 2},
	{"a bracketed number", "contact[12].email", "contact.email", 12},
	{"a field's own digit is no item", "exclusion.reason-2",
	 "exclusion.reason-2", 0},
	{"an item of a field with its own digit", "exclusion[4].reason-2",
	 "exclusion.reason-2", 4},
	{"a label of one-item category", "Place in resourced provision",
	 "sen.resourced", 0},
	{"a label that could be anything is unknown", "Result", NULL, 0},
	{"a repeated field needs its dot", "School name", NULL, 0},
	{"a repeated field with its dot", "School.Name", "school.name", 0},
	{"a one-item field has no number", "Surname 2", NULL, 0},
	{"the hundredth item is one too many", "parent[100].surname", NULL, 0},
	{"item nought does not exist", "parent[0].surname", NULL, 0},
	{"a number that no machine word holds",
	 "parent[99999999999999999999].surname", NULL, 0},
	{"no letters at all", "%", NULL, 0},
	{"nothing", "", NULL, 0},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct dictionary *england;
static struct arena arena;
static struct csv_names names;

static void test_header(void **state)
{
	const struct names_row *row = *state;
	struct csv_target target =
		csv_names_find(&names, slice_of(row->header));

	if (row->field == NULL) {
		assert_int_equal(target.role, CSV_UNKNOWN);
		return;
	}
	assert_int_equal(target.role, CSV_FIELD);
	assert_slice(england->fields[target.field].name, row->field);
	assert_int_equal(target.numbered, row->number > 0);
	assert_int_equal(target.item, row->number > 0 ? row->number - 1 : 0);
}

static void test_aliases_name_fields_of_england(void **state)
{
	(void)state;
	for (size_t i = 0; i < csv_alias_count; i++)
		if (dictionary_field(england, slice_of(csv_aliases[i].field)) ==
		    NULL)
			fail_msg("'%s' stands for '%s', which is no field",
				 csv_aliases[i].header, csv_aliases[i].field);
}

/* No alias is hidden by another or by a field's own name. */
static void test_aliases_mean_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < csv_alias_count; i++) {
		struct csv_target target =
			csv_names_find(&names, slice_of(csv_aliases[i].header));

		assert_int_equal(target.role, CSV_FIELD);
		if (!slice_is(england->fields[target.field].name,
			      csv_aliases[i].field))
			fail_msg("'%s' is not '%s'", csv_aliases[i].header,
				 csv_aliases[i].field);
	}
}

static void test_every_field_is_found_by_its_name(void **state)
{
	(void)state;
	for (uint16_t i = 0; i < england->field_count; i++) {
		struct csv_target target =
			csv_names_find(&names, england->fields[i].name);

		assert_int_equal(target.role, CSV_FIELD);
		if (target.field != i || !target.exact)
			fail_msg("%.*s is taken for another",
				 SLICE_ARGS(england->fields[i].name));
	}
}

static void test_periods(void **state)
{
	struct csv_target target;

	(void)state;
	target = csv_names_find(&names, SLICE("Academic Year"));
	assert_int_equal(target.role, CSV_PERIOD);
	assert_int_equal(target.category, DICTIONARY_NONE);
	target = csv_names_find(&names, SLICE("attendance-code[3].period"));
	assert_int_equal(target.role, CSV_PERIOD);
	assert_slice(england->categories[target.category].name,
		     "attendance-codes");
	assert_int_equal(target.item, 2);
	target = csv_names_find(&names, SLICE("Attendance period"));
	assert_int_equal(target.role, CSV_UNKNOWN);
}

int main(void)
{
	struct CMUnitTest tests[ROWS + 4] = {
		cmocka_unit_test(test_aliases_name_fields_of_england),
		cmocka_unit_test(test_aliases_mean_what_they_say),
		cmocka_unit_test(test_every_field_is_found_by_its_name),
		cmocka_unit_test(test_periods),
	};
	int failures;

	for (size_t i = 0; i < ROWS; i++)
		tests[i + 4] = (struct CMUnitTest){
			.name = rows[i].label,
			.test_func = test_header,
			.initial_state = (void *)(uintptr_t)&rows[i],
		};
	england = load_england();
	if (england == NULL ||
	    csv_names_make(&names, england, &arena, NULL) != 0)
		return 1;
	failures = cmocka_run_group_tests_name("csv names", tests, NULL, NULL);
	arena_release(&arena);
	dictionary_free(england);
	return failures;
}
