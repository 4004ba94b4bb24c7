/*
 * key_list.h - keys of others, one in each line of a file.
 */
#ifndef HORNBOOK_LEDGER_KEY_LIST_H
#define HORNBOOK_LEDGER_KEY_LIST_H

#include "ledger/note.h"

struct arena;

enum { KEY_LIST_LIMIT = 32 }; /* keys */

struct key_list {
	struct note_key keys[KEY_LIST_LIMIT];
	size_t count;
};

/* Reads the keys of this type; none when there is no file.  ERROR_CORRUPT. */
int key_list_read(struct key_list *list, const char *path,
		  enum note_key_type type, struct error *error);

/* Adds a key to the file, which is made when it is missing; `*added` is false
 * when it was there. */
int key_list_add(const char *path, const struct note_key *key, bool *added,
		 struct error *error);

/* Takes a key out of the file; `*removed` is false when it was not there. */
int key_list_remove(const char *path, const struct note_key *key, bool *removed,
		    struct error *error);

#endif
