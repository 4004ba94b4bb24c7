/* The ledger against what the register has of single children. */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "ledger/ledger.h"
#include "share/case_parts.h"
#include "share/node.h"

struct verifying {
	struct node *node;
	const struct origin *origins;
	const struct case_entry *entries;
	bool *entered;
	size_t count;
	size_t next; /* entries come in the order of the register */
	struct arena arena;
};

static int compare_one(struct verifying *verifying, size_t which,
		       struct slice entry, struct error *error)
{
	struct builder expected = {0};
	int result = 0;

	case_entry_write(verifying->node, &verifying->entries[which],
			 verifying->origins[which].name, &expected);
	if (expected.failed)
		result = error_memory(error);
	else if (verifying->entered[which] ||
		 !slice_equal(builder_slice(&expected), entry))
		result = error_set(
			error, ERROR_CORRUPT,
			"what was recorded as %.*s is not what its entry in "
			"the ledger commits to",
			SLICE_ARGS(verifying->entries[which].reference));
	verifying->entered[which] = true;
	builder_release(&expected);
	return result;
}

static int compare_entry(void *context, uint64_t index, struct slice entry,
			 struct error *error)
{
	struct verifying *verifying = context;
	struct slice reference;

	if (!case_entry_reference(entry, &reference))
		return 0;
	for (size_t i = 0; i < verifying->count; i++) {
		size_t at = (verifying->next + i) % verifying->count;

		if (!slice_equal(verifying->entries[at].reference, reference))
			continue;
		verifying->next = at + 1;
		return compare_one(verifying, at, entry, error);
	}
	return error_set(error, ERROR_CORRUPT,
			 "the register has nothing recorded like entry %llu of "
			 "the ledger",
			 (unsigned long long)index);
}

static int verify(struct verifying *verifying, struct error *error)
{
	struct case_entry *entries;
	struct origin *origins;

	if (case_origins(verifying->node, &origins, &verifying->count,
			 &verifying->arena, error) != 0 ||
	    case_list(verifying->node, &entries, &verifying->count,
		      &verifying->arena, error) != 0)
		return -1;
	verifying->origins = origins;
	verifying->entries = entries;
	verifying->entered =
		arena_array(&verifying->arena, verifying->count, sizeof(bool));
	if (verifying->entered == NULL)
		return error_memory(error);
	if (ledger_each(verifying->node->ledger, 0, compare_entry, verifying,
			error) != 0)
		return -1;
	for (size_t i = 0; i < verifying->count; i++)
		if (!verifying->entered[i])
			return error_set(error, ERROR_CORRUPT,
					 "what was recorded as %.*s has no "
					 "entry in the ledger",
					 SLICE_ARGS(entries[i].reference));
	return 0;
}

int case_verify_all(struct node *node, size_t *count, struct error *error)
{
	struct verifying verifying = {.node = node};
	int result = verify(&verifying, error);

	*count = verifying.count;
	arena_release(&verifying.arena);
	return result;
}
