/*
 * model.h - what rows must be like before they may leave.
 *
 * k-anonymity: each row is alike, in all that others may know of a person, to at
 * least k-1 others.  l-diversity: among rows that are alike a sensitive value is
 * not told either.  t-closeness: nor does anybody learn from them much more than
 * from the file as a whole.  Rows that are alike in all quasi-identifiers are a
 * class.
 *
 * Sweeney 2002; Machanavajjhala, Kifer, Gehrke and Venkitasubramaniam 2007;
 * Li, Li and Venkatasubramanian 2007.
 */
#ifndef HORNBOOK_ANONYMITY_MODEL_H
#define HORNBOOK_ANONYMITY_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct error;

enum diversity {
	DIVERSITY_NONE,
	DIVERSITY_DISTINCT,  /* l values */
	DIVERSITY_ENTROPY,   /* an entropy of at least log l */
	DIVERSITY_RECURSIVE, /* (c,l): the most frequent fewer than c times
				the l-th and all rarer ones */
};

struct anonymity_model {
	uint32_t k; /* at least 2; 1: not asked for */
	enum diversity diversity;
	double l;
	double c;
	double t; /* at most so far from the whole; 1: not asked for */

	/* The most rows, in thousandths, of which cells, or all, may be
	 * left out so that the others need become less coarse.  Not with
	 * entropy, (c,l) and t: leaving rows out changes what the others are
	 * measured against. */
	uint32_t leave_out;
};

/* A model that has a name, with where it is from. */
struct anonymity_profile {
	const char *name;
	struct anonymity_model model;
	double threshold; /* of a row's risk, above which it is at risk */
	const char *about;
	const char *source;
};

extern const struct anonymity_profile anonymity_profiles[];
extern const size_t anonymity_profile_count;
/* ERROR_INPUT, with the names there are, when none is called so. */
int anonymity_profile_need(struct slice name,
			   const struct anonymity_profile **profile,
			   struct error *error);

/* Whether figures make sense together; ERROR_INPUT. */
int anonymity_model_check(const struct anonymity_model *model,
			  struct error *error);

#endif
