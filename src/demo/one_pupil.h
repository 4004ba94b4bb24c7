/*
 * one_pupil.h - the one pupil whom a case is about.  Private to the demo room.
 */
#ifndef HORNBOOK_DEMO_ONE_PUPIL_H
#define HORNBOOK_DEMO_ONE_PUPIL_H

#include "demo/stage.h"

/* Picks one who is on the roll, and of whose parents no court order speaks.  A
 * careless hand takes the next pupil's file beside. */
int one_pupil_pick(struct stage *stage, struct error *error);

/* Likewise one who answers for itself (C13), and has agreed to nothing. */
int one_pupil_pick_able(struct stage *stage, struct error *error);

/* Whose file is taken. */
struct slice one_pupil(const struct stage *stage);

#endif
