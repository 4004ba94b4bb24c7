/*
 * test_identifier.c - numbers of pupils, learners, schools and places.
 *
 * The vectors are tests/dictionary/vectors: UPNs by rule 1510, ULNs by the
 * learner registration's modulus 11, published ones among them.
 */
#include "base/builder.h"
#include "base/file.h"
#include "dictionary/identifier.h"
#include "tests/test.h"

/* Calls `check` with the first two columns that decide a row: the number, and
 * what is expected of it. */
static void each_vector(const char *path, size_t expect_column,
			void (*check)(struct slice number, struct slice expect))
{
	struct builder content = {0};
	struct error error;
	struct slice rest;
	size_t rows = 0;

	assert_success(file_read(path, 1 << 20, &content, &error), &error);
	rest = builder_slice(&content);
	(void)slice_cut(&rest, '\n'); /* the heading */
	while (rest.len > 0) {
		struct slice row = slice_cut(&rest, '\n');
		struct slice number = slice_cut(&row, ',');
		struct slice expect = {0};

		for (size_t i = 1; i <= expect_column; i++)
			expect = slice_cut(&row, ',');
		check(number, expect);
		rows++;
	}
	assert_true(rows >= 16);
	builder_release(&content);
}

static void check_upn_vector(struct slice upn, struct slice expect)
{
	enum upn_fault wanted = UPN_GOOD; /* also a wrong LA: that is data */

	if (slice_is(expect, "bad_check"))
		wanted = UPN_CHECK;
	else if (slice_is(expect, "bad_length"))
		wanted = UPN_LENGTH;
	else if (slice_is(expect, "bad_char"))
		wanted = UPN_CHARACTER;
	else if (!slice_is(expect, "bad_la"))
		assert_slice(expect, "valid");
	assert_int_equal(upn_check(upn, NULL), wanted);
}

static void upn_vectors(void **state)
{
	(void)state;
	each_vector("tests/dictionary/vectors/upn_vectors.csv", 2,
		    check_upn_vector);
}

static void check_uln_vector(struct slice uln, struct slice expect)
{
	assert_int_equal(uln_check(uln), slice_is(expect, "valid"));
}

static void uln_vectors(void **state)
{
	(void)state;
	each_vector("tests/dictionary/vectors/uln_vectors.csv", 1,
		    check_uln_vector);
}

static void upn_says_temporary(void **state)
{
	bool temporary = false;

	(void)state;
	assert_int_equal(upn_check(SLICE("J82312342600Z"), &temporary),
			 UPN_GOOD);
	assert_true(temporary);
	assert_int_equal(upn_check(SLICE("B801200005001"), &temporary),
			 UPN_GOOD);
	assert_false(temporary);
	assert_slice(upn_authority(SLICE("B801200005001")), "801");
}

static void upn_letters_are_upper_case(void **state)
{
	(void)state;
	assert_int_equal(upn_check(SLICE("b801200005001"), NULL),
			 UPN_CHARACTER);
	assert_int_equal(upn_check(SLICE("J82312342600z"), NULL),
			 UPN_CHARACTER);
	assert_int_equal(upn_check(SLICE("B80120000500\0"), NULL),
			 UPN_CHARACTER);
	assert_int_equal(upn_check(SLICE(""), NULL), UPN_LENGTH);
}

static void upn_check_letter_refuses_wrong_shapes(void **state)
{
	(void)state;
	assert_int_equal(upn_check_letter(SLICE("801200005001")), 'B');
	assert_int_equal(upn_check_letter(SLICE("80120000500")), 0);
	assert_int_equal(upn_check_letter(SLICE("80120000500S")), 0);
	assert_int_equal(upn_check_letter(SLICE("8012000050A1")), 0);
}

/* Every single-digit slip and every swap of neighbours that changes the
 * number is found or not; the check letter finds all single slips (23 is
 * prime and every weight is below it). */
static void upn_finds_every_single_slip(void **state)
{
	const char good[] = "B801200005001";

	(void)state;
	for (size_t i = 1; i < UPN_BYTES; i++) {
		for (char digit = '0'; digit <= '9'; digit++) {
			char slip[UPN_BYTES];

			memcpy(slip, good, UPN_BYTES);
			if (slip[i] == digit)
				continue;
			slip[i] = digit;
			assert_int_equal(
				upn_check((struct slice){slip, UPN_BYTES},
					  NULL),
				UPN_CHECK);
		}
	}
}

struct normal {
	const char *text;
	const char *expected; /* NULL: has no such shape */
};

static void postcodes(void **state)
{
	static const struct normal rows[] = {
		{"SW1A 1AA", "SW1A 1AA"},
		{"sw1a1aa", "SW1A 1AA"},
		{" M1  1AE ", "M1 1AE"},
		{"CT17 9BL", "CT17 9BL"},
		{"GIR 0AA", "GIR 0AA"},
		{"bfpo 1", "BFPO 1"},
		{"BFPO1234", "BFPO 1234"},
		{"ZZ99 9ZZ", "ZZ99 9ZZ"},
		{"W1A0AX", "W1A 0AX"},
		{"BFPO 12345", NULL},
		{"BFPO", NULL},
		{"SW1A 1CA", NULL},
		{"SW1A 1AO", NULL},
		{"SW 1A1AA", NULL},
		{"S W1A 1AA", NULL},
		{"1AA", NULL},
		{"A1AA", NULL},
		{"SW1A1AAX", NULL},
		{"SW1AA 1AA", NULL},
		{"", NULL},
		{"BFP O12", NULL},
		{"SW1A\t1AA", NULL},
		{"ABCDEFGHIJKLMNOP", NULL},
		{"12 3AB", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[10];
		bool good = postcode_normalise(slice_of(rows[i].text), out);

		if (good != (rows[i].expected != NULL))
			fail_msg("'%s'", rows[i].text);
		if (good)
			assert_string_equal(out, rows[i].expected);
	}
}

static void laestabs(void **state)
{
	static const struct normal rows[] = {
		{"886/1101", "8861101"},
		{"8861101", "8861101"},
		{"xxxxxxx", "XXXXXXX"},
		{"XXX/XXXX", "XXXXXXX"},
		{"MMMMMMM", "MMMMMMM"},
		{"886LLLL", "886LLLL"},
		{" 8861101 ", "8861101"},
		{"886-1101", NULL},
		{"88/61101", NULL},
		{"886110", NULL},
		{"88611011", NULL},
		{"LLL1101", NULL},
		{"886LLL1", NULL},
		{"XXXMMMM", NULL},
		{"", NULL},
		{"886//1101", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[LAESTAB_BYTES + 1];
		bool good = laestab_normalise(slice_of(rows[i].text), out);

		if (good != (rows[i].expected != NULL))
			fail_msg("'%s'", rows[i].text);
		if (good)
			assert_string_equal(out, rows[i].expected);
	}
}

static void lsoas(void **state)
{
	(void)state;
	assert_true(lsoa_check(SLICE("E01000001")));
	assert_true(lsoa_check(SLICE("W01001234")));
	assert_false(lsoa_check(SLICE("E02000001")));
	assert_false(lsoa_check(SLICE("E0100001")));
	assert_false(lsoa_check(SLICE("E010000012")));
	assert_false(lsoa_check(SLICE("S01000001")));
	assert_false(lsoa_check(SLICE("e01000001")));
	assert_false(lsoa_check(SLICE("E0100000A")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"UPN vectors agree with rule 1510", upn_vectors, NULL, NULL,
		 NULL},
		{"ULN vectors agree with modulus 11", uln_vectors, NULL, NULL,
		 NULL},
		{"a UPN ending in a letter is temporary", upn_says_temporary,
		 NULL, NULL, NULL},
		{"a UPN is written in upper case", upn_letters_are_upper_case,
		 NULL, NULL, NULL},
		{"no check letter for a wrong shape",
		 upn_check_letter_refuses_wrong_shapes, NULL, NULL, NULL},
		{"the check letter finds every single slip",
		 upn_finds_every_single_slip, NULL, NULL, NULL},
		{"postcodes take one form", postcodes, NULL, NULL, NULL},
		{"school numbers take one form", laestabs, NULL, NULL, NULL},
		{"LSOA codes", lsoas, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests_name("identifier", tests, NULL, NULL);
}
