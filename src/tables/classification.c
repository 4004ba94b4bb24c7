#include "tables/classification.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* An entry on its way into the tree. */
struct entry {
	const struct classification_entry *given;
	size_t number; /* among the given, from 0 */
	uint32_t
		parent; /* place in byte order; CLASSIFICATION_NONE: the total */
	uint32_t node;  /* in the tree; CLASSIFICATION_NONE: not there yet */
};

static int compare_entries(const void *a, const void *b)
{
	const struct entry *one = a;
	const struct entry *other = b;
	int order = slice_compare(one->given->code, other->given->code);

	if (order != 0)
		return order;
	return (one->number > other->number) - (one->number < other->number);
}

static uint32_t find_entry(const struct entry *entries, size_t count,
			   struct slice code)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_compare(entries[middle].given->code, code);

		if (order == 0)
			return (uint32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return CLASSIFICATION_NONE;
}

static int refuse(const struct entry *entry, struct slice name,
		  const char *what, struct error *error)
{
	error_set(error, ERROR_INPUT, "classification '%.*s': %s",
		  SLICE_ARGS(name), what);
	if (error != NULL)
		error->place.record = entry->number + 1;
	return -1;
}

static int link_parents(struct entry *entries, size_t count, struct slice name,
			struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = &entries[i];

		if (slice_empty(entry->given->code))
			return refuse(entry, name, "a value has no code",
				      error);
		if (i > 0 &&
		    slice_equal(entry->given->code, entries[i - 1].given->code))
			return refuse(entry, name, "a code is there twice",
				      error);
		entry->node = CLASSIFICATION_NONE;
		entry->parent = CLASSIFICATION_NONE;
		if (slice_empty(entry->given->parent))
			continue;
		entry->parent =
			find_entry(entries, count, entry->given->parent);
		if (entry->parent == CLASSIFICATION_NONE)
			return refuse(entry, name,
				      "a value lies in a group that is not "
				      "there",
				      error);
	}
	return 0;
}

static uint32_t parent_place(const struct entry *entry)
{
	return entry->parent == CLASSIFICATION_NONE ? 0 : entry->parent + 1;
}

/* Children in byte order: those of place p are `lists[starts[p]]` up to
 * `lists[starts[p + 1]]`.  Place 0 is the total, i + 1 is entry i. */
static void list_children(const struct entry *entries, size_t count,
			  uint32_t *starts, uint32_t *lists)
{
	for (size_t i = 0; i < count; i++)
		starts[parent_place(&entries[i])]++;
	for (size_t p = 1; p <= count; p++)
		starts[p] += starts[p - 1];
	for (size_t i = count; i-- > 0;)
		lists[--starts[parent_place(&entries[i])]] = (uint32_t)i;
	starts[count + 1] = (uint32_t)count;
}

static bool copy_text(struct slice *to, struct slice text, struct arena *arena)
{
	*to = arena_copy(arena, text);
	return to->at != NULL;
}

struct tree {
	struct classification_node *nodes;
	uint32_t *entries; /* of each node */
	uint32_t count;
	const uint32_t *starts, *lists; /* children */
};

static void grow_below(struct tree *tree, struct entry *entries, uint32_t node)
{
	uint32_t place = node == 0 ? 0 : tree->entries[node] + 1;

	tree->nodes[node].first_child = tree->count;
	tree->nodes[node].child_count =
		tree->starts[place + 1] - tree->starts[place];
	for (uint32_t i = tree->starts[place]; i < tree->starts[place + 1];
	     i++) {
		uint32_t child = tree->count++;

		tree->entries[child] = tree->lists[i];
		tree->nodes[child].parent = node;
		tree->nodes[child].depth = tree->nodes[node].depth + 1;
		entries[tree->lists[i]].node = child;
	}
}

static int write_texts(struct tree *tree, const struct entry *entries,
		       struct arena *arena, struct error *error)
{
	for (uint32_t n = 1; n < tree->count; n++) {
		const struct classification_entry *given =
			entries[tree->entries[n]].given;
		struct classification_node *node = &tree->nodes[n];

		if (!copy_text(&node->code, given->code, arena))
			return error_memory(error);
		node->label = node->code;
		if (!slice_empty(given->label) &&
		    !copy_text(&node->label, given->label, arena))
			return error_memory(error);
	}
	return 0;
}

/* The first entry that no way from the total reaches. */
static const struct entry *first_unreached(const struct entry *entries,
					   size_t count)
{
	const struct entry *first = NULL;

	for (size_t i = 0; i < count; i++)
		if (entries[i].node == CLASSIFICATION_NONE &&
		    (first == NULL || entries[i].number < first->number))
			first = &entries[i];
	return first;
}

static int grow_tree(struct tree *tree, struct entry *entries, size_t count,
		     struct classification *out, struct arena *arena,
		     struct error *error)
{
	tree->nodes[0].parent = CLASSIFICATION_NONE;
	tree->nodes[0].code = SLICE("total");
	tree->nodes[0].label = SLICE("Total");
	tree->count = 1;
	for (uint32_t n = 0; n < tree->count; n++)
		grow_below(tree, entries, n);
	if (tree->count != count + 1)
		return refuse(first_unreached(entries, count), out->name,
			      "groups contain each other", error);
	for (uint32_t n = 0; n < tree->count; n++) {
		if (tree->nodes[n].child_count == 0)
			out->leaf_count++;
		if (tree->nodes[n].depth > out->depth)
			out->depth = tree->nodes[n].depth;
	}
	return write_texts(tree, entries, arena, error);
}

int classification_make(struct classification *out, struct slice name,
			struct slice label,
			const struct classification_entry *given, size_t count,
			struct arena *arena, struct error *error)
{
	struct tree tree = {0};
	struct entry *entries;
	uint32_t *starts, *lists;

	*out = (struct classification){0};
	if (count >= CLASSIFICATION_LIMIT_NODES)
		return error_set(
			error, ERROR_INPUT,
			"classification '%.*s' has more than %d values",
			SLICE_ARGS(name), CLASSIFICATION_LIMIT_NODES - 1);
	entries = arena_array(arena, count, sizeof(*entries));
	starts = arena_array(arena, count + 2, sizeof(*starts));
	lists = arena_array(arena, count + 1, sizeof(*lists));
	tree.nodes = arena_array(arena, count + 1, sizeof(*tree.nodes));
	tree.entries = arena_array(arena, count + 1, sizeof(*tree.entries));
	if (entries == NULL || starts == NULL || lists == NULL ||
	    tree.nodes == NULL || tree.entries == NULL ||
	    !copy_text(&out->name, name, arena) ||
	    !copy_text(&out->label, label, arena))
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		entries[i].given = &given[i];
		entries[i].number = i;
	}
	if (count > 0)
		qsort(entries, count, sizeof(*entries), compare_entries);
	if (link_parents(entries, count, out->name, error) != 0)
		return -1;
	list_children(entries, count, starts, lists);
	tree.starts = starts;
	tree.lists = lists;
	if (grow_tree(&tree, entries, count, out, arena, error) != 0)
		return -1;
	out->nodes = tree.nodes;
	out->count = tree.count;
	return 0;
}

static uint32_t find_below(const struct classification *classification,
			   uint32_t parent, struct slice code)
{
	const struct classification_node *node = &classification->nodes[parent];
	uint32_t low = node->first_child;
	uint32_t high = low + node->child_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order =
			slice_compare(classification->nodes[middle].code, code);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return CLASSIFICATION_NONE;
}

uint32_t classification_find(const struct classification *classification,
			     struct slice code)
{
	for (uint32_t n = 0; n < classification->count; n++) {
		uint32_t found = find_below(classification, n, code);

		if (found != CLASSIFICATION_NONE)
			return found;
	}
	return CLASSIFICATION_NONE;
}

static int compare_codes(const void *a, const void *b, void *context)
{
	const struct classification_node *nodes = context;

	return slice_compare(nodes[*(const uint32_t *)a].code,
			     nodes[*(const uint32_t *)b].code);
}

int classification_index_make(struct classification_index *index,
			      const struct classification *classification,
			      struct arena *arena, struct error *error)
{
	uint32_t count = classification->count - 1;
	uint32_t *nodes = arena_array(arena, (size_t)count + 1, sizeof(*nodes));
	struct classification_node *sorted = NULL;

	if (nodes == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < count; i++)
		nodes[i] = i + 1;
	memcpy(&sorted, &classification->nodes, sizeof(sorted));
	qsort_r(nodes, count, sizeof(*nodes), compare_codes, sorted);
	index->classification = classification;
	index->nodes = nodes;
	return 0;
}

uint32_t classification_index_find(const struct classification_index *index,
				   struct slice code)
{
	const struct classification_node *nodes = index->classification->nodes;
	uint32_t low = 0, high = index->classification->count - 1;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		uint32_t node = index->nodes[middle];
		int order = slice_compare(nodes[node].code, code);

		if (order == 0)
			return node;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return CLASSIFICATION_NONE;
}
