/*
 * learners.h - learners from 14 on, and what those who register and fund them hold.
 * Private to the demo room.
 */
#ifndef HORNBOOK_DEMO_LEARNERS_H
#define HORNBOOK_DEMO_LEARNERS_H

#include <stddef.h>

#include "base/builder.h"
#include "demo/stage.h"

struct truth;

/* Whom the sender holds, at 14 or over; the second is one of those, too, whom the
 * truth that the checker has tells of. */
bool learner_from_14(const struct stage *stage, const struct record *record);
bool learner_from_14_now(const struct stage *stage,
			 const struct record *record);

/* Rows about pupils of the sender, to be imported. */
struct learner_sheet {
	struct stage *stage;
	void (*add)(struct learner_sheet *sheet, const struct record *record);
	struct builder file;
	size_t rows; /* counted by `add` */
};

/* Writes the file with its column heads, asks `add` for the rows of each pupil of
 * the sender, and imports it into a node; one without rows is not imported. */
int learner_sheet_import(struct stage *stage, struct node *node,
			 const char *name, const struct slice *heads,
			 size_t head_count,
			 void (*add)(struct learner_sheet *sheet,
				     const struct record *record),
			 struct error *error);

/* The wishes that learners have stated to the sender itself, into its node; and
 * picks those from 14 on. */
int learners_hear_wishes(struct stage *stage, struct error *error);

/* Some categories of a school's roll, into the sender's node, and a truth of the
 * step's own with whole records of them.  `among`: who is meant; NULL: all. */
int learners_hold(struct stage *stage, const char *school,
		  const char *const *categories, size_t count,
		  const struct truth *among, struct error *error);

#endif
