#include "tables/protect_search_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/*
 * Two dimensions form a net: the members of the groups in which the cell's node
 * is (and, as one more, all groups above it together) are its rows and columns,
 * and each cell joins its row and its column.  A round through the cell, up
 * and down in turn, leaves every row and column whole.  With a step in each
 * of the other dimensions it is a move of the cube.  The cheapest one is a
 * shortest path (Dijkstra).
 */
enum {
	LINE_LIMIT = 64,   /* rows, or columns */
	FIBRE_LIMIT = 256, /* cells that a step in the other dimensions takes */
	STEPS_TRIED = 3,   /* in each other dimension */
};

/* A row or column: a member of the group, or all groups above. */
struct line {
	uint32_t first, count; /* of its items */
};

struct lines {
	struct line lines[LINE_LIMIT];
	struct item items[LINE_LIMIT + ITEM_LIMIT];
	uint32_t count;
};

struct edge {
	int64_t price;
	uint32_t up_rise, up_fall; /* room when the net's cell goes up */
};

struct net {
	struct lines rows, columns;
	struct item fibre[FIBRE_LIMIT];
	uint32_t fibre_count;
	int64_t fibre_price;
	uint32_t d1, d2;
	struct edge edges[LINE_LIMIT * LINE_LIMIT];
	uint64_t weighed[LINE_LIMIT * LINE_LIMIT]; /* along which fibre */
	uint64_t fibre_number;
	int64_t distance[2 * LINE_LIMIT];
	uint32_t before[2 * LINE_LIMIT];
	bool done[2 * LINE_LIMIT];
};

int cycle_make(struct search *search, struct error *error)
{
	search->net = memory_array(1, sizeof(*search->net));
	return search->net == NULL ? error_memory(error) : 0;
}

void cycle_free(struct search *search)
{
	memory_free(search->net);
}

static void add_line(struct lines *lines, struct item item)
{
	uint32_t at = lines->count == 0
			      ? 0
			      : lines->lines[lines->count - 1].first +
					lines->lines[lines->count - 1].count;

	lines->items[at] = item;
	lines->lines[lines->count++] = (struct line){at, 1};
}

/* The own node first, then its siblings that are leaves, then the groups
 * above.  Empty when the node itself is a group. */
static void list_lines(const struct search *search, uint32_t d,
		       struct lines *lines)
{
	const struct classification *dimension = search->cube->dimensions[d];
	int32_t stride = (int32_t)search->cube->strides[d];
	uint32_t own = cube_node(search->cube, search->cell, d);
	uint32_t parent = dimension->nodes[own].parent;
	const struct classification_node *group;
	uint32_t first;

	lines->count = 0;
	add_line(lines, (struct item){0, 1});
	if (own == 0 || dimension->nodes[own].child_count > 0)
		return;
	group = &dimension->nodes[parent];
	for (uint32_t i = 0;
	     i < group->child_count && lines->count < LINE_LIMIT - 1; i++) {
		uint32_t node = group->first_child + i;

		if (node == own || dimension->nodes[node].child_count > 0)
			continue;
		add_line(lines,
			 (struct item){((int32_t)node - (int32_t)own) * stride,
				       1});
	}
	first = lines->lines[lines->count - 1].first + 1;
	lines->lines[lines->count] = (struct line){first, 0};
	for (uint32_t node = parent;; node = dimension->nodes[node].parent) {
		lines->items[first + lines->lines[lines->count].count++] =
			(struct item){((int32_t)node - (int32_t)own) * stride,
				      -1};
		if (node == 0)
			break;
	}
	lines->count++;
}

/* What all cells of a row and a column, along the fibre, cost and can do. */
static struct edge weigh(const struct search *search, const struct line *row,
			 const struct line *column)
{
	const struct net *net = search->net;
	struct edge edge = {0, ROOM_LIMIT, ROOM_LIMIT};
	const struct cell_price *prices = search->protection->prices;
	uint32_t own = search->first + search->cell;

	for (uint32_t i = 0; i < row->count; i++)
		for (uint32_t j = 0; j < column->count; j++) {
			struct item a = net->rows.items[row->first + i];
			struct item b = net->columns.items[column->first + j];

			for (uint32_t k = 0; k < net->fibre_count; k++) {
				struct item f = net->fibre[k];
				uint32_t cell =
					(uint32_t)((int32_t)own + a.offset +
						   b.offset + f.offset);
				const struct cell_price *at = &prices[cell];
				bool up = a.weight * b.weight * f.weight > 0;
				uint32_t rise = up ? at->rise : at->fall;
				uint32_t fall = up ? at->fall : at->rise;

				edge.price += at->price;
				if (edge.price >= search->limit ||
				    is_linked(search, cell)) {
					edge.price = PRICE_NEVER;
					return edge;
				}
				if (rise < edge.up_rise)
					edge.up_rise = rise;
				if (fall < edge.up_fall)
					edge.up_fall = fall;
			}
		}
	return edge;
}

/* Weighed when first asked for: most of a net is never reached. */
static const struct edge *edge_at(struct search *search, uint32_t r, uint32_t c)
{
	struct net *net = search->net;
	uint32_t at = r * LINE_LIMIT + c;

	if (net->weighed[at] != net->fibre_number) {
		net->weighed[at] = net->fibre_number;
		net->edges[at] = weigh(search, &net->rows.lines[r],
				       &net->columns.lines[c]);
	}
	return &net->edges[at];
}

/* Whether the edge can take part, rising or falling, in a move that is made
 * `forth` times and unmade `back` times. */
static bool passes(const struct edge *edge, bool rises, uint32_t forth,
		   uint32_t back)
{
	return rises ? edge->up_rise >= forth && edge->up_fall >= back
		     : edge->up_fall >= forth && edge->up_rise >= back;
}

static uint32_t nearest(const struct net *net, uint32_t count)
{
	uint32_t found = NONE;

	for (uint32_t n = 0; n < count; n++)
		if (!net->done[n] && net->distance[n] < PRICE_NEVER &&
		    (found == NONE || net->distance[n] < net->distance[found]))
			found = n;
	return found;
}

/* The way from the cell's row to its column, without the cell; nodes are rows,
 * then columns. */
static bool find_round(struct search *search, uint32_t forth, uint32_t back)
{
	struct net *net = search->net;
	uint32_t rows = net->rows.count;
	uint32_t nodes = rows + net->columns.count;
	const struct edge *own = edge_at(search, 0, 0);

	if (own->price >= search->limit || !passes(own, true, forth, back))
		return false;
	for (uint32_t n = 0; n < nodes; n++) {
		net->distance[n] = PRICE_NEVER;
		net->done[n] = false;
	}
	net->distance[0] = own->price;
	for (;;) {
		uint32_t n = nearest(net, nodes);
		bool is_row = n < rows;

		if (n == NONE || net->distance[n] >= search->limit)
			return false;
		if (n == rows)
			return true;
		net->done[n] = true;
		for (uint32_t m = is_row ? rows : 0;
		     m < (is_row ? nodes : rows); m++) {
			uint32_t r = is_row ? n : m;
			uint32_t c = (is_row ? m : n) - rows;
			const struct edge *edge;
			int64_t distance;

			if ((r == 0 && c == 0) || net->done[m] ||
			    net->distance[n] >= net->distance[m])
				continue;
			edge = edge_at(search, r, c);
			distance = net->distance[n] + edge->price;
			if (distance >= net->distance[m] ||
			    distance >= search->limit ||
			    !passes(edge, !is_row, forth, back))
				continue;
			net->distance[m] = distance;
			net->before[m] = n;
		}
	}
}

static bool put_edge(struct search *search, uint32_t r, uint32_t c,
		     int32_t sign)
{
	const struct net *net = search->net;
	const struct line *row = &net->rows.lines[r];
	const struct line *column = &net->columns.lines[c];
	struct draft *best = &search->best;
	uint32_t own = search->first + search->cell;

	for (uint32_t i = 0; i < row->count; i++)
		for (uint32_t j = 0; j < column->count; j++) {
			struct item a = net->rows.items[row->first + i];
			struct item b = net->columns.items[column->first + j];

			for (uint32_t k = 0; k < net->fibre_count; k++) {
				struct item f = net->fibre[k];

				if (best->count == best->capacity)
					return false;
				best->cells[best->count] =
					(uint32_t)((int32_t)own + a.offset +
						   b.offset + f.offset);
				best->weights[best->count++] =
					sign * a.weight * b.weight * f.weight;
			}
		}
	return true;
}

static void take_round(struct search *search)
{
	struct net *net = search->net;
	uint32_t rows = net->rows.count;
	uint32_t at = rows;
	int64_t price = net->distance[rows];

	bool whole;

	search->best.count = 0;
	search->best.price = price;
	whole = put_edge(search, 0, 0, 1);
	while (at != 0 && whole) {
		uint32_t from = net->before[at];
		bool is_row = from < rows;

		whole = put_edge(search, is_row ? from : at,
				 (is_row ? at : from) - rows, is_row ? -1 : 1);
		at = from;
	}
	/* A round with more cells than there is room for is no move. */
	if (!whole)
		search->best.count = 0;
	search->limit = price;
}

static void try_fibre(struct search *search)
{
	const struct target *target = search->target;

	search->net->fibre_number++;
	if (search->any) {
		if (target->risen < target_rise_wanted(target) &&
		    find_round(search, target->risen + 1, 0))
			take_round(search);
		if (target->fallen < target_fall_wanted(target) &&
		    find_round(search, 0, target->fallen + 1))
			take_round(search);
		return;
	}
	for (uint32_t way = 0; way < TARGET_WAYS; way++) {
		uint32_t forth, back;

		if (target_way(target, way, &forth, &back) &&
		    find_round(search, forth, back))
			take_round(search);
	}
}

/* All combinations of the first few steps in the other dimensions. */
static void try_fibres(struct search *search, uint32_t d)
{
	struct net *net = search->net;
	const struct axis *axis = &search->axes[d];
	uint32_t count = net->fibre_count;
	int64_t price = net->fibre_price;

	if (d == net->d1 || d == net->d2) {
		try_fibres(search, d + 1);
		return;
	}
	if (d == search->cube->dimension_count) {
		try_fibre(search);
		return;
	}
	for (uint32_t s = 0; s < axis->count && s < STEPS_TRIED; s++) {
		const struct step *step = &axis->steps[s];

		if (price + step->price >= search->limit ||
		    (uint64_t)count * (step->count + 1) > FIBRE_LIMIT)
			break;
		for (uint32_t i = 0; i < step->count; i++)
			for (uint32_t j = 0; j < count; j++) {
				struct item item = axis->items[step->first + i];

				item.offset += net->fibre[j].offset;
				item.weight *= net->fibre[j].weight;
				net->fibre[net->fibre_count++] = item;
			}
		net->fibre_price = price + step->price;
		try_fibres(search, d + 1);
		net->fibre_count = count;
	}
	net->fibre_price = price;
}

void cycle_search(struct search *search)
{
	struct net *net = search->net;
	uint32_t dimensions = search->cube->dimension_count;

	for (uint32_t a = 0; a < dimensions; a++)
		for (uint32_t b = a + 1; b < dimensions; b++) {
			list_lines(search, a, &net->rows);
			list_lines(search, b, &net->columns);
			net->d1 = a;
			net->d2 = b;
			net->fibre[0] = (struct item){0, 1};
			net->fibre_count = 1;
			net->fibre_price = 0;
			if (net->rows.count > 1 && net->columns.count > 1)
				try_fibres(search, 0);
		}
}
