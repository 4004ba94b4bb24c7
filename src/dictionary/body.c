/*
 * body.c - bodies and who holds them when.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/diagnostic.h"

static const char *const KINDS[] = {"school", "authority", "department",
				    "agency", "health",    "public",
				    "family", "research"};

enum { KINDS_COUNT = sizeof(KINDS) / sizeof(KINDS[0]) };

static void read_kind(struct loader *loader, const struct statement *statement,
		      struct body *body)
{
	const struct argument *kind = statement_argument(statement, "kind");
	struct slice words[KINDS_COUNT];
	struct finding *finding;

	body->kind = statement_text(statement, "kind");
	if (kind == NULL)
		return;
	for (size_t i = 0; i < KINDS_COUNT; i++) {
		words[i] = slice_of(KINDS[i]);
		if (slice_equal(body->kind, words[i]))
			return;
	}
	finding = findings_add(loader->findings, SEVERITY_ERROR, "unknown-kind",
			       kind->range, "there is no kind of body '%.*s'",
			       SLICE_ARGS(body->kind));
	finding_hint_nearest(loader->findings, finding, body->kind, words,
			     KINDS_COUNT);
}

/* Where an open beginning sorts: DATE_NONE is smaller than every date. */
static void sort_holders(struct holder *holders, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct holder holder = holders[i];
		size_t at = i;

		for (; at > 0 && holders[at - 1].from > holder.from; at--)
			holders[at] = holders[at - 1];
		holders[at] = holder;
	}
}

/* A body that says nothing of holders is its own, always. */
static int hold_itself(struct loader *loader, struct body *body)
{
	struct holder *holder = arena_allocate(loader->arena, sizeof(*holder));

	if (holder == NULL)
		return error_memory(loader->error);
	holder->label = body->label;
	holder->range = body->range;
	holder->from = holder->to = DATE_NONE;
	body->holders = holder;
	body->holder_count = 1;
	return 0;
}

static int read_holders(struct loader *loader,
			const struct statement *statement, struct body *body)
{
	size_t count = statement->child_count;
	struct holder *holders;

	if (count == 0)
		return hold_itself(loader, body);
	if (count > NAME_LIMIT) {
		find_error(loader, body->range, "too-many-names",
			   "a body has at most %d holders", NAME_LIMIT);
		count = NAME_LIMIT;
	}
	holders = arena_array(loader->arena, count, sizeof(*holders));
	if (holders == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < count; i++) {
		const struct statement *held = &statement->children[i];
		const struct argument *by = statement_argument(held, "by");

		holders[i].label = statement_text(held, "by");
		holders[i].alias = statement_text(held, "as");
		holders[i].range = by != NULL ? by->range : held->keyword_range;
		holders[i].unconfirmed = statement_has(held, "unconfirmed");
		holders[i].within = statement_text(held, "within");
		read_dates(loader, held, &holders[i].from, &holders[i].to);
	}
	sort_holders(holders, count);
	for (size_t i = 1; i < count; i++)
		if (holders[i - 1].to == DATE_NONE ||
		    holders[i - 1].to >= holders[i].from)
			findings_add(
				loader->findings, SEVERITY_WARNING,
				"overlapping-holders", holders[i].range,
				"the holder before has not ended when this "
				"one begins");
	body->holders = holders;
	body->holder_count = (uint16_t)count;
	return 0;
}

int declare_bodies(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->bodies = loader_array(loader, KEYWORD_BODY, sizeof(struct body),
				      NAME_LIMIT, &dictionary->body_count);
	if (loader->bodies == NULL)
		return -1;
	dictionary->bodies = loader->bodies;
	for (uint16_t i = 0; i < dictionary->body_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_BODY, &at);
		struct body *body = &loader->bodies[i];

		body->name = statement_text(statement, "");
		body->label = statement_text(statement, "1");
		body->range = name_range(statement);
		body->within = DICTIONARY_NONE;
		read_kind(loader, statement, body);
		if (read_holders(loader, statement, body) != 0)
			return -1;
	}
	return 0;
}

/* Follows `within` for at most as many steps as there are bodies. */
static bool is_cyclic(const struct loader *loader, uint16_t body)
{
	uint16_t at = loader->bodies[body].within;

	for (uint16_t steps = 0; at != DICTIONARY_NONE; steps++) {
		if (at == body)
			return true;
		if (steps == loader->dictionary->body_count)
			return false; /* a cycle, but not through this one */
		at = loader->bodies[at].within;
	}
	return false;
}

static void resolve_within(struct loader *loader,
			   const struct statement *statement, struct body *body)
{
	body->within =
		refer_argument(loader, KIND_BODY, statement, "within");
	for (size_t i = 0; i < statement->child_count; i++)
		refer_argument(loader, KIND_BODY, &statement->children[i],
			       "within");
}

void resolve_bodies(struct loader *loader)
{
	uint16_t count = loader->dictionary->body_count;
	size_t at = 0;

	for (uint16_t i = 0; i < count; i++)
		resolve_within(loader,
			       loader_next(loader, KEYWORD_BODY, &at),
			       &loader->bodies[i]);
	for (uint16_t i = 0; i < count; i++)
		if (is_cyclic(loader, i))
			find_error(loader, loader->bodies[i].range,
				   "cyclic-body", "'%.*s' is within itself",
				   SLICE_ARGS(loader->bodies[i].name));
}
