/* What sets a request off, what it needs, how long it has waited. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/compare_parts.h"

/* --- finding ---------------------------------------------------------------------- */

static void add_trigger(struct situations *situations, struct slice name)
{
	for (size_t i = 0; i < situations->trigger_count; i++)
		if (slice_equal(situations->triggers[i], name))
			return;
	if (situations->trigger_count ==
	    sizeof(situations->triggers) / sizeof(situations->triggers[0]))
		situations->whole = false;
	else
		situations->triggers[situations->trigger_count++] = name;
}

static void add_role(struct situations *situations, struct slice name)
{
	for (size_t i = 0; i < situations->role_count; i++)
		if (slice_equal(situations->roles[i], name))
			return;
	if (situations->role_count == SITUATION_ROLES)
		situations->whole = false;
	else
		situations->roles[situations->role_count++] = name;
}

/* Both dictionaries' lists, since either may want more. */
static int add_met(struct situation_need *need, const struct term *list,
		   uint16_t count, struct arena *arena, struct error *error)
{
	struct slice *met =
		arena_array(arena, need->met_count + count, sizeof(*met));

	if (met == NULL)
		return error_memory(error);
	for (size_t i = 0; i < need->met_count; i++)
		met[i] = need->met[i];
	for (uint16_t i = 0; i < count; i++)
		met[need->met_count++] = list[i].name;
	need->met = met;
	return 0;
}

static int add_need(struct situations *situations,
		    const struct dictionary *dictionary,
		    const struct need *need, struct arena *arena,
		    struct error *error)
{
	struct situation_need made = {.kind = need->kind};
	struct situation_need *found = NULL;
	const struct term *list = NULL;
	uint16_t count = 0;

	if (need->kind == NEED_CONSENT) /* each family's */
		return 0;
	if (need->kind == NEED_ROLE) {
		if (need->role != DICTIONARY_NONE)
			add_role(situations,
				 dictionary->roles[need->role].name);
		return 0;
	}
	if (need->kind == NEED_APPROVAL && need->approval != DICTIONARY_NONE) {
		const struct approval *approval =
			&dictionary->approvals[need->approval];

		made.name = approval->name;
		list = approval->criteria;
		count = approval->criterion_count;
	}
	if (need->kind == NEED_TERMS && need->terms != DICTIONARY_NONE) {
		const struct terms *terms = &dictionary->terms[need->terms];

		made.name = terms->name;
		list = terms->subjects;
		count = terms->subject_count;
	}
	for (size_t i = 0; i < situations->need_count; i++)
		if (situations->needs[i].kind == made.kind &&
		    slice_equal(situations->needs[i].name, made.name))
			found = &situations->needs[i];
	if (found == NULL && situations->need_count == SITUATION_NEEDS) {
		situations->whole = false;
		return 0;
	}
	if (found == NULL) {
		found = &situations->needs[situations->need_count++];
		*found = made;
	}
	return add_met(found, list, count, arena, error);
}

/* In order, the longest first; the shortest stands before nothing. */
static void add_months(struct situations *situations, int months)
{
	size_t at = 0;

	while (at < situations->month_count && situations->months[at] > months)
		at++;
	if (at < situations->month_count && situations->months[at] == months)
		return;
	if (situations->month_count ==
	    sizeof(situations->months) / sizeof(situations->months[0])) {
		situations->whole = false;
		return;
	}
	for (size_t i = situations->month_count++; i > at; i--)
		situations->months[i] = situations->months[i - 1];
	situations->months[at] = months;
}

static int read_rule(struct situations *situations,
		     const struct dictionary *dictionary,
		     const struct rule *rule, struct arena *arena,
		     struct error *error)
{
	uint64_t triggers = rule->triggers | rule->duty_triggers;

	for (uint16_t t = 0; t < 64; t++)
		if ((triggers >> t & 1) != 0)
			add_trigger(situations, dictionary->triggers[t].name);
	for (size_t i = 0; i < rule->need_count; i++)
		if (add_need(situations, dictionary, &rule->needs[i], arena,
			     error) != 0)
			return -1;
	if (rule->every_months > 0)
		add_months(situations, rule->every_months);
	return 0;
}

static size_t count_all(struct situations *situations)
{
	size_t count = situations->trigger_count * situations->role_count
		       << situations->need_count;

	return situations->month_count > 0 ? count * situations->month_count
					   : count;
}

int situations_find(struct situations *situations,
		    struct plan *const plans[COMPARE_SIDES],
		    struct arena *arena, struct error *error)
{
	*situations = (struct situations){
		.whole = true, .trigger_count = 1, .role_count = 1};
	for (int side = 0; side < COMPARE_SIDES; side++) {
		const struct plan *plan = plans[side];
		const struct candidates *lists[] = {
			&plan->gateways, &plan->shares, &plan->law_prohibitions,
			&plan->notice_prohibitions};

		for (size_t l = 0; l < 4; l++)
			for (size_t i = 0; i < lists[l]->count; i++)
				if (read_rule(situations, plan->dictionary,
					      lists[l]->list[i].rule, arena,
					      error) != 0)
					return -1;
	}
	if (situations->month_count > 0)
		add_months(situations, 0);
	while (count_all(situations) > SITUATION_LIMIT) {
		situations->whole = false;
		if (situations->need_count > 0)
			situations->need_count--;
		else
			situations->trigger_count--;
	}
	situations->count = count_all(situations);
	return 0;
}

/* --- asking ------------------------------------------------------------------------ */

/* Axes of a situation's number, the fastest first. */
struct digits {
	size_t trigger, role, month;
	bool missing[SITUATION_NEEDS];
	bool alone;
};

static struct digits digits_of(const struct situations *situations,
			       size_t situation)
{
	struct digits digits = {.alone = situation >= situations->count};

	situation %= situations->count;
	digits.trigger = situation % situations->trigger_count;
	situation /= situations->trigger_count;
	digits.role = situation % situations->role_count;
	situation /= situations->role_count;
	for (size_t i = 0; i < situations->need_count; i++) {
		digits.missing[i] = (situation & 1) != 0;
		situation >>= 1;
	}
	digits.month = situation;
	return digits;
}

static struct grant grant_for(const struct situation_need *need)
{
	struct grant grant = {
		.kind = need->kind,
		.given = DATE_NONE,
		.from = DATE_NONE,
		.until = DATE_NONE,
		.met = need->met,
		.met_count = need->met_count,
	};

	if (need->kind == NEED_APPROVAL)
		grant.by = need->name;
	else
		grant.terms = need->name;
	return grant;
}

void situation_ask(const struct situations *situations, size_t situation,
		   struct request *request, struct grant *grants)
{
	struct digits digits = digits_of(situations, situation);

	request->trigger = situations->triggers[digits.trigger];
	request->role = situations->roles[digits.role];
	request->last_release = DATE_NONE;
	if (digits.month > 0)
		request->last_release = date_add_months(
			request->date, -situations->months[digits.month]);
	request->grants = grants;
	request->grant_count = 0;
	for (size_t i = 0; i < situations->need_count; i++)
		if (!digits.missing[i])
			grants[request->grant_count++] =
				grant_for(&situations->needs[i]);
}

/* --- saying ------------------------------------------------------------------------- */

/* For each axis the values allowed, as bits. */
enum { ON_TRIGGER, ON_ROLE, ON_MONTH, ON_ALONE, ON_NEED };

struct situation_box {
	uint64_t allowed[SITUATION_AXES];
};

static size_t axis_width(const struct situations *situations, size_t axis)
{
	if (axis == ON_TRIGGER)
		return situations->trigger_count;
	if (axis == ON_ROLE)
		return situations->role_count;
	if (axis == ON_MONTH)
		return situations->month_count > 0 ? situations->month_count
						   : 1;
	return 2;
}

static size_t axis_digit(const struct digits *digits, size_t axis)
{
	if (axis == ON_TRIGGER)
		return digits->trigger;
	if (axis == ON_ROLE)
		return digits->role;
	if (axis == ON_MONTH)
		return digits->month;
	if (axis == ON_ALONE)
		return digits->alone;
	return digits->missing[axis - ON_NEED];
}

static bool box_has(const struct situations *situations,
		    const struct situation_box *box, size_t situation)
{
	struct digits digits = digits_of(situations, situation);

	for (size_t a = 0; a < ON_NEED + situations->need_count; a++)
		if ((box->allowed[a] >> axis_digit(&digits, a) & 1) == 0)
			return false;
	return true;
}

/* Situations that count: without asking alone where that makes no sense. */
static size_t all_of(const struct situations *situations, bool together)
{
	return together || !situations->alone ? situations->count
					      : situations->count * 2;
}

static bool fits(const struct situations *situations,
		 const struct situation_box *box, const bool *set, size_t all)
{
	for (size_t i = 0; i < all; i++)
		if (!set[i] && box_has(situations, box, i))
			return false;
	return true;
}

static struct situation_box grow(const struct situations *situations,
				 const bool *set, size_t all, size_t from)
{
	struct digits digits = digits_of(situations, from);
	struct situation_box box = {0};

	for (size_t a = 0; a < ON_NEED + situations->need_count; a++)
		box.allowed[a] = 1ull << axis_digit(&digits, a);
	for (size_t a = ON_NEED + situations->need_count; a > 0; a--)
		for (size_t v = 0; v < axis_width(situations, a - 1); v++) {
			struct situation_box larger = box;

			larger.allowed[a - 1] |= 1ull << v;
			if (fits(situations, &larger, set, all))
				box = larger;
		}
	return box;
}

static void add_between(struct builder *out, size_t start)
{
	if (out->len > start)
		builder_add_text(out, ", ");
}

/* "on transfer or joining", "unless on request". */
static void say_names(const struct slice *names, size_t width, uint64_t allowed,
		      const char *on, const char *unless, const char *none,
		      struct builder *out)
{
	bool but = (allowed & 1) != 0;
	const char *between = "";

	/* What it must not be is shorter where that is little. */
	if (allowed == 1 && width > 4) {
		builder_add_text(out, none);
		return;
	}
	builder_add_text(out, but ? unless : on);
	for (size_t t = 1; t < width; t++) {
		if (((allowed >> t & 1) != 0) == but)
			continue;
		builder_add_text(out, between);
		builder_add(out, names[t]);
		between = " or ";
	}
}

static void say_months(const struct situations *situations, uint64_t allowed,
		       struct builder *out)
{
	size_t width = axis_width(situations, ON_MONTH);
	size_t first = 0, last = width - 1;

	if ((size_t)__builtin_popcountll(allowed) == width)
		return;
	while ((allowed >> first & 1) == 0)
		first++;
	while ((allowed >> last & 1) == 0)
		last--;
	if (first == 0)
		builder_add_format(out,
				   "%d months or more after the last "
				   "release",
				   situations->months[last]);
	else if (last == width - 1)
		builder_add_format(out, "within %d months of the last release",
				   situations->months[first - 1]);
	else
		builder_add_format(out,
				   "%d to %d months after the last release",
				   situations->months[last],
				   situations->months[first - 1]);
}

static void say_need(const struct situation_need *need, uint64_t allowed,
		     size_t start, struct builder *out)
{
	static const char *const words[] = {
		[NEED_APPROVAL] = "approval by ",
		[NEED_AUTHORISATION] = "authorisation",
		[NEED_CONSENT] = "consent",
		[NEED_IDENTITY] = "checked identity",
		[NEED_TERMS] = "signed terms",
		[NEED_ROLE] = "a role",
	};

	if (allowed == 3)
		return;
	add_between(out, start);
	builder_add_text(out, allowed == 1 ? "with " : "without ");
	builder_add_text(out, words[need->kind]);
	if (need->kind == NEED_TERMS && need->name.len > 0)
		builder_add_byte(out, ' ');
	builder_add(out, need->name);
}

static void say_box(const struct situations *situations,
		    const struct situation_box *box, bool together,
		    struct builder *out)
{
	size_t start = out->len;

	if ((size_t)__builtin_popcountll(box->allowed[ON_TRIGGER]) <
	    situations->trigger_count)
		say_names(situations->triggers, situations->trigger_count,
			  box->allowed[ON_TRIGGER], "on ", "unless on ",
			  "when nothing sets it off", out);
	if ((size_t)__builtin_popcountll(box->allowed[ON_ROLE]) <
	    situations->role_count) {
		add_between(out, start);
		say_names(situations->roles, situations->role_count,
			  box->allowed[ON_ROLE], "asked by ",
			  "unless asked by ",
			  "asked by somebody without a role", out);
	}
	for (size_t i = 0; i < situations->need_count; i++)
		say_need(&situations->needs[i], box->allowed[ON_NEED + i],
			 start, out);
	if (situations->month_count > 0 &&
	    (size_t)__builtin_popcountll(box->allowed[ON_MONTH]) <
		    situations->month_count) {
		add_between(out, start);
		say_months(situations, box->allowed[ON_MONTH], out);
	}
	if (together || !situations->alone || box->allowed[ON_ALONE] == 3)
		return;
	add_between(out, start);
	builder_add_text(out, box->allowed[ON_ALONE] == 1
				      ? "asked for with all the rest"
				      : "asked for alone");
}

static int add_words(struct arena *arena, struct builder *said,
		     struct slice **words, size_t *count, size_t *capacity,
		     struct error *error)
{
	struct slice text;

	*words = arena_grow(arena, *words, *count, capacity, sizeof(**words));
	text = arena_copy(arena, builder_slice(said));
	if (*words == NULL || text.at == NULL || said->failed)
		return error_memory(error);
	(*words)[(*count)++] = text;
	return 0;
}

int situations_say(const struct situations *situations, const bool *set,
		   bool together, struct arena *arena, struct slice **words,
		   size_t *count, struct error *error)
{
	bool left[2 * SITUATION_LIMIT];
	size_t all = all_of(situations, together);
	size_t capacity = 0;
	struct builder said = {0};
	int result = 0;

	*words = NULL;
	*count = 0;
	for (size_t i = 0; i < all; i++)
		left[i] = set[i];
	for (size_t i = 0; result == 0 && i < all; i++) {
		struct situation_box box;

		if (!left[i])
			continue;
		box = grow(situations, set, all, i);
		for (size_t j = 0; j < all; j++)
			left[j] = left[j] && !box_has(situations, &box, j);
		builder_clear(&said);
		say_box(situations, &box, together, &said);
		result =
			add_words(arena, &said, words, count, &capacity, error);
	}
	builder_release(&said);
	return result;
}
