/*
 * place.h - directories that releases and nodes are put into.  Private to the
 * share room.
 */
#ifndef HORNBOOK_SHARE_PLACE_H
#define HORNBOOK_SHARE_PLACE_H

#include <stdbool.h>

struct arena;
struct error;

/* Makes a directory (mode 0700) and the missing ones above it, all of which
 * outlast a loss of power. */
int place_make(const char *path, struct error *error);

/* The path from the root, without links, in `arena`; NULL on failure. */
const char *place_absolute(const char *path, struct arena *arena,
			   struct error *error);

/* ERROR_INPUT when every user of the machine may rename what is in it (as
 * opposed to /tmp, where each keeps to his own): what is written there could be
 * led elsewhere. */
int place_check(const char *path, struct error *error);

/* ERROR_INPUT when `out`, which is resolved already, is in the node's directory. */
int place_check_outside(const char *node, const char *out, struct error *error);

/* Whether anything at all has this name, be it a link to nowhere. */
bool place_taken(const char *path);

/* Makes a directory that must not be there: nobody else's, and no link. */
int place_make_fresh(const char *path, struct error *error);

/* Removes a directory and all in it; a link is removed itself and not
 * followed.  One that is not there is no error. */
int place_clear(const char *path, struct error *error);

/* Removes all that is in a directory. */
int place_empty(const char *path, struct error *error);

#endif
