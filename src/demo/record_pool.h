/*
 * record_pool.h - copies of many records, in which what is the same is kept once.
 *
 * A truth tells of the same pupil again and again: as the school has it, among
 * all pupils of the country, on another day, when only some of it has changed.
 * Records that are equal are one record here, and equal sections of different
 * records share their items.  What is kept is never changed, and lives as long as
 * the pool, which belongs to one thread.
 *
 * Of a record it keeps the UPN, and of each section category, period and items.
 */
#ifndef HORNBOOK_DEMO_RECORD_POOL_H
#define HORNBOOK_DEMO_RECORD_POOL_H

#include <stddef.h>

struct error;
struct record;
struct record_pool;

int record_pool_make(struct record_pool **out, struct error *error);

/* NULL does nothing. */
void record_pool_free(struct record_pool *pool);

/* The pool's record that is equal to this one; NULL when memory is out. */
const struct record *record_pool_keep(struct record_pool *pool,
				      const struct record *record);

#endif
