/* The ledger against the lists of those who were served. */
#include "base/error.h"
#include "register/register.h"
#include "share/ledger_match.h"
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
	size_t count;
	struct arena arena;
};

static int compare_one(void *context, size_t which, struct slice entry,
		       struct error *error)
{
	struct verifying *verifying = context;
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
	builder_release(&expected);
	served_roll_release(&roll);
	return result;
}

static int verify(struct verifying *verifying, struct error *error)
{
	struct ledger_match match = {
		.reference = served_entry_reference,
		.compare = compare_one,
		.context = verifying,
		.unknown = "the node has no list of those served",
		.missing = "those served as",
	};

	if (served_references(verifying->node, &verifying->references,
			      &verifying->count, &verifying->arena, error) != 0)
		return -1;
	match.references = verifying->references;
	match.count = verifying->count;
	return ledger_match(verifying->node, &match, error);
}

int served_verify_all(struct node *node, size_t *servings, struct error *error)
{
	struct verifying verifying = {.node = node};
	int result = verify(&verifying, error);

	*servings = verifying.count;
	arena_release(&verifying.arena);
	return result;
}
