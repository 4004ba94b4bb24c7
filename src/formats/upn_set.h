/*
 * upn_set.h - the UPNs seen in a file, to find one that stands there twice
 * (rule 1520).  Eight bytes each; a zeroed struct upn_set is empty.
 */
#ifndef HORNBOOK_FORMATS_UPN_SET_H
#define HORNBOOK_FORMATS_UPN_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct error;

struct upn_set {
	uint64_t *places; /* 0: free */
	size_t size;      /* a power of two */
	size_t count;
};

/* Adds a UPN, which must be good (upn_check).  `*fresh`: it was not there. */
int upn_set_add(struct upn_set *set, struct slice upn, bool *fresh,
		struct error *error);

/* Empties it; also after a failure. */
void upn_set_release(struct upn_set *set);

#endif
