/*
 * publish_bench - every document of a controller from rules that are read: the
 * publication proved and made, all pages, tables and prints composed and written
 * into memory.  Then with reading dictionary, notice and phrasebook before, which
 * is what `hornbook publish all` does of it.
 *
 *     publish_bench NOTICE DATE
 */
#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "language/diagnostic.h"
#include "publish/edition.h"
#include "publish/linked_tables.h"
#include "words/phrasebook.h"
#include "publish/publication.h"

#include "bench.h"
#include "decide_world.h"

enum { RUNS = 9 };

struct work {
	const char *notice;
	int32_t date;
	bool without_pdf;
	struct world world;
	struct phrasebook *phrases;
	struct linked_tables linked;
	struct error error;
};

static int read_table(struct work *work, const char *path,
		      int (*read)(struct linked_tables *tables,
				  struct slice text, struct error *error))
{
	struct builder text = {0};
	int result = file_read(path, 1 << 24, &text, &work->error);

	if (result == 0)
		result =
			read(&work->linked, builder_slice(&text), &work->error);
	builder_release(&text);
	return result;
}

static int read_linked(struct work *work)
{
	work->linked = (struct linked_tables){.arena = &work->world.arena};
	if (read_table(work, "linked-data/terms.csv", linked_terms_read) != 0 ||
	    read_table(work, "linked-data/mapping.csv", linked_mapping_read) !=
		    0)
		return -1;
	return read_table(work, "linked-data/shapes.csv", linked_shapes_read);
}

static int read_rules(struct work *work)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	int result = world_rules(&work->world, &work->notice, 1, &work->error);

	if (result == 0)
		result = phrasebook_load(&work->phrases, "phrases/english",
					 NULL, work->world.dictionary,
					 &findings, &work->error);
	if (result == 0)
		result = read_linked(work);
	if (result == 0 && work->phrases == NULL)
		result = error_set(&work->error, ERROR_INPUT,
				   "the phrasebook has errors");
	arena_release(&arena);
	return result;
}

static void forget_rules(struct work *work)
{
	linked_tables_release(&work->linked);
	work->linked = (struct linked_tables){0};
	phrasebook_free(work->phrases);
	work->phrases = NULL;
	world_free(&work->world);
	work->world = (struct world){0};
}

static int make_edition(struct work *work,
			const struct publication *publication)
{
	const struct findings findings = {0};
	const struct edition_request request = {
		.publication = publication,
		.book = work->phrases,
		.linked = &work->linked,
		.findings = &findings,
		.officers = true,
		.without_pdf = work->without_pdf,
	};
	struct arena arena = {0};
	struct edition edition;
	int result = edition_make(&edition, &request, &arena, &work->error);

	arena_release(&arena);
	return result;
}

static int publish(void *context)
{
	struct work *work = context;
	struct publication *publication;
	int result;

	if (publication_make(&publication, work->world.policies[0], work->date,
			     &work->error) != 0)
		return -1;
	result = make_edition(work, publication);
	publication_free(publication);
	return result;
}

static int read_and_publish(void *context)
{
	struct work *work = context;
	int result;

	forget_rules(work);
	result = read_rules(work);
	return result == 0 ? publish(work) : -1;
}

static int measure(struct work *work)
{
	struct bench bench = {
		.what = "all documents of a controller",
		.unit = "ms",
		.amount = 1,
		.ours = publish,
		.context = work,
		.runs = RUNS,
		.seconds = 1e-3,
	};

	if (bench_compare(&bench) != 0)
		return -1;
	bench.what = "the same, without print";
	work->without_pdf = true;
	if (bench_compare(&bench) != 0)
		return -1;
	bench.what = "the same, with reading the rules";
	work->without_pdf = false;
	bench.ours = read_and_publish;
	return bench_compare(&bench);
}

int main(int count, char **words)
{
	struct work work = {.notice = count == 3 ? words[1] : NULL};
	int result;

	if (count != 3 || !date_parse(slice_of(words[2]), &work.date) ||
	    sodium_init() < 0) {
		fprintf(stderr, "usage: publish_bench NOTICE DATE\n");
		return 2;
	}
	result = read_rules(&work);
	if (result == 0)
		result = measure(&work);
	if (result != 0)
		fprintf(stderr, "publish_bench: %s\n", work.error.message);
	forget_rules(&work);
	return result == 0 ? 0 : 1;
}
