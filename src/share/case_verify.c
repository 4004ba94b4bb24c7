/* The ledger against what the register has of single children. */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "share/case_parts.h"
#include "share/ledger_match.h"
#include "share/node.h"

struct verifying {
	struct node *node;
	struct slice *references;
	struct slice *expected; /* entries, by reference */
	size_t count, capacity, room;
	struct arena arena;
	struct arena each; /* of the entry in hand */
};

/* What its entry in the ledger must be. */
static int expect(void *context, const struct origin *origin,
		  struct error *error)
{
	struct verifying *verifying = context;
	struct arena *arena = &verifying->arena;
	struct builder text = {0};
	struct case_entry entry;
	size_t at = verifying->count;

	arena_clear(&verifying->each);
	if (case_entry_read(origin->name, &entry, &verifying->each, error) != 0)
		return -1;
	verifying->references =
		arena_grow(arena, verifying->references, at,
			   &verifying->capacity, sizeof(struct slice));
	verifying->expected =
		arena_grow(arena, verifying->expected, at, &verifying->room,
			   sizeof(struct slice));
	if (verifying->references == NULL || verifying->expected == NULL)
		return error_memory(error);
	case_entry_write(verifying->node, &entry, origin->name, &text);
	verifying->references[at] = arena_copy(arena, entry.reference);
	verifying->expected[at] = arena_copy(arena, builder_slice(&text));
	verifying->count++;
	if (text.failed || verifying->references[at].at == NULL ||
	    verifying->expected[at].at == NULL) {
		builder_release(&text);
		return error_memory(error);
	}
	builder_release(&text);
	return 0;
}

static int compare(void *context, size_t which, struct slice entry,
		   struct error *error)
{
	const struct verifying *verifying = context;

	if (slice_equal(verifying->expected[which], entry))
		return 0;
	return error_set(error, ERROR_CORRUPT,
			 "what was recorded as %.*s is not what its entry in "
			 "the ledger commits to",
			 SLICE_ARGS(verifying->references[which]));
}

static int verify(struct verifying *verifying, struct error *error)
{
	struct ledger_match match = {
		.reference = case_entry_reference,
		.compare = compare,
		.context = verifying,
		.unknown = "the register has nothing recorded",
		.missing = "what was recorded as",
	};

	if (case_each(verifying->node, 0, expect, verifying, error) != 0)
		return -1;
	match.references = verifying->references;
	match.count = verifying->count;
	return ledger_match(verifying->node, &match, error);
}

int case_verify_all(struct node *node, size_t *count, struct error *error)
{
	struct verifying verifying = {.node = node};
	int result = verify(&verifying, error);

	*count = verifying.count;
	arena_release(&verifying.each);
	arena_release(&verifying.arena);
	return result;
}
