/*
 * town.h - a town's schools for tests, of every type, and its pupils one by one.
 */
#ifndef HORNBOOK_TESTS_GENERATE_TOWN_H
#define HORNBOOK_TESTS_GENERATE_TOWN_H

#include "dictionary/dictionary.h"
#include "generate/population.h"

extern const struct place_school town_schools[];
extern const size_t town_school_count;

/* The dictionary of England; freed with dictionary_free. */
struct dictionary *town_dictionary(void);

/* The town's pupils; closed with population_close. */
struct population *town_open(const struct dictionary *dictionary);

/* Calls `take` for each pupil of a school on a day (population.h). */
void town_each(const struct population *population, size_t school, int32_t date,
	       int32_t since, uint64_t categories,
	       void (*take)(void *context, const struct record *record),
	       void *context);

/* The text of a field by its name, in the first item that has it. */
struct slice town_text(const struct dictionary *dictionary,
		       const struct record *record, const char *field);

/* A bit for a category. */
uint64_t town_category(const struct dictionary *dictionary, const char *name);

#endif
