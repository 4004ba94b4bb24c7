#include "demo/fill.h"

#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "generate/population.h"
#include "register/register.h"
#include "seal/digest.h"
#include "share/node.h"

enum { LEAST_PUPILS = 12, BATCH = 256 };

/* --- the plan ---------------------------------------------------------------- */

/* The place of a school in the plan: the n-th site that is filled. */
static size_t school_of(const struct site *site)
{
	size_t school = 0;

	for (const struct site *before = sites; before < site; before++)
		school += before->setting != NULL;
	return school;
}

static uint32_t pupils_of(const struct world *world, const struct site *site)
{
	uint64_t pupils = world->pupils * site->share / 1000;

	if (pupils < LEAST_PUPILS)
		pupils = LEAST_PUPILS;
	return pupils > SCHOOL_PUPILS_LIMIT ? SCHOOL_PUPILS_LIMIT
					    : (uint32_t)pupils;
}

int fill_plan(struct population **out, const struct world *world,
	      struct error *error)
{
	struct arena arena = {0};
	struct place_school *schools =
		arena_array(&arena, site_count, sizeof(*schools));
	struct place_plan plan = {
		.schools = schools, .seed = world->seed, .numbered = true};
	int result;

	if (schools == NULL) {
		arena_release(&arena);
		return error_memory(error);
	}
	for (size_t i = 0; i < site_count; i++) {
		const struct site *site = &sites[i];

		if (site->setting == NULL)
			continue;
		schools[plan.count++] = (struct place_school){
			.laestab = slice_of(site->number),
			.name = slice_of(site->name),
			.setting = slice_of(site->setting),
			.pupils = pupils_of(world, site),
		};
	}
	result = population_open(out, &plan, world->terms, error);
	arena_release(&arena);
	return result;
}

/* --- the roll on a day -------------------------------------------------------- */

static int32_t fill_day(const struct site *site, size_t n)
{
	int32_t date = DATE_NONE;

	date_parse(slice_of(site->filled[n]), &date);
	return date;
}

/* A roll. */
struct roll {
	const struct site *site;
	int32_t date, since;
	uint64_t categories;       /* 0: all */
	const struct truth *among; /* NULL: everybody on it */
};

/* With those who have left since the fill before. */
static struct roll roll_of(const struct site *site, size_t n)
{
	return (struct roll){
		.site = site,
		.date = fill_day(site, n),
		.since = n > 0 ? fill_day(site, n - 1) : DATE_NONE,
	};
}

static struct slice uln_of(const struct roll *roll, const struct record *record)
{
	const struct dictionary *dictionary = truth_dictionary(roll->among);
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, SLICE("pupil.uln"));

	return field == DICTIONARY_NONE
		       ? (struct slice){0}
		       : record_text(record, dictionary, field);
}

static bool is_meant(const struct roll *roll, const struct record *record)
{
	return roll->among == NULL ||
	       truth_by_upn(roll->among, record->upn) != NULL ||
	       truth_by_uln(roll->among, uln_of(roll, record)) != NULL;
}

static int each_pupil(const struct world *world, const struct roll *roll,
		      int (*take)(void *context, const struct record *record,
				  struct error *error),
		      void *context, struct error *error)
{
	struct population_stream *stream;
	struct record records[BATCH];
	struct arena arena = {0};
	size_t count = 0;
	int result = population_stream_open(
		&stream, world->population, school_of(roll->site), roll->date,
		roll->since, roll->categories, error);

	if (result != 0)
		return -1;
	do {
		arena_clear(&arena);
		result = population_next(stream, records, BATCH, &count, &arena,
					 error);
		for (size_t i = 0; result == 0 && i < count; i++)
			if (is_meant(roll, &records[i]))
				result = take(context, &records[i], error);
	} while (result == 0 && count > 0);
	arena_release(&arena);
	population_stream_close(stream);
	return result;
}

/* --- into the node ------------------------------------------------------------ */

static int take_import(void *context, const struct record *record,
		       struct error *error)
{
	return import_add(context, record, error);
}

static int import_roll(const struct world *world, const struct roll *roll,
		       struct node *node, struct error *error)
{
	struct origin origin = {
		.kind = SLICE("generated"),
		.name = slice_of(roll->site->id),
		.recorded = roll->date,
		.stated_by = slice_of(roll->site->name),
	};
	struct import_counts counts;
	struct import *import;

	/* There is no file: what it is made of stands for its hash. */
	memcpy(origin.hash, &roll->date, sizeof(roll->date));
	strncpy((char *)origin.hash + sizeof(roll->date), roll->site->id,
		sizeof(origin.hash) - sizeof(roll->date));
	if (import_begin(&import, node->pupils, &origin, error) != 0)
		return -1;
	if (each_pupil(world, roll, take_import, import, error) != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, &counts, error);
}

int fill_node(const struct world *world, const struct site *site, size_t n,
	      struct error *error)
{
	struct roll roll = roll_of(site, n);
	struct node *node;
	int result;

	if (world_open_node(world, site, &node, error) != 0)
		return -1;
	result = import_roll(world, &roll, node, error);
	node_close(node);
	return result;
}

/* --- into the truth ----------------------------------------------------------- */

struct telling {
	struct truth *truth;
	struct truth_school school;
};

static int take_truth(void *context, const struct record *record,
		      struct error *error)
{
	const struct telling *telling = context;

	return truth_add(telling->truth, record, &telling->school, error);
}

static const struct setting *setting_of(const struct world *world,
					const struct site *site)
{
	for (uint16_t i = 0; i < world->terms->setting_count; i++)
		if (slice_is(world->terms->settings[i].name, site->setting))
			return &world->terms->settings[i];
	return NULL;
}

static struct telling telling_of(const struct world *world,
				 const struct site *site, struct truth *truth)
{
	const struct setting *setting = setting_of(world, site);
	struct telling telling = {truth, {.laestab = slice_of(site->number)}};

	if (setting != NULL) {
		telling.school.phase = setting->phase;
		telling.school.academy = setting->academy;
	}
	return telling;
}

int fill_truth(const struct world *world, const struct site *site, size_t n,
	       struct truth *truth, struct error *error)
{
	struct telling telling = telling_of(world, site, truth);
	struct roll roll = roll_of(site, n);

	telling.school.since = roll.date;
	return each_pupil(world, &roll, take_truth, &telling, error);
}

/* --- beside the rolls -------------------------------------------------------------- */

uint64_t fill_categories(const struct world *world, const char *const *names,
			 size_t count)
{
	uint64_t categories = 0;

	for (size_t i = 0; i < count; i++) {
		uint16_t category = dictionary_find(world->terms, KIND_CATEGORY,
						    slice_of(names[i]));

		if (category != DICTIONARY_NONE)
			categories |= 1ull << category;
	}
	return categories;
}

int fill_beside(const struct world *world, const struct site *school,
		int32_t date, uint64_t categories, const struct truth *among,
		struct node *node, struct truth *truth, struct error *error)
{
	uint16_t identity =
		dictionary_find(world->terms, KIND_CATEGORY, SLICE("identity"));
	struct roll some = {school, date, DATE_NONE,
			    categories | 1ull << identity, among};
	struct roll all = {school, date, DATE_NONE, 0, among};
	struct telling telling = telling_of(world, school, truth);

	telling.school.since = date;
	if (import_roll(world, &some, node, error) != 0)
		return -1;
	return each_pupil(world, &all, take_truth, &telling, error);
}
