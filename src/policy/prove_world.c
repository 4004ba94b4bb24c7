/* Who discloses: the controllers whose notices are given, and bodies that are
 * assumed to do whatever the law allows. */
#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "policy/prove_parts.h"

static int add_node(struct world *world, const struct node *node)
{
	struct node *list;

	list = arena_grow(world->arena, world->nodes, world->count,
			  &world->capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(world->error);
	world->nodes = list;
	list[world->count++] = *node;
	return 0;
}

/* A node owns its policy from here on, also when it cannot be kept. */
static int add_policy(struct world *world, struct node node,
		      const struct notice *const *notices, size_t count)
{
	if (policy_make(&node.policy, world->dictionary, notices, count,
			world->findings, world->error) != 0)
		return -1;
	if (node.policy == NULL)
		return 0; /* the findings say why */
	if (add_node(world, &node) == 0)
		return 0;
	policy_free(node.policy);
	return -1;
}

/* --- notices that are given ------------------------------------------------------ */

static int add_controller(struct world *world,
			  const struct notice *const *versions, size_t count)
{
	const struct notice *first = versions[0];
	struct node node = {
		.label = first->controller,
		.body = DICTIONARY_NONE, /* each version says it */
	};

	return add_policy(world, node, versions, count);
}

int world_make(struct world *world, const struct notice *const *notices,
	       size_t count)
{
	const struct notice **left, **versions;

	left = arena_array(world->arena, count + 1, sizeof(*left));
	versions = arena_array(world->arena, count + 1, sizeof(*versions));
	world->assumed =
		arena_array(world->arena, world->dictionary->body_count,
			    sizeof(*world->assumed));
	if (left == NULL || versions == NULL || world->assumed == NULL)
		return error_memory(world->error);
	if (count > 0)
		memcpy(left, notices, count * sizeof(*left));
	while (count > 0) {
		struct slice controller = left[0]->controller;
		size_t same = 0, kept = 0;

		for (size_t i = 0; i < count; i++)
			if (slice_equal(left[i]->controller, controller))
				versions[same++] = left[i];
			else
				left[kept++] = left[i];
		count = kept;
		if (add_controller(world, versions, same) != 0)
			return -1;
	}
	world->given = world->count;
	return 0;
}

/* --- bodies without a notice ------------------------------------------------------- */

/* Families and the public pass nothing on as controllers do. */
static bool ends_walks(const struct body *body)
{
	return slice_is(body->kind, "family") || slice_is(body->kind, "public");
}

/* The kind of controller that a body is: its own, where there is such a kind
 * and where it means this body; else an agency. */
static struct slice kind_of(const struct dictionary *dictionary,
			    const struct body *body)
{
	uint16_t set = dictionary_find(dictionary, KIND_CODES,
				       SLICE("controller-kind"));

	if (set != DICTIONARY_NONE &&
	    code_set_find(dictionary, set, body->kind) != DICTIONARY_NONE &&
	    (!slice_is(body->kind, "department") ||
	     slice_is(body->name, "department")))
		return body->kind;
	return SLICE("agency");
}

/* A notice that promises everything to everybody, so that only the law says
 * no. */
static void write_notice(const struct dictionary *dictionary,
			 const struct body *body, struct slice school,
			 struct builder *out)
{
	builder_add_text(out, "notice \"Whatever the law allows\" version 1 "
			      "from 1800-01-01\n");
	builder_add_format(out, "controller \"assumed\" %.*s %.*s as %.*s\n",
			   SLICE_ARGS(kind_of(dictionary, body)),
			   SLICE_ARGS(school), SLICE_ARGS(body->name));
	for (uint16_t c = 0; c < dictionary->category_count; c++)
		builder_add_format(out, "hold %.*s\n",
				   SLICE_ARGS(dictionary->categories[c].name));
	for (uint16_t b = 0; b < dictionary->body_count; b++) {
		builder_add_format(out, "share with %.*s { send ",
				   SLICE_ARGS(dictionary->bodies[b].name));
		for (uint16_t c = 0; c < dictionary->category_count; c++)
			builder_add_format(
				out, "%s%.*s", c > 0 ? ", " : "",
				SLICE_ARGS(dictionary->categories[c].name));
		builder_add_text(out, "; for ");
		for (uint16_t p = 0; p < dictionary->purpose_count; p++)
			builder_add_format(
				out, "%s%.*s", p > 0 ? ", " : "",
				SLICE_ARGS(dictionary->purposes[p].name));
		builder_add_text(out, " }\n");
	}
}

static int read_assumed(struct world *world, const struct body *body,
			struct slice school, struct notice **notice)
{
	struct builder text = {0};
	struct source *source;
	int result = -1;

	write_notice(world->dictionary, body, school, &text);
	if (text.failed)
		error_memory(world->error);
	else if (source_from_text(&source, SLICE("assumed"),
				  builder_slice(&text), world->arena,
				  world->error) == 0)
		result = notice_read(notice, source, world->dictionary,
				     world->arena, world->findings,
				     world->error);
	builder_release(&text);
	return result;
}

static int assume_as(struct world *world, uint16_t body, struct slice school)
{
	const struct body *entry = &world->dictionary->bodies[body];
	struct node node = {
		.label = entry->label,
		.school = school,
		.body = body,
		.assumed = true,
	};
	struct notice *notice;
	const struct notice *one;

	if (read_assumed(world, entry, school, &notice) != 0)
		return -1;
	one = notice;
	return add_policy(world, node, &one, 1);
}

/* --- types of schools ---------------------------------------------------------------- */

static uint64_t facts_of_rules(const struct compiled_rule *rules, size_t count)
{
	uint64_t facts = 0;

	for (size_t i = 0; i < count; i++) {
		facts |= condition_facts(&rules[i].when);
		for (size_t n = 0; n < rules[i].rule.need_count; n++)
			facts |= condition_facts(&rules[i].where[n]);
	}
	return facts;
}

static bool is_asked(const struct world *world, uint64_t facts,
		     const char *name)
{
	uint16_t fact =
		dictionary_find(world->dictionary, KIND_FACT, slice_of(name));

	return fact != DICTIONARY_NONE && (facts >> fact & 1) != 0;
}

/* Whether the law tells two types of schools apart. */
static bool told_apart(const struct world *world, uint64_t facts,
		       const struct setting *a, const struct setting *b)
{
	return is_asked(world, facts, "setting") ||
	       (is_asked(world, facts, "phase") &&
		!slice_equal(a->phase, b->phase)) ||
	       (is_asked(world, facts, "academy") && a->academy != b->academy);
}

static int assume_school(struct world *world, uint16_t body, uint64_t facts,
			 uint16_t setting)
{
	const struct setting *settings = world->dictionary->settings;

	for (uint16_t s = 0; s < setting; s++)
		if (!told_apart(world, facts, &settings[s], &settings[setting]))
			return 0;
	return assume_as(world, body, settings[setting].name);
}

/* A school may be of any type: each that the law tells apart is assumed. */
static int assume_schools(struct world *world, uint16_t body)
{
	const struct policy *law = world->nodes[world->count - 1].policy;
	uint64_t facts =
		facts_of_rules(law->gateways, law->gateway_count) |
		facts_of_rules(law->prohibitions, law->prohibition_count);

	for (uint16_t s = 0; s < world->dictionary->setting_count; s++)
		if (assume_school(world, body, facts, s) != 0)
			return -1;
	return 0;
}

static int assume(struct world *world, uint16_t body)
{
	const struct dictionary *dictionary = world->dictionary;
	const struct body *entry = &dictionary->bodies[body];

	world->assumed[body] = true;
	if (ends_walks(entry))
		return 0;
	if (assume_as(world, body, SLICE("")) != 0)
		return -1;
	if (!slice_is(kind_of(dictionary, entry), "school") ||
	    world->findings->errors > 0)
		return 0;
	return assume_schools(world, body);
}

int world_assume_all(struct world *world)
{
	for (uint16_t b = 0; b < world->dictionary->body_count; b++)
		if (!world->assumed[b] && assume(world, b) != 0)
			return -1;
	return 0;
}

/* --- finding them ----------------------------------------------------------------------- */

uint16_t world_body(const struct world *world, size_t node, int32_t date)
{
	const struct policy *policy = world->nodes[node].policy;
	int version = policy_notice_on(policy, date);
	const struct notice *notice;
	const struct body *body;

	if (world->nodes[node].assumed)
		return world->nodes[node].body;
	if (version < 0)
		return DICTIONARY_NONE;
	notice = policy->notices[version].notice;
	if (notice->body == DICTIONARY_NONE ||
	    notice->holder == DICTIONARY_NONE)
		return notice->body;
	body = &world->dictionary->bodies[notice->body];
	return body_holder(body, date) == &body->holders[notice->holder]
		       ? notice->body
		       : DICTIONARY_NONE;
}

int world_find(struct world *world, uint16_t body, int32_t date, size_t *nodes,
	       size_t most, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < world->given && *count < most; i++)
		if (world_body(world, i, date) == body)
			nodes[(*count)++] = i;
	if (*count > 0)
		return 0;
	if (!world->assumed[body] && assume(world, body) != 0)
		return -1;
	for (size_t i = world->given; i < world->count && *count < most; i++)
		if (world->nodes[i].body == body)
			nodes[(*count)++] = i;
	return 0;
}

void world_release(struct world *world)
{
	for (size_t i = 0; i < world->count; i++)
		policy_free(world->nodes[i].policy);
	world->count = 0;
}
