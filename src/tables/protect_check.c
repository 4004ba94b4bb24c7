#include "tables/protect_parts.h"

#include "base/error.h"
#include "base/memory.h"

/*
 * The certificate: nothing here trusts what the searches kept, neither room nor
 * prices nor what targets are said to have; only moves, and the relations.
 */
struct check {
	const struct protection *protection;
	int8_t *weights;          /* beside relations->in */
	int64_t *sums;            /* by equation; 0 between moves */
	uint32_t *risen, *fallen; /* by cell */
};

static int check_make(struct check *check, struct error *error)
{
	const struct relations *relations = check->protection->relations;
	size_t cells = (size_t)relations->cell_count + 1;
	uint64_t *next;

	check->weights = memory_array(relations->in_starts[cells - 1] + 1,
				      sizeof(*check->weights));
	check->sums = memory_array((size_t)relations->equation_count + 1,
				   sizeof(*check->sums));
	check->risen = memory_array(cells, sizeof(*check->risen));
	check->fallen = memory_array(cells, sizeof(*check->fallen));
	next = memory_array(cells, sizeof(*next));
	if (check->weights == NULL || check->sums == NULL ||
	    check->risen == NULL || check->fallen == NULL || next == NULL) {
		memory_free(next);
		return error_memory(error);
	}
	for (uint32_t e = 0; e < relations->equation_count; e++)
		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			uint32_t c = relations->terms[t];

			check->weights[relations->in_starts[c] + next[c]++] =
				relations->weights[t];
		}
	memory_free(next);
	return 0;
}

static void check_release(struct check *check)
{
	memory_free(check->weights);
	memory_free(check->sums);
	memory_free(check->risen);
	memory_free(check->fallen);
}

/* Whether the weights of a move add up to 0 in every equation. */
static bool is_balanced(struct check *check, const struct corner *corners,
			uint32_t count)
{
	const struct relations *relations = check->protection->relations;
	bool balanced = true;

	for (int pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < count; i++) {
			uint32_t c = corners[i].cell;

			for (uint64_t k = relations->in_starts[c];
			     k < relations->in_starts[c + 1]; k++) {
				int64_t *sum = &check->sums[relations->in[k]];

				if (pass == 0)
					*sum += (int64_t)corners[i].weight *
						check->weights[k];
				else if (pass == 1)
					balanced = balanced && *sum == 0;
				else
					*sum = 0;
			}
		}
	return balanced;
}

/* How often the move can be made without a count leaving its bounds. */
static int64_t times(const struct relations *relations,
		     const struct corner *corners, uint32_t count, int sign)
{
	int64_t times = ROOM_LIMIT >> 8;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t c = corners[i].cell;
		int64_t weight = corners[i].weight * sign;
		int64_t room =
			weight > 0 ? relations->most[c] - relations->counts[c]
				   : relations->counts[c] - relations->least[c];
		int64_t size = weight > 0 ? weight : -weight;

		if (size == 0 || room / size < times)
			times = size == 0 ? 0 : room / size;
	}
	return times;
}

static void note(uint32_t *most, int64_t value)
{
	if (value > ROOM_LIMIT)
		value = ROOM_LIMIT;
	if (value > *most)
		*most = (uint32_t)value;
}

static bool check_move(struct check *check, const struct move *move)
{
	const struct protection *p = check->protection;
	const struct corner *corners = &p->corners[move->first];
	int64_t forth = times(p->relations, corners, move->count, 1);
	int64_t back = times(p->relations, corners, move->count, -1);

	if (!is_balanced(check, corners, move->count))
		return false;
	for (uint32_t i = 0; i < move->count; i++) {
		int64_t weight = corners[i].weight;
		uint32_t c = corners[i].cell;

		if (p->relations->marks[c] == CELL_OPEN)
			return false;
		note(&check->risen[c],
		     weight > 0 ? weight * forth : -weight * back);
		note(&check->fallen[c],
		     weight > 0 ? weight * back : -weight * forth);
	}
	return true;
}

/* Whether each cell that is, or is going to be, suppressed is left what it is
 * to be left. */
static bool check_cells(const struct check *check)
{
	const struct protection *p = check->protection;
	const struct relations *relations = p->relations;

	for (uint32_t c = 0; c < relations->cell_count; c++) {
		uint64_t rise = check->risen[c];
		uint64_t fall = check->fallen[c];
		uint8_t mark = relations->marks[c];
		bool suppressed = mark == CELL_RISKY ||
				  (mark != CELL_HIDDEN && p->uses[c] > 0);

		if (suppressed && rise + fall == 0)
			return false;
		if ((mark == CELL_RISKY || mark == CELL_HIDDEN) &&
		    (rise < relations->above[c] || fall < relations->below[c] ||
		     rise + fall < relations->span[c]))
			return false;
	}
	return true;
}

int protection_check(const struct protection *protection, struct error *error)
{
	struct check check = {.protection = protection};
	bool right = true;

	if (check_make(&check, error) != 0) {
		check_release(&check);
		return -1;
	}
	for (uint32_t m = 0; m < protection->move_count && right; m++)
		if (!protection->moves[m].dead)
			right = check_move(&check, &protection->moves[m]);
	right = right && check_cells(&check);
	for (uint32_t t = 0; t < protection->target_count && right; t++)
		right = protection_leak(protection, t) == NONE;
	check_release(&check);
	if (!right)
		return error_set(error, ERROR_REFUSED,
				 "the choice of cells to suppress could not be "
				 "confirmed");
	return 0;
}
