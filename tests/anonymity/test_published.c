/* Tables of the literature, measured and made safe. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "anonymity/anonymise.h"
#include "anonymity/roles.h"
#include "base/arena.h"
#include "base/builder.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "tests/data.h"
#include "tests/test.h"

static struct dictionary *england;

struct reading {
	struct microdata *data;
	struct anonymity_model model;
	enum loss loss;
	struct arena arena;
	struct error error;
};

static double number_of(struct slice text)
{
	char copy[32];

	snprintf(copy, sizeof(copy), "%.*s", SLICE_ARGS(text));
	return strtod(copy, NULL);
}

static void set_role(struct reading *reading, struct slice names,
		     enum column_role role)
{
	while (names.len > 0) {
		struct slice name = slice_trim(slice_cut(&names, ','));
		struct column *column = microdata_find(reading->data, name);

		if (column == NULL)
			fail_msg("no column %.*s", SLICE_ARGS(name));
		column->role = role;
	}
}

static void set_diversity(struct reading *reading, struct slice text)
{
	struct slice kind = slice_cut(&text, ' ');
	struct anonymity_model *model = &reading->model;

	model->diversity = slice_is(kind, "distinct")  ? DIVERSITY_DISTINCT
			   : slice_is(kind, "entropy") ? DIVERSITY_ENTROPY
						       : DIVERSITY_RECURSIVE;
	if (model->diversity == DIVERSITY_RECURSIVE)
		model->c = number_of(slice_cut(&text, ' '));
	model->l = number_of(text);
}

static void set_model(struct reading *reading, struct slice text)
{
	while (text.len > 0) {
		struct slice rest = slice_cut(&text, '\n');
		struct slice word = slice_cut(&rest, ' ');

		if (slice_is(word, "quasi"))
			set_role(reading, rest, COLUMN_QUASI);
		else if (slice_is(word, "sensitive"))
			set_role(reading, rest, COLUMN_SENSITIVE);
		else if (slice_is(word, "k"))
			reading->model.k = (uint32_t)number_of(rest);
		else if (slice_is(word, "diversity"))
			set_diversity(reading, rest);
		else if (slice_is(word, "t"))
			reading->model.t = number_of(rest);
		else if (slice_is(word, "leave-out"))
			reading->model.leave_out = (uint32_t)number_of(rest);
		else if (slice_is(word, "granularity"))
			reading->loss = LOSS_GRANULARITY;
		else
			fail_msg("what is '%.*s'?", SLICE_ARGS(word));
	}
}

static void read_ladders(struct reading *reading, const struct data_case *test)
{
	uint16_t fields[64];

	for (size_t i = 0; i < test->count; i++) {
		struct slice name = test->sections[i].name;
		struct column *column;
		struct ladder *ladder;

		if (!slice_equal(slice_cut(&name, ' '), SLICE("ladder")))
			continue;
		column = microdata_find(reading->data, name);
		assert_non_null(column);
		ladder = arena_allocate(&reading->arena, sizeof(*ladder));
		assert_non_null(ladder);
		assert_success(ladder_read(ladder, column,
					   test->sections[i].text,
					   &reading->arena, &reading->error),
			       &reading->error);
		column->ladder = ladder;
	}
	assert_true(reading->data->column_count <= 64);
	assert_success(roles_find_fields(fields, reading->data, england,
					 &reading->arena, &reading->error),
		       &reading->error);
	assert_success(roles_make_ladders(reading->data, fields, england, 2,
					  &reading->arena, &reading->error),
		       &reading->error);
}

static void read_case(struct reading *reading, const struct data_case *test)
{
	*reading = (struct reading){.model = {.k = 1, .t = 1}};
	assert_success(microdata_read(&reading->data, data_text(test, "rows"),
				      &reading->error),
		       &reading->error);
	set_model(reading, data_text(test, "model"));
	read_ladders(reading, test);
}

static void add_measure(const struct measure *measure,
			const struct microdata *data, struct builder *out)
{
	static const char *const distances[] = {"equal", "ordered",
						"hierarchical"};

	builder_add_format(out, "%llu rows, %llu classes, k %llu\n",
			   (unsigned long long)measure->rows,
			   (unsigned long long)measure->classes,
			   (unsigned long long)measure->smallest);
	builder_add_format(out,
			   "risk: highest %.3f, average %.3f, above %llu, "
			   "unique %llu\n",
			   measure->prosecutor.highest,
			   measure->prosecutor.average,
			   (unsigned long long)measure->prosecutor.above,
			   (unsigned long long)measure->uniques);
	for (size_t i = 0; i < measure->column_count; i++) {
		const struct column_measure *one = &measure->columns[i];

		builder_add_format(
			out,
			"%.*s: distinct %u, entropy %.3f, recursive %.3f, "
			"t %.3f %s, told %llu\n",
			SLICE_ARGS(data->columns[one->column].name),
			one->distinct, one->entropy, one->recursive,
			one->closeness, distances[one->distance],
			(unsigned long long)one->told);
	}
}

static void check_text(const struct data_case *test, const char *section,
		       struct builder *actual)
{
	struct slice expected = data_text(test, section);

	if (!slice_equal(expected, slice_of(builder_text(actual))))
		fail_msg("%.*s:%u: %s is\n%s", SLICE_ARGS(test->file),
			 test->line, section, builder_text(actual));
	builder_release(actual);
}

static void check_measured(struct reading *reading,
			   const struct data_case *test)
{
	struct builder text = {0};
	struct recoding recoding;
	struct measure measure;

	recoding_begin(&recoding, reading->data);
	assert_success(measure_rows(&measure, reading->data, &recoding,
				    &reading->model, 0.2, &reading->arena,
				    &reading->error),
		       &reading->error);
	add_measure(&measure, reading->data, &text);
	check_text(test, "measured", &text);
}

static void without_returns(struct builder *text)
{
	size_t len = 0;

	for (size_t i = 0; i < text->len; i++)
		if (text->at[i] != '\r')
			text->at[len++] = text->at[i];
	text->len = len;
}

static void check_made(struct reading *reading, const struct data_case *test)
{
	struct anonymise_outcome outcome;
	struct builder text = {0};

	if (anonymise(&outcome, reading->data, &reading->model, 0.2,
		      reading->loss, &reading->arena, &reading->error) != 0) {
		builder_add_format(&text, "%s\n", reading->error.message);
		check_text(test, "made", &text);
		return;
	}
	assert_true(outcome.proved);
	recoding_write(&outcome.recoding, reading->data, NULL, 0,
		       reading->data->row_count, &text);
	without_returns(&text);
	check_text(test, "made", &text);
	add_measure(&outcome.after, reading->data, &text);
	builder_add_format(&text, "lost %.4f, left out %llu cells, %zu rows\n",
			   outcome.lost,
			   (unsigned long long)outcome.starred_cells,
			   outcome.recoding.dropped_count);
	check_text(test, "after", &text);
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct reading reading;

	read_case(&reading, test);
	if (!slice_empty(data_text(test, "measured")))
		check_measured(&reading, test);
	if (!slice_empty(data_text(test, "made")))
		check_made(&reading, test);
	microdata_free(reading.data);
	arena_release(&reading.arena);
}

int main(void)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error;
	int failures;

	if (dictionary_load(&england, "dictionaries/england", &findings,
			    &error) != 0 ||
	    england == NULL)
		return 1;
	failures = data_run("anonymity published", "tests/anonymity/published",
			    check);
	dictionary_free(england);
	arena_release(&arena);
	return failures;
}
