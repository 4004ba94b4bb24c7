/* The file that proves to one family that it was given a notice. */
#include <jansson.h>

#include "base/error.h"
#include "base/json.h"
#include "base/memory.h"
#include "register/register.h"
#include "share/node.h"
#include "share/opening.h"
#include "share/served_parts.h"
#include "share/served_roll.h"

void served_write(const struct served *served, struct builder *out)
{
	const struct opening opening = {
		served->key,    served->entry,           served->statement,
		served->leaves, &served->statement_leaf, &served->row_leaf,
	};
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_number(&json, "served", SERVED_VERSION);
	opening_put(&json, &opening);
	opening_put_tag(&json, &served->tag);
	json_close_object(&json);
}

struct proving {
	struct node *node;
	uint64_t pupil;
	uint64_t version; /* 0: any */
	struct served_roll roll;
	size_t row;
	struct served served;
	struct tlog_proof proof;
	struct arena arena;
};

/* The newest list that has the pupil, of the newest version. */
static int find_roll(struct proving *proving, struct error *error)
{
	struct slice *references, chosen = {NULL, 0};
	uint64_t version = 0;
	size_t count;

	if (served_references(proving->node, &references, &count,
			      &proving->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct served_roll roll;
		int result = served_roll_read(proving->node, references[i],
					      &roll, &proving->arena, error);

		if (result == 0 && roll.version >= version &&
		    (proving->version == 0 ||
		     roll.version == proving->version) &&
		    served_roll_find(&roll, proving->pupil) != SIZE_MAX) {
			chosen = references[i];
			version = roll.version;
		}
		served_roll_release(&roll);
		if (result != 0)
			return -1;
	}
	if (chosen.at == NULL) {
		error_set(error, ERROR_NOT_FOUND,
			  "no serving on record has this pupil's family");
		return error_hint(error, "'hornbook served list' shows what "
					 "each family has; what was imported "
					 "is no serving, and cannot be "
					 "proved");
	}
	return served_roll_read(proving->node, chosen, &proving->roll,
				&proving->arena, error);
}

/* The entry, which must be what the list comes to. */
static int find_entry(struct proving *proving, struct error *error)
{
	struct builder expected = {0};
	struct slice entry = {NULL, 0};
	bool found;
	int result = served_entry_find(proving->node, proving->roll.reference,
				       &found, &proving->proof.index, &entry,
				       &proving->arena, error);

	if (result == 0)
		result = served_roll_entry(proving->node, &proving->roll,
					   &expected, error);
	if (result == 0 &&
	    (!found || !slice_equal(builder_slice(&expected), entry)))
		result = error_set(error, ERROR_CORRUPT,
				   "the list of those served is not what its "
				   "entry in the ledger commits to");
	proving->served.entry = entry;
	builder_release(&expected);
	return result;
}

static int open_row(struct proving *proving, struct slice upn,
		    struct error *error)
{
	struct served *served = &proving->served;
	uint8_t root[LEDGER_HASH_BYTES];

	proving->row = served_roll_find(&proving->roll, proving->pupil);
	served->statement = proving->roll.statement;
	if (served_roll_root(proving->node, &proving->roll, root, proving->row,
			     served, error) != 0)
		return -1;
	return register_tag_open(proving->node->pupils, proving->pupil, upn,
				 &served->tag, &proving->arena, error);
}

static int write_proof(struct proving *proving, struct builder *out,
		       struct error *error)
{
	struct builder extra = {0};
	size_t before = out->len;
	int result = 0;

	served_write(&proving->served, &extra);
	proving->proof.extra = builder_slice(&extra);
	if (!extra.failed)
		tlog_proof_write(&proving->proof, out);
	if (extra.failed || out->failed) {
		out->len = before;
		result = error_memory(error);
	}
	builder_release(&extra);
	return result;
}

static int prove(struct proving *proving, struct slice upn, struct builder *out,
		 struct error *error)
{
	struct node *node = proving->node;

	if (register_find(node->pupils, upn, &proving->pupil, error) != 0 ||
	    find_roll(proving, error) != 0 || find_entry(proving, error) != 0 ||
	    open_row(proving, upn, error) != 0 ||
	    opening_key(node, &proving->served.key, &proving->arena, error) !=
		    0 ||
	    ledger_prove(node->ledger, proving->proof.index, &proving->arena,
			 &proving->proof, error) != 0)
		return -1;
	return write_proof(proving, out, error);
}

int served_prove(struct node *node, struct slice upn, uint64_t version,
		 struct builder *out, struct error *error)
{
	struct proving *proving = memory_array(1, sizeof(*proving));
	int result;

	if (proving == NULL)
		return error_memory(error);
	proving->node = node;
	proving->version = version;
	result = prove(proving, upn, out, error);
	served_roll_release(&proving->roll);
	arena_release(&proving->arena);
	memory_free(proving);
	return result;
}
