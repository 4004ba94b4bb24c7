/*
 * differencing_parts.h - the people that tables have in common, taken apart.
 * Private to differencing.h.
 */
#ifndef HORNBOOK_TABLES_DIFFERENCING_PARTS_H
#define HORNBOOK_TABLES_DIFFERENCING_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct differencing_rules;
struct differencing_table;
struct error;

/* Those who stand in the same cell of every table, numbered by the first of
 * them. */
struct atoms {
	size_t count;
	size_t table_count;
	uint32_t *cells; /* of atom a in table k: cells[a * table_count + k] */
	int64_t *counts;
	bool *small; /* has to be safe by itself */
};

static inline uint32_t atom_cell(const struct atoms *atoms, size_t atom,
				 size_t table)
{
	return atoms->cells[atom * atoms->table_count + table];
}

int atoms_make(struct atoms *atoms, const struct differencing_table *tables,
	       size_t table_count, size_t person_count, struct arena *arena,
	       struct error *error);

/* The people in a cell of one table but not in a cell of another. */
struct group {
	size_t table, other_table;
	uint32_t cell, other_cell;
	uint64_t key; /* the same for the same people */
	uint32_t *atoms;
	uint32_t atom_count;
};

struct groups {
	struct group *groups;
	int64_t *counts;
	size_t count;
};

/* Also says which atoms are small: those that are from 1 to threshold - 1
 * people and not a cell of a table; by release those that are a group. */
int groups_make(struct groups *groups, struct atoms *atoms,
		const struct differencing_table *tables, size_t table_count,
		const struct differencing_rules *rules, struct arena *arena,
		struct error *error);

#endif
