/*
 * exchange.h - two schools that send each other sealed releases.
 */
#ifndef HORNBOOK_TESTS_SHARE_EXCHANGE_H
#define HORNBOOK_TESTS_SHARE_EXCHANGE_H

#include "support.h"

#include "seal/age.h"
#include "seal/minisign.h"
#include "share/keys.h"
#include "share/package.h"

#define NEIGHBOUR_NUMBER "8862345"

/* A school that has the notice of the one in Kent under a name and number of
 * its own. */
void neighbour_set_up(struct school *school, int32_t today);

/* Makes a pair of each use, from the school's today. */
void school_make_keys(struct school *school);

/* Takes the other's card under an agreement that began a month ago and runs for a
 * year. */
void school_trust(struct school *school, const struct school *other,
		  const char *agreement);

/* Stores what was changed in school->node->keys. */
void school_store_keys(struct school *school);

/* The whole package at `path`, opened and verified with the keys of both; the
 * manifest's text and the payload are in the opener's arena. */
struct opened {
	struct slice manifest, payload;
};
void school_open_package(struct school *opener, const struct school *sender,
			 const char *path, struct opened *opened);

#endif
