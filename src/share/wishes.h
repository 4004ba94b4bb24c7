/*
 * wishes.h - the wishes of one pupil's family, as a list that grows.
 *
 * A wish is never lost: a file or a command adds to what is on record, or
 * ends a wish by its date of withdrawal; nothing replaces the list (R-191
 * to ).  Private to the share room.
 */
#ifndef HORNBOOK_SHARE_WISHES_H
#define HORNBOOK_SHARE_WISHES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/request.h"
#include "register/record.h"

struct arena;
struct error;

/* Texts are borrowed from the records they were read from. */
struct wish_list {
	const struct dictionary *dictionary;
	struct arena *arena;
	struct wish *list;
	size_t count;
	size_t capacity;
};

/* The category that holds wishes, or DICTIONARY_NONE. */
uint16_t wishes_category(const struct dictionary *dictionary);

/* Adds the wishes of a section (NULL: none) to the list as they stand. */
int wishes_read(struct wish_list *wishes, const struct section *section,
		struct error *error);

/*
 * Adds one wish.  The same wish that stands already is stated once, with the
 * earlier of the two dates; one that comes with a date of withdrawal ends it.
 */
int wishes_add(struct wish_list *wishes, const struct wish *wish,
	       struct error *error);

/* Whether the same wish is on record and has not ended. */
bool wishes_stand(const struct wish_list *wishes, const struct wish *wish);

/* Whether the same wish of the same day is on record, ended or not. */
bool wishes_recorded(const struct wish_list *wishes, const struct wish *wish);

/*
 * Whether a wish can ever be heeded: its kind and holder are known, body and
 * purpose are in the dictionary or empty, and it is not of a day after `today`.
 * ERROR_INPUT otherwise.
 */
int wish_check(const struct wish *wish, const struct dictionary *dictionary,
	       int32_t today, struct error *error);

/* Sets the list as the wishes of a record in the making. */
void wishes_set(const struct wish_list *wishes, struct record_maker *maker);

#endif
