/*
 * merge.h - what a section becomes when a file speaks of it.
 *
 * Both results and held sections name fields by the node's own numbers, in
 * order of number, so that equal sections have equal bytes whatever dictionary
 * wrote them.
 */
#ifndef HORNBOOK_REGISTER_MERGE_H
#define HORNBOOK_REGISTER_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "register/lapse.h"
#include "register/numbers.h"
#include "register/record.h"

struct merge {
	const struct numbers *numbers;
	bool single;        /* a category of one item: values given replace,
			     others stay */
	bool under;         /* what is given is of an earlier day: values held
			     stay, and lists */
	uint16_t without;   /* number of a field whose given value is left out;
			     0: none */
	struct lapse lapse; /* by number */
	struct arena *arena;
};

/*
 * `given` names fields by the dictionary's index, `held` and `merged` by
 * number. Texts are borrowed from both.  A `given` section without items
 * empties.
 */
int merge_sections(const struct merge *merge, const struct section *given,
		   const struct section *held, struct section *merged,
		   struct error *error);

/*
 * For a record found by its own UPN: `number`, the number of the field UPN,
 * when that is a former UPN of this pupil, who has another now; else 0.  It
 * is not former when the record itself says that the one held is.
 */
uint16_t merge_former_upn(const struct section *held,
			  const struct record *record, uint16_t number,
			  struct slice former);

#endif
