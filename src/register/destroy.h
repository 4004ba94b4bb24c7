/*
 * destroy.h - bringing the two sides of a register to one state.
 */
#ifndef HORNBOOK_REGISTER_DESTROY_H
#define HORNBOOK_REGISTER_DESTROY_H

struct error;
struct pupil_register;

/*
 * Completes what a crash interrupted, and carries out on an old copy of either
 * file what was destroyed since.  Inside a transaction.
 */
int destruction_catch_up(struct pupil_register *pupils, struct error *error);

/* The same in a transaction of its own; when another process is writing it
 * leaves that to it. */
int destruction_settle(struct pupil_register *pupils, struct error *error);

#endif
