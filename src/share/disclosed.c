/* Making the file. */
#include "share/disclosed.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "base/memory.h"
#include "share/node.h"
#include "share/opening.h"

/* --- the JSON ---------------------------------------------------------------- */

static void put_fields(struct json *json, const struct disclosed *disclosed)
{
	json_key(json, "fields");
	json_open_array(json);
	for (size_t i = 0; i < disclosed->field_count; i++)
		json_put_text(json, disclosed->fields[i]);
	json_close_array(json);
}

void disclosed_write(const struct disclosed *disclosed, struct builder *out)
{
	const struct opening opening = {
		disclosed->key,
		disclosed->entry,
		disclosed->statement,
		disclosed->leaves,
		&disclosed->statement_leaf,
		&disclosed->row_leaf,
	};
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_number(&json, "disclosed", DISCLOSED_VERSION);
	opening_put(&json, &opening);
	opening_put_tag(&json, &disclosed->tag);
	put_fields(&json, disclosed);
	json_close_object(&json);
}

/* --- what the node knows --------------------------------------------------------- */

struct making {
	struct node *node;
	const struct commitment_progress *progress;
	struct arena arena;
	struct release release;
	struct commitment_opening opening;
	struct disclosed disclosed;
	struct tlog_proof proof;
};

static int find_release(struct making *making, struct slice reference,
			struct error *error)
{
	struct release *releases;
	size_t count;

	if (register_releases(making->node->pupils, &releases, &count,
			      &making->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!slice_equal(releases[i].reference, reference) ||
		    releases[i].state != RELEASE_DONE)
			continue;
		making->release = releases[i];
		if (!slice_is(releases[i].level, "aggregate"))
			return 0;
		return error_set(error, ERROR_INPUT,
				 "this release is tables: they hold counts, "
				 "and nothing of one pupil");
	}
	error_set(error, ERROR_NOT_FOUND, "nothing was released as %.40s",
		  reference.at != NULL ? reference.at : "");
	return error_hint(error, "'hornbook log' lists the releases");
}

static int take_entry(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	struct making *making = context;

	if (index != making->release.ledger_index)
		return 1;
	making->disclosed.entry = arena_copy(&making->arena, entry);
	return making->disclosed.entry.at != NULL ? 0 : error_memory(error);
}

static int find_entry(struct making *making, struct error *error)
{
	if (ledger_each(making->node->ledger, making->release.ledger_index,
			take_entry, making, error) < 0)
		return -1;
	if (making->disclosed.entry.at == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "the release has no entry in the ledger");
	return 0;
}

/* The root that the entry commits to must be the register's. */
static int compare_root(struct making *making, struct error *error)
{
	struct slice bytes = making->disclosed.entry;
	json_t *entry = json_loadb(bytes.at, bytes.len, 0, NULL);
	const char *root = json_string_value(json_object_get(entry, "root"));
	struct builder hex = {0};
	int result = 0;

	builder_add_hex(&hex, (struct slice){(const char *)making->opening.root,
					     sizeof(making->opening.root)});
	if (hex.failed)
		result = error_memory(error);
	else if (root == NULL || !slice_is(builder_slice(&hex), root))
		result = error_set(error, ERROR_CORRUPT,
				   "manifest or roll of the release is not "
				   "what its entry in the ledger commits to");
	json_decref(entry);
	builder_release(&hex);
	return result;
}

/* Entries of older programs commit to everything at once. */
static int check_kind(const struct making *making, struct error *error)
{
	struct slice bytes = making->disclosed.entry;
	json_t *entry = json_loadb(bytes.at, bytes.len, 0, NULL);
	bool old = json_object_get(entry, "commitment") != NULL;

	json_decref(entry);
	if (!old)
		return 0;
	error_set(error, ERROR_INPUT,
		  "this release was entered before single pupils could be "
		  "proved");
	return error_hint(error, "'hornbook log --pupil' tells what the node "
				 "has on record of it");
}

static int split_fields(struct making *making, struct error *error)
{
	struct slice left = making->opening.fields;
	struct slice *fields;
	size_t count = 0;

	for (size_t i = 0; i < left.len; i++)
		count += left.at[i] == '\n';
	fields = arena_array(&making->arena, count + 1, sizeof(*fields));
	if (fields == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		fields[i] = slice_cut(&left, '\n');
	making->disclosed.fields = fields;
	making->disclosed.field_count = count;
	return 0;
}

static int open_pupil(struct making *making, struct slice upn,
		      struct error *error)
{
	struct pupil_register *pupils = making->node->pupils;
	struct disclosed *disclosed = &making->disclosed;
	uint64_t pupil;

	if (register_find(pupils, upn, &pupil, error) != 0 ||
	    commitment_open(making->node, &making->release, pupil,
			    making->progress, &making->opening, &making->arena,
			    error) != 0 ||
	    compare_root(making, error) != 0 ||
	    register_tag_open(pupils, pupil, upn, &disclosed->tag,
			      &making->arena, error) != 0)
		return -1;
	disclosed->statement = making->opening.statement;
	disclosed->leaves = making->opening.size;
	disclosed->statement_leaf = making->opening.statement_leaf;
	disclosed->row_leaf = making->opening.row_leaf;
	return split_fields(making, error);
}

static int write_proof(struct making *making, struct builder *out,
		       struct error *error)
{
	struct builder extra = {0};
	size_t before = out->len;
	int result = 0;

	disclosed_write(&making->disclosed, &extra);
	making->proof.extra = builder_slice(&extra);
	if (!extra.failed)
		tlog_proof_write(&making->proof, out);
	if (extra.failed || out->failed) {
		out->len = before;
		result = error_memory(error);
	}
	builder_release(&extra);
	return result;
}

int disclosed_make(struct node *node, struct slice reference, struct slice upn,
		   const struct commitment_progress *progress,
		   struct builder *out, struct error *error)
{
	struct making *making = memory_array(1, sizeof(*making));
	int result = -1;

	if (making == NULL)
		return error_memory(error);
	making->node = node;
	making->progress = progress;
	if (find_release(making, reference, error) == 0 &&
	    find_entry(making, error) == 0 && check_kind(making, error) == 0 &&
	    open_pupil(making, upn, error) == 0 &&
	    opening_key(node, &making->disclosed.key, &making->arena, error) ==
		    0 &&
	    ledger_prove(node->ledger, making->release.ledger_index,
			 &making->arena, &making->proof, error) == 0)
		result = write_proof(making, out, error);
	arena_release(&making->arena);
	memory_free(making);
	return result;
}
