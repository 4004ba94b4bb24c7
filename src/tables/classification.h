/*
 * classification.h - the values that a table counts by, with their totals.
 *
 * A classification is a tree: a total over all, below it groups, and so on down
 * to the values that a pupil can have (LSOA below MSOA below authority below
 * region; year group below key stage).  What has two trees over the same values
 * (schools by authority and by primary care trust area) is two classifications,
 * and their tables are linked (relations.h).
 *
 * Nodes are numbered breadth first: 0 is the total, every parent stands before
 * its children, and the children of a node stand together, in byte order of
 * their codes.  The same values give the same numbers, in whatever order they
 * came.
 */
#ifndef HORNBOOK_TABLES_CLASSIFICATION_H
#define HORNBOOK_TABLES_CLASSIFICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;

/* Instead of a node: the total's parent, or a code that is not there. */
#define CLASSIFICATION_NONE UINT32_MAX

/* The most nodes: every pupil of England in a school, an LSOA and a postcode of
 * their own would not need as many. */
enum { CLASSIFICATION_LIMIT_NODES = 1 << 24 };

struct classification_node {
	struct slice code;    /* "total" for node 0 unless given another */
	struct slice label;   /* the code where nothing better is known */
	uint32_t parent;      /* CLASSIFICATION_NONE for node 0 */
	uint32_t first_child; /* where child_count is not 0 */
	uint32_t child_count; /* 0: a leaf */
	uint32_t depth;       /* 0 for node 0 */
};

struct classification {
	struct slice name;  /* as in a heading: "ethnicity" */
	struct slice label; /* as for people: "Ethnic group" */
	const struct classification_node *nodes;
	uint32_t count;
	uint32_t leaf_count;
	uint32_t depth; /* of the deepest node */
};

/* A value or group as it comes: in any order, parents named by their code; an
 * empty parent is the total. */
struct classification_entry {
	struct slice code;
	struct slice label; /* may be empty */
	struct slice parent;
};

/*
 * Makes a classification; codes and labels are copied to `arena`.  Fails with
 * ERROR_INPUT (record: the entry's number from 1) on a code that is empty or
 * there twice, a parent that is not there, groups that contain each other, and
 * more than CLASSIFICATION_LIMIT_NODES.
 */
int classification_make(struct classification *out, struct slice name,
			struct slice label,
			const struct classification_entry *entries,
			size_t count, struct arena *arena, struct error *error);

/* The node of a code among all nodes but the total, or CLASSIFICATION_NONE; by
 * binary search among children, level by level, so for a tree that is wide at
 * many levels use a classification_index. */
uint32_t classification_find(const struct classification *classification,
			     struct slice code);

/* The codes of all nodes but the total in byte order, for many searches. */
struct classification_index {
	const struct classification *classification;
	const uint32_t *nodes; /* count - 1 of them */
};

int classification_index_make(struct classification_index *index,
			      const struct classification *classification,
			      struct arena *arena, struct error *error);
uint32_t classification_index_find(const struct classification_index *index,
				   struct slice code);

static inline bool
classification_is_leaf(const struct classification *classification,
		       uint32_t node)
{
	return classification->nodes[node].child_count == 0;
}

#endif
