#include "tests/test.h"

#include "base/arena.h"
#include "base/memory.h"
#include "tables/attack.h"
#include "tables/table_figure.h"
#include "tables/table_file.h"

static const struct {
	const char *text;
	enum figure_kind kind;
	int64_t value, least, most;
	unsigned int decimals;
	bool percent;
} figures[] = {
	{"12", FIGURE_NUMBER, 12, 0, 0, 0, false},
	{" 1,230 ", FIGURE_NUMBER, 1230, 0, 0, 0, false},
	{"1 230", FIGURE_NUMBER, 1230, 0, 0, 0, false},
	{"12,345,678", FIGURE_NUMBER, 12345678, 0, 0, 0, false},
	{"12,34", FIGURE_OTHER, 0, 0, 0, 0, false},
	{"1234,567", FIGURE_OTHER, 0, 0, 0, 0, false},
	{"4.50", FIGURE_NUMBER, 450, 0, 0, 2, false},
	{"12.5%", FIGURE_NUMBER, 125, 0, 0, 1, true},
	{"12 u", FIGURE_NUMBER, 12, 0, 0, 0, false},
	{"12 [u]", FIGURE_NUMBER, 12, 0, 0, 0, false},
	{"-3", FIGURE_NEGATIVE, 0, 0, 0, 0, false},
	{"1 to 7", FIGURE_INTERVAL, 0, 1, 7, 0, false},
	{"1-7", FIGURE_INTERVAL, 0, 1, 7, 0, false},
	{"1\xe2\x80\x93"
	 "7",
	 FIGURE_INTERVAL, 0, 1, 7, 0, false},
	{"7 to 1", FIGURE_OTHER, 0, 0, 0, 0, false},
	{"<5", FIGURE_INTERVAL, 0, 0, 4, 0, false},
	{"\xe2\x89\xa4 5", FIGURE_INTERVAL, 0, 0, 5, 0, false},
	{"5 or fewer", FIGURE_INTERVAL, 0, 0, 5, 0, false},
	{">100", FIGURE_INTERVAL, 0, 101, INT64_MAX, 0, false},
	{"c", FIGURE_WITHHELD, 0, 0, 0, 0, false},
	{"[C]", FIGURE_WITHHELD, 0, 0, 0, 0, false},
	{"[REDACTED]", FIGURE_WITHHELD, 0, 0, 0, 0, false},
	{"*", FIGURE_WITHHELD, 0, 0, 0, 0, false},
	{"low", FIGURE_LOW, 0, 0, 0, 0, false},
	{"[z]", FIGURE_MISSING, 0, 0, 0, 0, false},
	{"", FIGURE_MISSING, 0, 0, 0, 0, false},
	{"Ash", FIGURE_OTHER, 0, 0, 0, 0, false},
	{"99999999999999999999", FIGURE_OTHER, 0, 0, 0, 0, false},
};

static void figures_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		struct figure read = figure_read(slice_of(figures[i].text));

		if (read.kind != figures[i].kind ||
		    read.percent != figures[i].percent ||
		    (read.kind == FIGURE_NUMBER &&
		     (read.value != figures[i].value ||
		      read.decimals != figures[i].decimals)) ||
		    (read.kind == FIGURE_INTERVAL &&
		     (read.least != figures[i].least ||
		      read.most != figures[i].most)))
			fail_msg("'%s' is read as something else",
				 figures[i].text);
	}
}

static const char tables[] = "area,need,pupils,percent\n"
			     "A,K,c,12.5\n"
			     "A,N,c,\n"
			     "A,total,24,\n"
			     "B,K,<5,\n"
			     "B,N,9,\n";
static const char totals[] = "area,pupils\nX,36\n";
static const char hierarchy[] = "dimension,code,parent\narea,A,X\narea,B,X\n";

static int run(struct attack_result *result, struct arena *arena,
	       struct error *error)
{
	static const struct table_file_options options = {.span = 2};
	struct attack_options attacking = {.unknown_counts = true};
	struct table_files *files;
	struct relations relations;

	if (table_files_make(&files, &options, arena, error) != 0 ||
	    table_files_add_hierarchy(files, SLICE("h"), slice_of(hierarchy),
				      error) != 0 ||
	    table_files_add(files, SLICE("t"), slice_of(tables), error) != 0 ||
	    table_files_add(files, SLICE("u"), slice_of(totals), error) != 0 ||
	    table_files_relate(files, &relations, &attacking.ratios,
			       &attacking.ratio_count, error) != 0)
		return -1;
	return attack(result, &relations, &attacking, arena, error);
}

static void memory_runs_out(void **state)
{
	struct error error = {0};
	struct attack_result result;
	uint64_t n = 0;
	int outcome;

	(void)state;
	do {
		struct arena own = {0};

		memory_fail_at(++n);
		outcome = run(&result, &own, &error);
		memory_fail_at(0);
		if (outcome != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		else
			/* 3 and 21; and 3 of B, since X is 36. */
			assert_int_equal(result.count, 3);
		arena_release(&own);
		assert_true(n < 2000);
	} while (outcome != 0);
	assert_true(n > 3);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		{"figures and symbols are read", figures_are_read, NULL, NULL,
		 NULL},
		{"memory running out is reported", memory_runs_out, NULL, NULL,
		 NULL},
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("tables of others", tests, NULL,
					   NULL);
}
