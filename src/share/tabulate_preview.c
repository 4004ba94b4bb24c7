/* A table of all pupils of a node, for the controller's own eyes. */
#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "growth/derive.h"
#include "policy/plan.h"
#include "register/record.h"
#include "register/register.h"
#include "share/node.h"
#include "share/tabulate.h"

static uint64_t categories_of(const struct tabulate *tabulate,
			      const struct dictionary *dictionary)
{
	struct field_set fields = tabulate_fields(tabulate);
	uint64_t categories = 0;

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		categories |= 1ull << dictionary->fields[f].category;
	return categories;
}

struct reading {
	const struct dictionary *dictionary;
	struct tabulate *tabulate;
	struct growth_derivation growth; /* without a reference: none */
	uint8_t states[BATCH_PUPILS];
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	struct record records[BATCH_PUPILS];
	struct arena arena; /* of the batch in hand */
};

/* Whether something is counted that is worked out, and can be. */
static int begin_growth(struct reading *reading,
			const struct share_table *asked, struct error *error)
{
	struct field_set fields = tabulate_fields(reading->tabulate);
	const struct dictionary *dictionary = reading->dictionary;
	struct field_set derived = growth_derived(dictionary);

	if (asked->reference == NULL ||
	    field_set_empty(field_set_intersection(fields, derived)))
		return 0;
	return growth_derivation_begin(&reading->growth, dictionary,
				       asked->reference, asked->today, error);
}

static uint64_t categories_needed(const struct reading *reading)
{
	uint64_t categories =
		categories_of(reading->tabulate, reading->dictionary);

	return reading->growth.reference != NULL
		       ? categories | growth_categories(&reading->growth)
		       : categories;
}

static int take_batch(struct reading *reading, size_t count,
		      struct error *error)
{
	if (reading->growth.reference != NULL &&
	    growth_derive(&reading->growth, reading->records, count,
			  reading->states, &reading->arena, error) != 0)
		return -1;
	return tabulate_take(reading->tabulate, reading->records, count, error);
}

static int read_all(struct node *node, struct reading *reading,
		    const uint64_t *pupils, size_t pupil_count,
		    struct error *error)
{
	struct register_scan *scan;
	uint64_t done = 0;
	size_t count = 0;
	int result;

	if (register_scan_open(&scan, node->pupils, pupils, pupil_count,
			       categories_needed(reading), error) != 0)
		return -1;
	do {
		arena_clear(&reading->arena);
		result =
			register_scan_next(scan, reading->records, BATCH_PUPILS,
					   &count, &reading->arena, error);
		if (result == 0)
			result = take_batch(reading, count, error);
		done += count;
		if (reading->progress != NULL)
			reading->progress(reading->context, done, pupil_count);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	return result;
}

int share_preview(struct node *node, const struct share_table *asked,
		  const struct profile *profile, unsigned int threads,
		  void (*progress)(void *context, uint64_t done,
				   uint64_t total),
		  void *context, struct statement *statement,
		  struct arena *arena, struct error *error)
{
	struct reading *reading = memory_array(1, sizeof(*reading));
	uint64_t *pupils;
	size_t count;
	int result;

	if (reading == NULL)
		return error_memory(error);
	reading->dictionary = node->dictionary;
	reading->progress = progress;
	reading->context = context;
	result = tabulate_begin(&reading->tabulate, node->dictionary, asked,
				error);
	if (result == 0)
		result = begin_growth(reading, asked, error);
	if (result == 0)
		result = register_pupils(node->pupils, &pupils, &count, arena,
					 error);
	if (result == 0)
		result = read_all(node, reading, pupils, count, error);
	if (result == 0)
		result = tabulate_finish(reading->tabulate, profile, threads,
					 statement, arena, error);
	tabulate_free(reading->tabulate);
	arena_release(&reading->arena);
	memory_free(reading);
	return result;
}
