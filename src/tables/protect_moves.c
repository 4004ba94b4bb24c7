#include "tables/protect_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

static uint32_t limited(int64_t room)
{
	return room < 0 ? 0 : room > ROOM_LIMIT ? ROOM_LIMIT : (uint32_t)room;
}

static int64_t price_of(const struct relations *relations, uint32_t cell)
{
	int64_t cost = relations->costs[cell];

	switch ((enum cell_mark)relations->marks[cell]) {
	case CELL_RISKY:
	case CELL_HIDDEN:
		return 0;
	case CELL_OPEN:
		return PRICE_NEVER;
	case CELL_FREE:
	case CELL_HELPER:
		break;
	}
	return cost < 1 ? 1 : cost;
}

/* Everything that is suppressed and not merely hidden is to be left two counts
 * at least. */
static bool is_target(const struct relations *relations, uint32_t c)
{
	return relations->marks[c] == CELL_RISKY ||
	       (relations->marks[c] == CELL_HIDDEN &&
		(relations->below[c] > 0 || relations->above[c] > 0 ||
		 relations->span[c] > 0));
}

static int make_targets(struct protection *p, struct error *error)
{
	const struct relations *relations = p->relations;
	uint32_t count = 0;

	for (uint32_t c = 0; c < relations->cell_count; c++)
		count += is_target(relations, c);
	p->targets = memory_array(count + 1, sizeof(*p->targets));
	if (p->targets == NULL)
		return error_memory(error);
	for (uint32_t c = 0; c < relations->cell_count; c++) {
		struct target *target = &p->targets[p->target_count];

		p->target[c] = NONE;
		if (!is_target(relations, c))
			continue;
		*target = (struct target){
			.cell = c,
			.below = relations->below[c],
			.above = relations->above[c],
			.span = relations->span[c] > 1 ? relations->span[c] : 1,
		};
		p->target[c] = p->target_count++;
	}
	return 0;
}

static int price_cells(struct protection *p, struct error *error)
{
	const struct relations *relations = p->relations;

	for (uint32_t c = 0; c < relations->cell_count; c++) {
		int64_t count = relations->counts[c];

		if (count < relations->least[c] || count > relations->most[c])
			return error_set(error, ERROR_INPUT,
					 "a count is not within the bounds "
					 "that are said to be known of it");
		p->prices[c].price = price_of(relations, c);
		p->prices[c].rise = limited(relations->most[c] - count);
		p->prices[c].fall = limited(count - relations->least[c]);
		p->heads[c] = NONE;
	}
	return 0;
}

int protection_begin(struct protection *p, struct relations *relations,
		     uint32_t insiders, struct error *error)
{
	size_t cells = (size_t)relations->cell_count + 1;

	*p = (struct protection){.relations = relations, .insiders = insiders};
	p->prices = memory_array(cells, sizeof(*p->prices));
	p->heads = memory_array(cells, sizeof(*p->heads));
	p->uses = memory_array(cells, sizeof(*p->uses));
	p->target = memory_array(cells, sizeof(*p->target));
	if (p->prices == NULL || p->heads == NULL || p->uses == NULL ||
	    p->target == NULL)
		return error_memory(error);
	if (price_cells(p, error) != 0)
		return -1;
	return make_targets(p, error);
}

void protection_release(struct protection *p)
{
	memory_free(p->prices);
	memory_free(p->heads);
	memory_free(p->uses);
	memory_free(p->target);
	memory_free(p->targets);
	memory_free(p->moves);
	memory_free(p->corners);
	memory_free(p->killed);
	memory_free(p->repriced);
	memory_free(p->old_prices);
	*p = (struct protection){0};
}

bool target_way(const struct target *target, uint32_t way, uint32_t *forth,
		uint32_t *back)
{
	/* The middle first, since most cells can do that. */
	static const uint32_t quarters[TARGET_WAYS] = {2, 4, 0, 3, 1};
	uint32_t up = (uint32_t)((uint64_t)target->span * quarters[way] / 4);
	uint32_t down = target->span - up;

	*forth = up > target->above ? up : target->above;
	*back = down > target->below ? down : target->below;
	return (way < 3 || target->span >= 4) && target->span > 0 &&
	       target_met_by(target, *forth, *back);
}

/* Makes room in a growing array for `more` elements. */
static int grow(void *array, uint32_t count, uint32_t more, uint32_t *capacity,
		size_t size, struct error *error)
{
	uint64_t wanted = (uint64_t)count + more;
	uint64_t larger = (uint64_t)*capacity * 2;
	size_t bytes;
	void *block;

	if (wanted <= *capacity)
		return 0;
	if (larger < wanted)
		larger = wanted + 64;
	if (larger >= NONE)
		return error_memory(error);
	memcpy(&block, array, sizeof(block));
	if (!size_multiply((size_t)larger, size, &bytes))
		return error_memory(error);
	block = memory_resize(block, bytes);
	if (block == NULL)
		return error_memory(error);
	memcpy(array, &block, sizeof(block));
	*capacity = (uint32_t)larger;
	return 0;
}

static int reprice(struct protection *p, uint32_t cell, int64_t price,
		   struct error *error)
{
	uint32_t capacity = p->repriced_capacity;

	if (grow(&p->repriced, p->repriced_count, 1, &capacity,
		 sizeof(*p->repriced), error) != 0 ||
	    grow(&p->old_prices, p->repriced_count, 1, &p->repriced_capacity,
		 sizeof(*p->old_prices), error) != 0)
		return -1;
	p->repriced[p->repriced_count] = cell;
	p->old_prices[p->repriced_count++] = p->prices[cell].price;
	p->cost += p->prices[cell].price - price;
	p->prices[cell].price = price;
	return 0;
}

static void credit(struct protection *p, const struct corner *corner)
{
	const struct move *move = &p->moves[corner->move];
	struct target *target = &p->targets[p->target[corner->cell]];
	uint32_t size = (uint32_t)(corner->weight < 0 ? -corner->weight
						      : corner->weight);
	uint32_t risen = size * (corner->weight > 0 ? move->forth : move->back);
	uint32_t fallen =
		size * (corner->weight > 0 ? move->back : move->forth);

	if (risen > target->risen)
		target->risen = risen;
	if (fallen > target->fallen)
		target->fallen = fallen;
}

/* What the live moves do for a target, afresh. */
static void credit_afresh(struct protection *p, uint32_t t)
{
	struct target *target = &p->targets[t];

	target->risen = 0;
	target->fallen = 0;
	for (uint32_t c = p->heads[target->cell]; c != NONE;
	     c = p->corners[c].next)
		if (!p->moves[p->corners[c].move].dead)
			credit(p, &p->corners[c]);
}

/* How often a draft can be added and taken. */
static void measure(const struct protection *p, const struct draft *draft,
		    uint32_t *forth, uint32_t *back)
{
	*forth = ROOM_LIMIT;
	*back = ROOM_LIMIT;
	for (uint32_t i = 0; i < draft->count; i++) {
		const struct cell_price *cell = &p->prices[draft->cells[i]];
		int32_t weight = draft->weights[i];
		uint32_t size = (uint32_t)(weight < 0 ? -weight : weight);
		uint32_t along = (weight > 0 ? cell->rise : cell->fall) / size;
		uint32_t against =
			(weight > 0 ? cell->fall : cell->rise) / size;

		if (along < *forth)
			*forth = along;
		if (against < *back)
			*back = against;
	}
	/* So that a product with a weight cannot overflow. */
	*forth = *forth > ROOM_LIMIT >> 8 ? ROOM_LIMIT >> 8 : *forth;
	*back = *back > ROOM_LIMIT >> 8 ? ROOM_LIMIT >> 8 : *back;
}

int protection_add(struct protection *p, const struct draft *draft,
		   struct error *error)
{
	struct move *move;

	if (grow(&p->moves, p->move_count, 1, &p->move_capacity,
		 sizeof(*p->moves), error) != 0 ||
	    grow(&p->corners, p->corner_count, draft->count,
		 &p->corner_capacity, sizeof(*p->corners), error) != 0)
		return -1;
	for (uint32_t i = 0; i < draft->count; i++)
		if (p->prices[draft->cells[i]].price > 0 &&
		    reprice(p, draft->cells[i], 0, error) != 0)
			return -1;
	move = &p->moves[p->move_count];
	*move = (struct move){.first = p->corner_count, .count = draft->count};
	measure(p, draft, &move->forth, &move->back);
	for (uint32_t i = 0; i < draft->count; i++) {
		uint32_t cell = draft->cells[i];
		struct corner *corner = &p->corners[p->corner_count];

		*corner = (struct corner){cell, p->move_count, p->heads[cell],
					  draft->weights[i]};
		p->heads[cell] = p->corner_count++;
		p->uses[cell]++;
		if (p->target[cell] != NONE)
			credit(p, corner);
	}
	p->move_count++;
	return 0;
}

static bool moves(const struct protection *p, const struct move *move,
		  uint32_t cell)
{
	for (uint32_t i = 0; i < move->count; i++)
		if (p->corners[move->first + i].cell == cell)
			return true;
	return false;
}

static int8_t weight_in(const struct relations *relations, uint32_t e,
			uint32_t cell)
{
	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++)
		if (relations->terms[t] == cell)
			return relations->weights[t];
	return 0;
}

/*
 * Whether the pupils of `cell` are all among those of `known`, by one equation:
 * it is a part of that total, or counts the same, all else being zeros that are
 * shown.  Then knowing the one tells them nothing of others.
 */
static bool is_within(const struct relations *relations, uint32_t e,
		      uint32_t cell, uint32_t known)
{
	int8_t weight = weight_in(relations, e, known);
	uint32_t beside = 0; /* terms on the side of `known`, with it */

	if (weight_in(relations, e, cell) == weight)
		return false;
	for (uint64_t t = relations->starts[e];
	     t < relations->starts[e + 1] && beside < 2; t++) {
		uint32_t c = relations->terms[t];

		if (relations->weights[t] == weight &&
		    (relations->counts[c] != 0 ||
		     relations->marks[c] != CELL_OPEN))
			beside++;
	}
	return beside == 1;
}

/* Whether two cells are in one equation, and those who know one learn something
 * from it of the other. */
static bool are_in_line(const struct relations *relations, uint32_t cell,
			uint32_t known)
{
	uint64_t i = relations->in_starts[cell];
	uint64_t j = relations->in_starts[known];
	bool found = false;

	while (i < relations->in_starts[cell + 1] &&
	       j < relations->in_starts[known + 1]) {
		if (relations->in[i] < relations->in[j]) {
			i++;
		} else if (relations->in[i] > relations->in[j]) {
			j++;
		} else if (is_within(relations, relations->in[i], cell,
				     known)) {
			return false;
		} else {
			found = true;
			i++;
		}
	}
	return found;
}

uint32_t protection_leak(const struct protection *p, uint32_t t)
{
	const struct relations *relations = p->relations;
	uint32_t cell = p->targets[t].cell;
	uint32_t first = p->heads[cell];
	const struct move *move;

	if (p->insiders == 0)
		return NONE;
	while (first != NONE && p->moves[p->corners[first].move].dead)
		first = p->corners[first].next;
	if (first == NONE)
		return NONE;
	/* What is in all moves is in the first. */
	move = &p->moves[p->corners[first].move];
	for (uint32_t i = 0; i < move->count; i++) {
		uint32_t other = p->corners[move->first + i].cell;
		int64_t count = relations->counts[other];
		bool in_all = true;

		if (count < 1 || count > p->insiders || other == cell ||
		    !are_in_line(relations, cell, other))
			continue;
		for (uint32_t c = p->corners[first].next; c != NONE && in_all;
		     c = p->corners[c].next) {
			const struct move *next = &p->moves[p->corners[c].move];

			in_all = next->dead || moves(p, next, other);
		}
		if (in_all)
			return other;
	}
	return NONE;
}

void protection_mark(struct protection *p)
{
	p->killed_count = 0;
	p->repriced_count = 0;
	p->marked_moves = p->move_count;
}

static int kill_move(struct protection *p, uint32_t m, struct error *error)
{
	struct move *move = &p->moves[m];

	if (grow(&p->killed, p->killed_count, 1, &p->killed_capacity,
		 sizeof(*p->killed), error) != 0)
		return -1;
	p->killed[p->killed_count++] = m;
	move->dead = true;
	for (uint32_t i = 0; i < move->count; i++) {
		uint32_t cell = p->corners[move->first + i].cell;

		p->uses[cell]--;
		if (p->target[cell] != NONE)
			credit_afresh(p, p->target[cell]);
		else if (p->uses[cell] == 0 && p->prices[cell].price == 0 &&
			 price_of(p->relations, cell) > 0 &&
			 reprice(p, cell, price_of(p->relations, cell),
				 error) != 0)
			return -1;
	}
	return 0;
}

int protection_expose(struct protection *p, uint32_t cell, struct error *error)
{
	for (uint32_t c = p->heads[cell]; c != NONE; c = p->corners[c].next)
		if (!p->moves[p->corners[c].move].dead &&
		    kill_move(p, p->corners[c].move, error) != 0)
			return -1;
	return 0;
}

/* Takes the last move away for good. */
static void drop_last(struct protection *p)
{
	struct move *move = &p->moves[--p->move_count];

	for (uint32_t i = move->count; i-- > 0;) {
		struct corner *corner = &p->corners[move->first + i];

		p->heads[corner->cell] = corner->next;
		p->uses[corner->cell]--;
	}
	for (uint32_t i = 0; i < move->count; i++) {
		uint32_t cell = p->corners[move->first + i].cell;

		if (p->target[cell] != NONE)
			credit_afresh(p, p->target[cell]);
	}
	p->corner_count = move->first;
}

void protection_undo(struct protection *p)
{
	while (p->move_count > p->marked_moves)
		drop_last(p);
	for (uint32_t k = p->killed_count; k-- > 0;) {
		struct move *move = &p->moves[p->killed[k]];

		move->dead = false;
		for (uint32_t i = 0; i < move->count; i++) {
			const struct corner *corner =
				&p->corners[move->first + i];

			p->uses[corner->cell]++;
			if (p->target[corner->cell] != NONE)
				credit(p, corner);
		}
	}
	for (uint32_t i = p->repriced_count; i-- > 0;) {
		struct cell_price *cell = &p->prices[p->repriced[i]];

		p->cost += cell->price - p->old_prices[i];
		cell->price = p->old_prices[i];
	}
	protection_mark(p);
}

void protection_compact(struct protection *p)
{
	uint32_t moves = 0;
	uint32_t corners = 0;

	for (uint32_t i = 0; i < p->corner_count; i++)
		p->heads[p->corners[i].cell] = NONE;
	for (uint32_t m = 0; m < p->move_count; m++) {
		struct move move = p->moves[m];

		if (move.dead)
			continue;
		for (uint32_t i = 0; i < move.count; i++) {
			struct corner corner = p->corners[move.first + i];

			corner.move = moves;
			corner.next = p->heads[corner.cell];
			p->heads[corner.cell] = corners + i;
			p->corners[corners + i] = corner;
		}
		move.first = corners;
		corners += move.count;
		p->moves[moves++] = move;
	}
	p->move_count = moves;
	p->corner_count = corners;
	protection_mark(p);
}
