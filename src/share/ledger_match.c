#include "share/ledger_match.h"

#include "base/arena.h"
#include "base/error.h"
#include "ledger/ledger.h"
#include "share/node.h"

struct matching {
	const struct ledger_match *match;
	bool *entered;
	size_t next; /* where the entry in hand is likely to be */
};

static int match_entry(void *context, uint64_t index, struct slice entry,
		       struct error *error)
{
	struct matching *matching = context;
	const struct ledger_match *match = matching->match;
	struct slice reference;

	if (!match->reference(entry, &reference))
		return 0;
	for (size_t i = 0; i < match->count; i++) {
		size_t at = (matching->next + i) % match->count;

		if (matching->entered[at] ||
		    !slice_equal(match->references[at], reference))
			continue;
		matching->next = at + 1;
		matching->entered[at] = true;
		return match->compare(match->context, at, entry, error);
	}
	return error_set(error, ERROR_CORRUPT,
			 "%s like entry %llu of the ledger", match->unknown,
			 (unsigned long long)index);
}

int ledger_match(struct node *node, const struct ledger_match *match,
		 struct error *error)
{
	struct arena arena = {0};
	struct matching matching = {
		.match = match,
		.entered = arena_array(&arena, match->count + 1, sizeof(bool)),
	};
	int result;

	result = matching.entered != NULL
			 ? ledger_each(node->ledger, 0, match_entry, &matching,
				       error)
			 : error_memory(error);
	for (size_t i = 0; result == 0 && i < match->count; i++)
		if (!matching.entered[i])
			result = error_set(error, ERROR_CORRUPT,
					   "%s %.*s: it has no entry in the "
					   "ledger",
					   match->missing,
					   SLICE_ARGS(match->references[i]));
	arena_release(&arena);
	return result;
}
