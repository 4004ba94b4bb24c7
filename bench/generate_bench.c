/*
 * generate_bench - invented pupils made whole, and written as files.
 *
 *     generate_bench DICTIONARY TODAY SCRATCH
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "formats/format.h"
#include "generate/files.h"
#include "generate/plan.h"
#include "generate/population.h"
#include "language/diagnostic.h"

#include "bench.h"

enum { PUPILS = 50000, BATCH = 64, RUNS = 5 };

struct work {
	struct dictionary *dictionary;
	struct population *population;
	struct place_plan plan;
	const char *scratch;
	const char *format;
	int32_t today;
};

static int fail(const struct error *error)
{
	char text[1024];

	error_text(error, text, sizeof(text));
	fprintf(stderr, "generate_bench: %s\n", text);
	return -1;
}

static int make_school(const struct work *work, size_t school,
		       struct arena *arena, struct error *error)
{
	struct population_stream *stream;
	struct record records[BATCH];
	size_t count;
	int result;

	if (population_stream_open(&stream, work->population, school,
				   work->today, DATE_NONE, 0, error) != 0)
		return -1;
	do {
		arena_clear(arena);
		result = population_next(stream, records, BATCH, &count, arena,
					 error);
	} while (result == 0 && count > 0);
	population_stream_close(stream);
	return result;
}

static int make(void *context)
{
	const struct work *work = context;
	struct arena arena = {0};
	struct error error = {0};
	int result = 0;

	for (size_t i = 0; result == 0 && i < work->plan.count; i++)
		result = make_school(work, i, &arena, &error);
	arena_release(&arena);
	return result == 0 ? 0 : fail(&error);
}

static int write_files(void *context)
{
	const struct work *work = context;
	struct files_request request = {
		.population = work->population,
		.dictionary = work->dictionary,
		.format = format_find(slice_of(work->format)),
		.date = work->today,
		.since = DATE_NONE};
	struct arena arena = {0};
	struct error error = {0};
	int result = -1;

	/* No file is written over one that is there. */
	request.directory = path_join(&arena, work->scratch, "made");
	if (request.directory != NULL &&
	    directory_remove(request.directory, &error) == 0)
		result = directory_make(request.directory, 0700, &error);
	for (size_t i = 0; result == 0 && i < work->plan.count; i++) {
		struct files_made made;

		result = files_write(&request, i, &made, &arena, &error);
	}
	arena_release(&arena);
	return result == 0 ? 0 : fail(&error);
}

static int measure(struct work *work)
{
	static const struct {
		const char *what, *format;
	} rows[] = {
		{"make invented pupils", NULL},
		{"make and write them as CTF", "ctf"},
		{"make and write them as a census", "school-census"},
		{"make and write them as its tables", "census-extract"},
		{"make and write them as CSV", "csv"},
	};
	int result = 0;

	for (size_t i = 0; result == 0 && i < sizeof(rows) / sizeof(rows[0]);
	     i++) {
		const struct bench bench = {
			.what = rows[i].what,
			.unit = "pupils",
			.amount = PUPILS,
			.ours = rows[i].format == NULL ? make : write_files,
			.context = work,
			.runs = RUNS,
		};

		work->format = rows[i].format;
		result = bench_compare(&bench);
	}
	return result;
}

int main(int count, char **arguments)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct plan_wish wish = {.pupils = PUPILS};
	struct work work = {.plan.seed = 1};
	struct error error = {0};
	int result = 1;

	if (count != 4 || !date_parse(slice_of(arguments[2]), &work.today)) {
		fprintf(stderr,
			"usage: generate_bench DICTIONARY TODAY SCRATCH\n");
		return 2;
	}
	work.scratch = arguments[3];
	if (dictionary_load(&work.dictionary, arguments[1], &findings,
			    &error) != 0 ||
	    work.dictionary == NULL ||
	    plan_usual(&work.plan, &wish, work.dictionary, &arena, &error) !=
		    0 ||
	    population_open(&work.population, &work.plan, work.dictionary,
			    &error) != 0)
		fail(&error);
	else
		result = measure(&work) != 0;
	population_close(work.population);
	dictionary_free(work.dictionary);
	arena_release(&arena);
	return result;
}
