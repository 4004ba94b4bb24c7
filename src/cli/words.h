/*
 * words.h - things of the dictionary in words that an office reads.
 */
#ifndef HORNBOOK_CLI_WORDS_H
#define HORNBOOK_CLI_WORDS_H

#include <stdint.h>

#include "dictionary/dictionary.h"

struct builder;
struct json;

/* "Pupil's name; Date of birth; Parent: title, surname; all of Enrolment": groups and categories stand
 * for their fields where all of them are there. */
void words_add_fields(const struct dictionary *dictionary,
		      const struct field_set *fields, struct builder *out);

/* "3 May 2019", or nothing for DATE_NONE. */
void words_add_date(int32_t date, struct builder *out);

/* "2026-01-15" in `arena`; empty for DATE_NONE or without memory. */
struct arena;
struct slice words_date(int32_t date, struct arena *arena);

/* The label of a body's holder on a date, else of the body, else `name`. */
struct slice words_recipient(const struct dictionary *dictionary,
			     struct slice name, int32_t date);
struct slice words_purpose(const struct dictionary *dictionary,
			   struct slice name);

/* The names of fields as a JSON array. */
void words_put_fields(const struct dictionary *dictionary,
		      const struct field_set *fields, struct json *json);

#endif
