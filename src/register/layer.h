/*
 * layer.h - what a pupil's sections say together: the node's own and those of
 * grants, laid over each other.
 *
 * In a category of one item each value comes from the node's own section, else
 * from that of the newest grant which has it.  A list is the node's own, else
 * the newest grant's that has any.  What an earlier one tells of leaving lapses
 * where a newer one tells of an entry since (lapse.h).  Grants are newer the higher their number.
 */
#ifndef HORNBOOK_REGISTER_LAYER_H
#define HORNBOOK_REGISTER_LAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "register/lapse.h"
#include "register/record.h"

struct arena;
struct error;

struct layer {
	struct section section;
	uint64_t grant; /* 0: the node's own */
};

/*
 * Lays the current sections of one pupil and category over each other, in
 * place: one for each period is left, in order of period, and `*count` says how
 * many.  `single`: the category has one item.  The field `hidden`
 * (DICTIONARY_NONE: none) of what was received is left out.  On failure
 * (ERROR_MEMORY) the layers are of no use.
 */
int layers_lay(struct layer *layers, uint32_t *count, bool single,
	       uint16_t hidden, const struct lapse *lapse, struct arena *arena,
	       struct error *error);

/* What the node itself says of what was laid together; NULL: nothing, also for
 * NULL. */
const struct section *section_own(const struct section *section);

#endif
