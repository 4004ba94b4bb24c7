/* The ledger against the lists of those who were served. */
#include "base/error.h"
#include "register/register.h"
#include "share/node.h"
#include "share/served_parts.h"
#include "share/served_roll.h"

bool served_entry_reference(struct slice entry, struct slice *reference)
{
	const struct slice before =
		SLICE("{\"entry\":\"served\",\"reference\":\"");

	if (!slice_starts_with(entry, before))
		return false;
	entry = slice_part(entry, before.len, entry.len);
	*reference = slice_cut(&entry, '"');
	return true;
}

struct verifying {
	struct node *node;
	struct slice *references;
	bool *entered;
	size_t count;
	struct arena arena;
};

static int compare_one(struct verifying *verifying, size_t which,
		       struct slice entry, struct error *error)
{
	struct slice reference = verifying->references[which];
	struct builder expected = {0};
	struct served_roll roll;
	bool recorded = false;
	int32_t on;
	int result = served_roll_read(verifying->node, reference, &roll,
				      &verifying->arena, error);

	if (result == 0)
		result = register_imported(verifying->node->pupils, roll.hash,
					   &recorded, &on, error);
	if (result == 0)
		result = served_roll_entry(verifying->node, &roll, &expected,
					   error);
	if (result == 0 && !slice_equal(builder_slice(&expected), entry))
		result = error_set(error, ERROR_CORRUPT,
				   "the list of those served as %.*s is not "
				   "what its entry in the ledger commits to",
				   SLICE_ARGS(reference));
	else if (result == 0 && !recorded)
		result = error_set(error, ERROR_CORRUPT,
				   "the register knows nothing of those served "
				   "as %.*s",
				   SLICE_ARGS(reference));
	verifying->entered[which] = true;
	builder_release(&expected);
	served_roll_release(&roll);
	return result;
}

static int compare_entry(void *context, uint64_t index, struct slice entry,
			 struct error *error)
{
	struct verifying *verifying = context;
	struct slice reference;

	if (!served_entry_reference(entry, &reference))
		return 0;
	for (size_t i = 0; i < verifying->count; i++)
		if (slice_equal(verifying->references[i], reference) &&
		    !verifying->entered[i])
			return compare_one(verifying, i, entry, error);
	return error_set(error, ERROR_CORRUPT,
			 "the node has no list of those served like that of "
			 "entry %llu of the ledger",
			 (unsigned long long)index);
}

static int verify(struct verifying *verifying, struct error *error)
{
	if (served_references(verifying->node, &verifying->references,
			      &verifying->count, &verifying->arena, error) != 0)
		return -1;
	verifying->entered = arena_array(&verifying->arena,
					 verifying->count + 1, sizeof(bool));
	if (verifying->entered == NULL)
		return error_memory(error);
	if (ledger_each(verifying->node->ledger, 0, compare_entry, verifying,
			error) != 0)
		return -1;
	for (size_t i = 0; i < verifying->count; i++)
		if (!verifying->entered[i])
			return error_set(error, ERROR_CORRUPT,
					 "those served as %.*s have no entry "
					 "in the ledger",
					 SLICE_ARGS(verifying->references[i]));
	return 0;
}

int served_verify_all(struct node *node, size_t *servings, struct error *error)
{
	struct verifying verifying = {.node = node};
	int result = verify(&verifying, error);

	*servings = verifying.count;
	arena_release(&verifying.arena);
	return result;
}
