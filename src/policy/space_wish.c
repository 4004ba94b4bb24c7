/*
 * Which wishes the bits of a plan ask, and wishes as an axis: nobody's, or
 * stated, and where a rule asks when (`stated`), by the windows that accept it.
 */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/space_parts.h"

enum { WINDOW_LIMIT = 16, DAY_LIMIT = 4 * WINDOW_LIMIT + 1 };

/* --- which wishes a bit asks ------------------------------------------------------ */

static bool needs_consent(const struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct rule *rule = candidates->list[i].rule;

		for (size_t n = 0; n < rule->need_count; n++)
			if (rule->needs[n].kind == NEED_CONSENT)
				return true;
	}
	return false;
}

static uint32_t holders(const struct bit *bit, enum wish_column parent,
			enum wish_column pupil)
{
	uint32_t wishes = 0;

	if (bit->by.first == HOLDER_PARENT ||
	    (bit->by.age > 0 && bit->by.second == HOLDER_PARENT))
		wishes |= 1u << parent;
	if (bit->by.first == HOLDER_PUPIL ||
	    (bit->by.age > 0 && bit->by.second == HOLDER_PUPIL))
		wishes |= 1u << pupil;
	return wishes;
}

uint32_t space_bit_wishes(const struct plan *plan, size_t index)
{
	const struct bit *bit = &plan->bits[index];

	switch (bit->kind) {
	case BIT_HOLDS:
	case BIT_NOT_FALSE:
	case BIT_BOUND: /* the controller's own data is meant */
	case BIT_TOLD:
		return 0;
	case BIT_OBJECTED:
		/* Whoever refuses all objects to this at least. */
		return holders(bit, WISH_OBJECTION_PARENT,
			       WISH_OBJECTION_PUPIL) |
		       (plan->purpose->protects
				? 0
				: holders(bit, WISH_REFUSAL_PARENT,
					  WISH_REFUSAL_PUPIL) |
					  1u << WISH_RESTRICTION);
	case BIT_PASSED_ON:
		return 1u << (bit->by.first == HOLDER_PARENT
				      ? WISH_OBJECTION_PARENT
				      : WISH_OBJECTION_PUPIL);
	case BIT_REFUSED:
		return holders(bit, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL);
	case BIT_CONSENTED:
		return needs_consent(&plan->gateways) ||
				       needs_consent(&plan->shares)
			       ? holders(bit, WISH_CONSENT_PARENT,
					 WISH_CONSENT_PUPIL)
			       : 0;
	case BIT_RESTRICTED:
		return 1u << WISH_RESTRICTION;
	case BIT_MARKETING_STOPPED:
		return plan->purpose->marketing ? 1u << WISH_MARKETING_STOP : 0;
	}
	return 0;
}

bool space_bit_aged(const struct plan *plan, size_t index)
{
	return plan->bits[index].by.age > 0 &&
	       plan->birth_fact != DICTIONARY_NONE &&
	       space_bit_wishes(plan, index) != 0;
}

bool space_bit_window(const struct bit *bit)
{
	return (bit->kind == BIT_OBJECTED || bit->kind == BIT_PASSED_ON) &&
	       (bit->stated.from != DATE_NONE || bit->stated.to != DATE_NONE);
}

/* --- windows ----------------------------------------------------------------------- */

static int add_window(struct space *space, struct axis *axis,
		      struct window window, struct error *error)
{
	for (size_t i = 0; i < axis->window_count; i++)
		if (axis->windows[i].from == window.from &&
		    axis->windows[i].to == window.to)
			return 0;
	if (axis->windows == NULL)
		axis->windows = arena_array(&space->arena, WINDOW_LIMIT,
					    sizeof(*axis->windows));
	if (axis->windows == NULL)
		return error_memory(error);
	if (axis->window_count == WINDOW_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "the rules accept a wish between more than %d "
				 "different pairs of days",
				 WINDOW_LIMIT);
	axis->windows[axis->window_count++] = window;
	return 0;
}

static int find_windows(struct space *space, struct axis *axis,
			struct error *error)
{
	for (size_t p = 0; p < space->plan_count; p++) {
		const struct plan *plan = space->plans[p];

		for (size_t i = 0; i < plan->bit_count; i++)
			if (space_plan_live(plan) &&
			    space_bit_window(&plan->bits[i]) &&
			    (space_bit_wishes(plan, i) >> axis->wish & 1) !=
				    0 &&
			    add_window(space, axis, plan->bits[i].stated,
				       error) != 0)
				return -1;
	}
	return 0;
}

/* Which windows accept wishes stated from `first` to `last`, as bits. */
static uint32_t accepting(const struct axis *axis, int32_t first, int32_t last)
{
	uint32_t windows = 0;

	for (size_t i = 0; i < axis->window_count; i++)
		windows |=
			(uint32_t)window_accepts(axis->windows[i], first, last)
			<< i;
	return windows;
}

/* --- classes ----------------------------------------------------------------------- */

static size_t add_day(int32_t *days, size_t count, int32_t day, int32_t most)
{
	if (day <= most && count < DAY_LIMIT)
		days[count++] = day;
	return count;
}

/* The days on both sides of each edge; no wish is of a day to come. */
static size_t find_days(const struct space *space, const struct axis *axis,
			int32_t days[DAY_LIMIT])
{
	int32_t most = DATE_NONE;
	size_t count = 0;

	for (size_t p = 0; p < space->plan_count; p++)
		if (space->plans[p]->request.date > most)
			most = space->plans[p]->request.date;
	for (size_t i = 0; i < axis->window_count; i++) {
		const struct window *window = &axis->windows[i];

		if (window->from != DATE_NONE) {
			count = add_day(days, count, window->from - 1, most);
			count = add_day(days, count, window->from, most);
		}
		if (window->to != DATE_NONE) {
			count = add_day(days, count, window->to, most);
			count = add_day(days, count, window->to + 1, most);
		}
	}
	return add_day(days, count, most, most);
}

static void add_class(struct axis *axis, int32_t first, int32_t last)
{
	uint32_t windows = accepting(axis, first, last);

	for (uint16_t c = 1; c < axis->class_count; c++)
		if (axis->wished[c].windows == windows)
			return;
	axis->wished[axis->class_count++] =
		(struct wished){first, last, windows};
}

int space_cut_wish(struct space *space, struct axis *axis, struct error *error)
{
	int32_t days[DAY_LIMIT];
	size_t count;

	if (find_windows(space, axis, error) != 0)
		return -1;
	if (axis->window_count == 0)
		return 0;
	axis->wished =
		arena_array(&space->arena, CLASS_LIMIT, sizeof(*axis->wished));
	if (axis->wished == NULL)
		return error_memory(error);
	axis->class_count = 1;
	/* Of a day that is not known: every window accepts it. */
	add_class(axis, DATE_NONE, DATE_NONE);
	count = find_days(space, axis, days);
	for (size_t a = 0; a < count; a++)
		for (size_t b = 0; b < count; b++) {
			if (days[a] > days[b])
				continue;
			if (axis->class_count == CLASS_LIMIT) {
				space->whole = false;
				return 0;
			}
			add_class(axis, days[a], days[b]);
		}
	return 0;
}

uint16_t axis_wish_class(const struct axis *axis, const struct pupil *pupil)
{
	uint32_t windows;

	if (!pupil->wishes[axis->wish])
		return 0;
	if (axis->wished == NULL)
		return 1;
	windows = accepting(axis, pupil->first_stated[axis->wish],
			    pupil->last_stated[axis->wish]);
	for (uint16_t c = 1; c < axis->class_count; c++)
		if (axis->wished[c].windows == windows)
			return c;
	return UINT16_MAX;
}

void axis_wish_days(const struct axis *axis, uint16_t class, int32_t *first,
		    int32_t *last)
{
	*first = *last = DATE_NONE;
	if (axis->wished == NULL || class == 0)
		return;
	*first = axis->wished[class].first;
	*last = axis->wished[class].last;
}

/* --- words ------------------------------------------------------------------------- */

static void say_day(const char *word, int32_t day, struct builder *out)
{
	char text[32];

	if (day == DATE_NONE)
		return;
	date_format_long(day, text, sizeof(text));
	builder_add_format(out, " %s %s", word, text);
}

void space_say_window(struct window window, struct builder *out)
{
	builder_add_text(out, "stated");
	say_day("from", window.from, out);
	say_day("to", window.to, out);
}

static void say_class(const struct axis *axis, uint16_t class, const char *wish,
		      struct builder *out)
{
	builder_add_text(out, wish);
	for (size_t i = 0; i < axis->window_count; i++) {
		bool in = (axis->wished[class].windows >> i & 1) != 0;

		builder_add_text(out, in ? " " : " not ");
		space_say_window(axis->windows[i], out);
	}
}

void space_say_wish(const struct axis *axis, uint64_t classes, const char *wish,
		    struct builder *out)
{
	uint64_t stated = ((1ull << (axis->class_count - 1)) - 1) << 1;
	bool first = true;

	if ((classes & stated) == stated || (classes & stated) == 0) {
		builder_add_text(out, (classes & 1) != 0 ? "not " : "");
		builder_add_text(out, wish);
		return;
	}
	if ((classes & 1) != 0) {
		builder_add_text(out, "not ");
		builder_add_text(out, wish);
		first = false;
	}
	for (uint16_t c = 1; c < axis->class_count; c++) {
		if ((classes >> c & 1) == 0)
			continue;
		builder_add_text(out, first ? "" : " or ");
		say_class(axis, c, wish, out);
		first = false;
	}
}
