#include "tests/register/support.h"

#include "base/builder.h"
#include "base/memory.h"

static const struct cell family[] = {
	{PARENT_TELEPHONE, 2, "01234 000002", NULL},
	{SURNAME, 0, "Invented", NULL},
	{PARENT_SURNAME, 2, "Second", NULL},
	{ABSENCES, 0, "4", "2025"},
	{ABSENCES, 0, "9", "2024"},
	{PARENT_SURNAME, 0, "First", NULL},
	{UPN, 0, "A886110125001", NULL},
	{FIELD_COUNT, 0, NULL, NULL},
};

static void values_come_in_any_order_and_leave_in_the_dictionarys(void **state)
{
	struct arena arena = {0};
	const struct section *parents;
	struct record record;

	(void)state;
	make_record(&record, &arena, &small_dictionary, family);
	assert_int_equal(record.count, 4);
	assert_int_equal(record.sections[0].category, IDENTITY);
	assert_slice(record.sections[2].period, "2024");
	assert_slice(record.sections[3].period, "2025");
	assert_slice(record.upn, "A886110125001");
	parents = record_section(&record, PARENTS);
	assert_int_equal(parents->count, 2); /* the empty one between is gone */
	assert_slice(item_text(&parents->items[1], PARENT_TELEPHONE),
		     "01234 000002");
	assert_int_equal(parents->items[1].values[0].field, PARENT_SURNAME);
	assert_slice(record_text(&record, &small_dictionary, PARENT_SURNAME),
		     "First");
	assert_slice(record_text(&record, &small_dictionary, POSTCODE), "");
	assert_null(record_section(&record, CONTACT));
	arena_release(&arena);
}

static void a_second_value_replaces_the_first(void **state)
{
	static const struct cell cells[] = {
		{SURNAME, 0, "Before", NULL}, {SURNAME, 0, "After", NULL},
		{SURNAME, 0, "", NULL}, /* no value: ignored */
		{STREET, 0, "", NULL},        {FIELD_COUNT, 0, NULL, NULL},
	};
	struct arena arena = {0};
	struct record record;

	(void)state;
	make_record(&record, &arena, &small_dictionary, cells);
	assert_int_equal(record.count, 1);
	assert_int_equal(record.sections[0].items[0].count, 1);
	assert_slice(record_text(&record, &small_dictionary, SURNAME), "After");
	arena_release(&arena);
}

static void a_mentioned_category_is_there_without_items(void **state)
{
	struct arena arena = {0};
	struct record_maker maker = record_maker(&small_dictionary, &arena);
	struct record record;

	(void)state;
	record_mention(&maker, PARENTS, SLICE(""));
	record_mention(&maker, PARENTS, SLICE(""));
	assert_int_equal(record_made(&maker, &record, NULL), 0);
	assert_int_equal(record.count, 1);
	assert_int_equal(record.sections[0].count, 0);
	arena_release(&arena);
}

static void a_file_cannot_ask_for_a_million_parents(void **state)
{
	struct arena arena = {0};
	struct record_maker maker = record_maker(&small_dictionary, &arena);
	struct record record;
	struct error error;

	(void)state;
	record_set(&maker, PARENT_SURNAME, SLICE(""), UINT32_MAX, SLICE("x"));
	assert_int_equal(record_made(&maker, &record, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	arena_release(&arena);
}

static void running_out_of_memory_is_told_at_the_end(void **state)
{
	struct arena arena = {0};
	struct record record;
	struct error error;
	int result = -1;

	(void)state;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct record_maker maker =
			record_maker(&small_dictionary, &arena);

		assert_true(nth < 100);
		memory_fail_at(nth);
		record_mention(&maker, CONTACT, SLICE("2025"));
		for (uint32_t i = 0; i < 300; i++)
			record_set(&maker, PARENT_SURNAME, SLICE(""), i,
				   SLICE("Invented"));
		result = record_made(&maker, &record, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		else
			assert_int_equal(record.sections[1].count, 300);
		arena_release(&arena);
	}
}

/* --- the stored form ------------------------------------------------------ */

static const uint16_t stored[] = {9,   1, 2,  3,  4,  5,  20, 6,  7,
				  300, 8, 11, 10, 21, 22, 23, 24, 25};

static uint16_t fields_of[301];

static void fill_fields_of(void)
{
	for (size_t i = 0; i < 301; i++)
		fields_of[i] = DICTIONARY_NONE;
	for (uint16_t i = 0; i < FIELD_COUNT; i++)
		fields_of[stored[i]] = i;
}

static void what_is_encoded_decodes_to_the_same(void **state)
{
	struct section decoded = {0};
	struct builder bytes = {0};
	struct arena arena = {0};
	const struct section *parents;
	struct record record;
	struct error error;

	(void)state;
	fill_fields_of();
	make_record(&record, &arena, &small_dictionary, family);
	parents = record_section(&record, PARENTS);
	section_encode(parents, stored, &bytes);
	assert_success(section_decode(&decoded, builder_slice(&bytes),
				      fields_of, 301, &arena, &error),
		       &error);
	assert_int_equal(decoded.count, parents->count);
	for (uint32_t i = 0; i < decoded.count; i++) {
		assert_int_equal(decoded.items[i].count,
				 parents->items[i].count);
		for (uint32_t j = 0; j < decoded.items[i].count; j++) {
			const struct value *value = &decoded.items[i].values[j];

			assert_int_equal(value->field,
					 parents->items[i].values[j].field);
			assert_true(slice_equal(
				value->text, parents->items[i].values[j].text));
		}
	}
	builder_release(&bytes);
	arena_release(&arena);
}

static void the_stored_form_is_the_one_in_the_header(void **state)
{
	static const char expected[] = {1, 2, 3, 2, 'I', 'n', 4, 1, 'A'};
	static const struct cell cells[] = {
		{FORENAME, 0, "A", NULL},
		{SURNAME, 0, "In", NULL},
		{FIELD_COUNT, 0, NULL, NULL},
	};
	struct builder bytes = {0};
	struct arena arena = {0};
	struct record record;

	(void)state;
	make_record(&record, &arena, &small_dictionary, cells);
	section_encode(&record.sections[0], stored, &bytes);
	assert_int_equal(bytes.len, sizeof(expected));
	assert_memory_equal(bytes.at, expected, sizeof(expected));
	builder_release(&bytes);
	arena_release(&arena);
}

struct decoding {
	const char *label;
	const char *bytes;
	size_t size;
	int result; /* items, or -1 */
};

/* clang-format off */
static const struct decoding decodings[] = {
	{ "a section without items", "\0", 1, 0 },
	{ "a value", "\1\1\3\1A", 5, 1 },
	{ "a field that this dictionary does not know is left out", "\1\1\14\1A", 5, 0 },
	{ "one known and one unknown field", "\1\2\3\1A\14\1B", 8, 1 },
	{ "no bytes at all", "", 0, -1 },
	{ "an item without values", "\1\0", 2, -1 },
	{ "more items than bytes", "\377\377\377\377\17", 5, -1 },
	{ "more values than bytes", "\1\177\3\1A", 5, -1 },
	{ "a text that passes the end", "\1\1\3\2A", 5, -1 },
	{ "bytes after the end", "\1\1\3\1A\0", 6, -1 },
	{ "a number out of range", "\1\1\255\2\1A", 6, -1 },
	{ "a field twice", "\1\2\3\1A\3\1B", 8, -1 },
	{ "a number in a longer form", "\1\1\203\0\1A", 6, -1 },
};
/* clang-format on */

static void decodes(void **state)
{
	const struct decoding *test = *state;
	struct slice bytes = {test->bytes, test->size};
	struct section section = {0};
	struct arena arena = {0};
	struct error error = {0};
	int result;

	fill_fields_of();
	result =
		section_decode(&section, bytes, fields_of, 301, &arena, &error);
	assert_int_equal(result, test->result < 0 ? -1 : 0);
	if (result == 0)
		assert_int_equal(section.count, test->result);
	else
		assert_int_equal(error.code, ERROR_CORRUPT);
	arena_release(&arena);
}

enum { DECODINGS = sizeof(decodings) / sizeof(decodings[0]) };

static const struct CMUnitTest fixed[] = {
	cmocka_unit_test(values_come_in_any_order_and_leave_in_the_dictionarys),
	cmocka_unit_test(a_second_value_replaces_the_first),
	cmocka_unit_test(a_mentioned_category_is_there_without_items),
	cmocka_unit_test(a_file_cannot_ask_for_a_million_parents),
	cmocka_unit_test(running_out_of_memory_is_told_at_the_end),
	cmocka_unit_test(what_is_encoded_decodes_to_the_same),
	cmocka_unit_test(the_stored_form_is_the_one_in_the_header),
};

enum { FIXED = sizeof(fixed) / sizeof(fixed[0]) };

int main(int count, char **arguments)
{
	struct CMUnitTest tests[FIXED + DECODINGS];

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	memcpy(tests, fixed, sizeof(fixed));
	for (size_t i = 0; i < DECODINGS; i++)
		tests[FIXED + i] = (struct CMUnitTest){
			.name = decodings[i].label,
			.test_func = decodes,
			.initial_state = (void *)(uintptr_t)&decodings[i],
		};
	return _cmocka_run_group_tests("record", tests, FIXED + DECODINGS, NULL,
				       NULL);
}
