/*
 * bindings.h - under which terms each pupil's data was received.
 *
 * What came in a release stays under that release's grant.  The register says
 * of each section which grants gave values to it; here these become the bindings
 * that a plan decides over, and, once it is known what is sent, the terms on
 * which it goes on.  A node that has received nothing has no bindings.
 */
#ifndef HORNBOOK_SHARE_BINDINGS_H
#define HORNBOOK_SHARE_BINDINGS_H

#include "policy/plan.h"
#include "register/register.h"

struct arena;
struct bindings;
struct error;
struct node;

/* More different terms than this are not told apart in one release. */
enum { BINDING_ROOM = 4095 };

/*
 * Gathers the register's grants, as they are on `date`; `*out` is NULL when there
 * are none.  Data of a grant that the node's own notice says is not to be kept any
 * longer (kept.h) is held back too.  All in `arena`.
 */
int bindings_make(struct bindings **out, const struct node *node, int32_t date,
		  struct arena *arena, struct error *error);

/* Binds for this plan, whose request has BINDING_ROOM; from then on. */
void bindings_begin(struct bindings *bindings, struct plan *plan);

/* What the record's data is bound to.  ERROR_INPUT when the plan has no room for
 * it. */
int bindings_of(struct bindings *bindings, const struct record *record,
		uint16_t *binding, struct error *error);

/* The column of a batch; good until the next one. */
int bindings_column(struct bindings *bindings, const struct record *records,
		    size_t count, const uint16_t **column, struct error *error);

/* Whether the pupil at this place of the column may be counted by the area of an
 * aggregate level: what was received under terms that do not let it go is as if
 * it were not known. */
bool bindings_let_area(const struct bindings *bindings, size_t place,
		       struct level level);

/* Notes that something of the pupil at this place of the column was sent, and
 * which of the plan's bindings that was said of; NULL without bindings. */
void bindings_sent(struct bindings *bindings, size_t place);
const bool *bindings_sent_under(const struct bindings *bindings);

#endif
