/* Data that was received stays bound to what it was received for (R-180 to
 * what the request's bindings come to. */
#include "base/date.h"
#include "base/error.h"
#include "policy/plan_parts.h"

/* --- what one licence says ---------------------------------------------------------- */

static bool names(const struct slice *list, size_t count, struct slice wanted)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(list[i], wanted))
			return true;
	return false;
}

/* No purposes: any. */
static bool for_purpose(const struct plan *plan, const struct slice *list,
			size_t count)
{
	return count == 0 || names(list, count, plan->request.purpose);
}

static bool to_recipient(const struct plan *plan,
			 const struct onward_terms *onward)
{
	const struct dictionary *dictionary = plan->dictionary;

	for (size_t i = 0; i < onward->body_count; i++) {
		uint16_t alias;
		uint16_t index =
			dictionary_body(dictionary, onward->bodies[i], &alias);
		const struct body *body;

		if (index == DICTIONARY_NONE || index != plan->body)
			continue;
		body = &dictionary->bodies[index];
		if (alias == DICTIONARY_NONE ||
		    body_holder(body, plan->request.date) ==
			    &body->holders[alias])
			return true;
	}
	return false;
}

static bool lets_on(const struct plan *plan, const struct licence *licence,
		    const struct onward_terms *onward)
{
	if (!to_recipient(plan, onward))
		return false;
	if (onward->purpose_count > 0)
		return for_purpose(plan, onward->purposes,
				   onward->purpose_count);
	return for_purpose(plan, licence->purposes, licence->purpose_count);
}

/* The controller itself may have it for what it was received for. */
static bool is_own_use(const struct plan *plan, const struct licence *licence)
{
	return plan->body != DICTIONARY_NONE &&
	       plan->body == plan->discloser.body &&
	       for_purpose(plan, licence->purposes, licence->purpose_count);
}

/* Of several clauses that let it go on the most revealing level counts; where
 * none of them is that, there is no level at which it may go. */
static void settle_level(const struct plan *plan, const struct licence *licence,
			 struct terms_said *said)
{
	const struct dictionary *dictionary = plan->dictionary;
	bool ends = true;

	for (size_t i = 0; i < licence->onward_count; i++) {
		const struct onward_terms *onward = &licence->onward[i];

		if (!lets_on(plan, licence, onward))
			continue;
		if (!said->granted ||
		    level_within(dictionary, said->level, onward->level))
			said->level = onward->level;
		said->granted = true;
		ends = ends && onward->then_by_law;
	}
	for (size_t i = 0; i < licence->onward_count; i++)
		if (lets_on(plan, licence, &licence->onward[i]) &&
		    !level_within(dictionary, licence->onward[i].level,
				  said->level))
			said->granted = false;
	said->ends = said->granted && ends;
}

/* What came at a level goes on at none that is more revealing. */
static void keep_level(const struct plan *plan, const struct licence *licence,
		       struct terms_said *said)
{
	if (said->granted && !level_least(plan->dictionary, licence->level,
					  said->level, &said->level))
		said->granted = false;
}

struct terms_said plan_terms_of(const struct plan *plan,
				const struct bound *bound)
{
	const struct licence *licence = bound->licence;
	struct terms_said said = {
		.category = bound->category,
		.licence = licence,
		.granted = licence->by_law || is_own_use(plan, licence),
		.level = level_named(),
		.clause = licence->clause,
	};

	if (!said.granted)
		settle_level(plan, licence, &said);
	keep_level(plan, licence, &said);
	said.over = licence->delete_by != DATE_NONE &&
		    plan->request.date > licence->delete_by;
	said.granted = said.granted && !said.over;
	if (!said.granted)
		said.level = level_named();
	return said;
}

static bool is_asked(const struct plan *plan, uint16_t category)
{
	return !field_set_empty(field_set_intersection(
		plan->requested, plan->category_fields[category]));
}

bool plan_terms_said(const struct plan *plan, uint16_t binding, size_t index,
		     struct terms_said *said)
{
	const struct binding *entry;

	if (binding >= plan->request.binding_count)
		return false;
	entry = &plan->request.bindings[binding];
	for (size_t i = 0; i < entry->count; i++) {
		if (!is_asked(plan, entry->list[i].category) || index-- > 0)
			continue;
		*said = plan_terms_of(plan, &entry->list[i]);
		return true;
	}
	return false;
}

bool plan_terms_let(const struct plan *plan, uint16_t binding,
		    uint16_t category, struct level level)
{
	const struct binding *entry;

	if (binding >= plan->request.binding_count)
		return true;
	entry = &plan->request.bindings[binding];
	for (size_t i = 0; i < entry->count; i++) {
		struct terms_said said;

		if (entry->list[i].category != category)
			continue;
		said = plan_terms_of(plan, &entry->list[i]);
		if (!said.granted ||
		    !level_within(plan->dictionary, level, said.level))
			return false;
	}
	return true;
}

/* --- bindings that come to the same --------------------------------------------------- */

static bool restricts(const struct terms_said *said)
{
	return !said->granted || said->level.kind != LEVEL_NAMED;
}

static bool same_terms(const struct terms_said *a, const struct terms_said *b)
{
	return a->category == b->category && a->granted == b->granted &&
	       a->over == b->over && level_equal(a->level, b->level) &&
	       a->clause.source == b->clause.source &&
	       a->clause.start == b->clause.start;
}

static bool same_restrictions(const struct restrictions *a,
			      const struct restrictions *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same_terms(&a->list[i], &b->list[i]))
			return false;
	return true;
}

static int find_restrictions(struct plan *plan, const struct binding *binding,
			     struct restrictions *found, struct error *error)
{
	struct terms_said *list =
		arena_array(&plan->arena, binding->count, sizeof(*list));

	if (list == NULL)
		return error_memory(error);
	*found = (struct restrictions){list, 0};
	for (size_t i = 0; i < binding->count; i++) {
		struct terms_said said;

		if (!is_asked(plan, binding->list[i].category))
			continue;
		said = plan_terms_of(plan, &binding->list[i]);
		if (restricts(&said))
			list[found->count++] = said;
	}
	return 0;
}

static int number_restrictions(struct plan *plan,
			       const struct restrictions *found,
			       uint16_t *number, struct error *error)
{
	struct restrictions *list;
	size_t at = 0;

	while (at < plan->restriction_count &&
	       !same_restrictions(&plan->restrictions[at], found))
		at++;
	*number = (uint16_t)at;
	if (at < plan->restriction_count)
		return 0;
	list = arena_grow(&plan->arena, plan->restrictions,
			  plan->restriction_count, &plan->restriction_capacity,
			  sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	plan->restrictions = list;
	list[plan->restriction_count++] = *found;
	return 0;
}

static int bind(struct plan *plan, const struct binding *binding,
		uint16_t *number, struct error *error)
{
	struct restrictions found;

	return find_restrictions(plan, binding, &found, error) != 0
		       ? -1
		       : number_restrictions(plan, &found, number, error);
}

/* The request's own bindings are the caller's: more go into a copy. */
static int copy_bindings(struct plan *plan, struct error *error)
{
	size_t count = plan->request.binding_count;

	if (plan->request.binding_room == 0)
		return 0;
	plan->bindings =
		arena_array(&plan->arena, count, sizeof(*plan->bindings));
	if (plan->bindings == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		plan->bindings[i] = plan->request.bindings[i];
	plan->request.bindings = plan->bindings;
	plan->binding_capacity = plan->restriction_of_capacity = count;
	return 0;
}

int plan_bindings(struct plan *plan, struct error *error)
{
	const struct restrictions none = {NULL, 0};
	size_t count = plan->request.binding_count;
	uint16_t ignored;

	plan->restriction_of =
		arena_array(&plan->arena, count, sizeof(*plan->restriction_of));
	if (plan->restriction_of == NULL)
		return error_memory(error);
	if (copy_bindings(plan, error) != 0 ||
	    number_restrictions(plan, &none, &ignored, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (bind(plan, &plan->request.bindings[i],
			 &plan->restriction_of[i], error) != 0)
			return -1;
	return 0;
}

static int too_many(struct error *error)
{
	error_set(error, ERROR_INPUT,
		  "what these pupils' data was received under comes to more "
		  "different terms than one release can keep apart");
	return error_hint(error, "ask for fewer pupils, or fewer fields, at a "
				 "time");
}

int plan_bind(struct plan *plan, const struct binding *binding, uint16_t *index,
	      struct error *error)
{
	size_t count = plan->request.binding_count;
	struct binding *bindings;
	uint16_t *restriction_of, number;

	if (count >= BINDING_OWN)
		return too_many(error);
	if (bind(plan, binding, &number, error) != 0)
		return -1;
	if (number >= 1ull << plan->bound_bits)
		return too_many(error);
	bindings = arena_grow(&plan->arena, plan->bindings, count,
			      &plan->binding_capacity, sizeof(*bindings));
	if (bindings == NULL)
		return error_memory(error);
	plan->request.bindings = plan->bindings = bindings;
	restriction_of = arena_grow(&plan->arena, plan->restriction_of, count,
				    &plan->restriction_of_capacity,
				    sizeof(*restriction_of));
	if (restriction_of == NULL)
		return error_memory(error);
	plan->restriction_of = restriction_of;
	bindings[count] = *binding;
	restriction_of[count] = number;
	plan->request.binding_count++;
	*index = (uint16_t)count;
	return 0;
}
