/* Where data of a field can come to at all, pupils and limits aside. */
#include <string.h>

#include "base/error.h"
#include "policy/prove_parts.h"

/* Room for what is known of each node. */
static int grow_nodes(struct prover *prover, size_t *capacity)
{
	size_t count = prover->world.count;
	struct edges *edges;
	bool *found;

	if (count <= *capacity)
		return 0;
	edges = arena_array(&prover->scratch, count * 2, sizeof(*edges));
	found = arena_array(&prover->scratch, count * 2, sizeof(*found));
	if (edges == NULL || found == NULL)
		return error_memory(prover->error);
	if (*capacity > 0) {
		memcpy(edges, prover->edges, *capacity * sizeof(*edges));
		memcpy(found, prover->found, *capacity * sizeof(*found));
	}
	prover->edges = edges;
	prover->found = found;
	*capacity = count * 2;
	return 0;
}

struct frontier {
	size_t *nodes;
	size_t count, capacity;
	size_t room; /* of prover->edges */
};

static int reach(struct prover *prover, struct frontier *frontier, size_t node)
{
	size_t *nodes;

	if (grow_nodes(prover, &frontier->room) != 0)
		return -1;
	if (prover->found[node])
		return 0;
	prover->found[node] = true;
	nodes = arena_grow(&prover->scratch, frontier->nodes, frontier->count,
			   &frontier->capacity, sizeof(*nodes));
	if (nodes == NULL)
		return error_memory(prover->error);
	frontier->nodes = nodes;
	nodes[frontier->count++] = node;
	return 0;
}

static int reach_body(struct prover *prover, struct frontier *frontier,
		      uint16_t body)
{
	size_t nodes[NODES_OF_BODY], count;

	if (world_find(&prover->world, body, prover->date, nodes, NODES_OF_BODY,
		       &count) != 0)
		return -1;
	/* Of notices given, those for which there is no room begin walks of
	 * their own, under no limits. */
	if (count == NODES_OF_BODY && nodes[0] >= prover->world.given)
		prover->beyond = true;
	for (size_t i = 0; i < count; i++)
		if (reach(prover, frontier, nodes[i]) != 0)
			return -1;
	return 0;
}

static int reach_next(struct prover *prover, struct frontier *frontier,
		      size_t node)
{
	if (find_edges(prover, node) != 0)
		return -1;
	for (size_t e = 0;
	     !prover->assertion->directly && e < prover->edges[node].count; e++)
		if (reach_body(prover, frontier,
			       prover->edges[node].list[e].to) != 0)
			return -1;
	return 0;
}

int find_graph(struct prover *prover)
{
	struct frontier frontier = {.count = 0};
	size_t sources = prover->world.given > 0 ? prover->world.given
						 : prover->world.count;

	prover->edges = NULL;
	prover->found = NULL;
	for (size_t i = 0; i < sources; i++)
		if (reach(prover, &frontier, i) != 0)
			return -1;
	for (size_t i = 0; i < frontier.count && !is_done(prover); i++)
		if (reach_next(prover, &frontier, frontier.nodes[i]) != 0)
			return -1;
	return grow_nodes(prover, &frontier.room);
}

int find_useful(struct prover *prover, bool **out)
{
	bool *useful = arena_array(&prover->scratch,
				   prover->dictionary->body_count + 1,
				   sizeof(*useful));
	bool changed = true;

	if (useful == NULL)
		return error_memory(prover->error);
	while (changed) {
		changed = false;
		for (size_t n = 0; n < prover->world.count; n++) {
			uint16_t body =
				world_body(&prover->world, n, prover->date);

			for (size_t e = 0;
			     body != DICTIONARY_NONE && !useful[body] &&
			     e < prover->edges[n].count;
			     e++) {
				const struct edge *edge =
					&prover->edges[n].list[e];

				if (!edge->targets && !useful[edge->to])
					continue;
				useful[body] = true;
				changed = true;
			}
		}
	}
	*out = useful;
	return 0;
}
