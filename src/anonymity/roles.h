/*
 * roles.h - what the columns of a file mean, by the dictionary.
 *
 * A column is a field by its header, as in files that are imported
 * (formats/csv_names.h).  What the dictionary marks as identifying names people;
 * what it marks `quasi`, what an area is counted by, dates, places, numbers and words are
 * quasi-identifiers; what else is special category data is sensitive.
 */
#ifndef HORNBOOK_ANONYMITY_ROLES_H
#define HORNBOOK_ANONYMITY_ROLES_H

#include <stddef.h>
#include <stdint.h>

#include "anonymity/microdata.h"

struct arena;
struct dictionary;
struct error;

/* The field that each column is, DICTIONARY_NONE where it is none. */
int roles_find_fields(uint16_t *fields, const struct microdata *data,
		      const struct dictionary *dictionary, struct arena *arena,
		      struct error *error);

/* The role of a field. */
enum column_role roles_of_field(const struct dictionary *dictionary,
				uint16_t field);

/*
 * Gives each quasi-identifying and each sensitive column its ladder, by its
 * field or, where it has none, by its values.  Ends of numbers are closed where
 * fewer than `least` rows lie beyond.  A column that has a ladder keeps it.
 */
int roles_make_ladders(struct microdata *data, const uint16_t *fields,
		       const struct dictionary *dictionary, uint32_t least,
		       struct arena *arena, struct error *error);

#endif
